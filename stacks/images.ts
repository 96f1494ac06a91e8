import type { ImageFamily } from "../components/registry/image";
import { imageName } from "../images/catalogue";
import { imageKey } from "../images/key";

/** TypeScript without checking types, which is the tests' business; started in the folder of the program. */
const node = "node --import tsx";

/** The family in `images/`, known by its content before anything is built. */
export const images: ImageFamily = {
  image: (name) => ({ name, key: imageKey(imageName(name)) }),
  pushCommand: `${node} ../images/deliver.ts`,
};

/** Shell command that puts an image of the family into the Docker engine of this computer. */
export const loadCommand = (name: string): string => `${node} ../images/main.ts load ${name}`;

/** The name under which an image of the family is in that engine. */
export const localReference = (name: string): string => `ruche/${name}:${imageKey(imageName(name))}`;
