import type { ImageFamily } from "../components/contracts/imageFamily";
import { imageName } from "../images/catalogue";
import { imageKey } from "../images/key";

/** Started in the folder of the program. */
const start = "node ../images/start.js";

/** The family in `images/`, known by its content before anything is built. */
export const images: ImageFamily = {
  image: (name) => ({ name, key: imageKey(imageName(name)) }),
  pushCommand: `${start} deliver`,
};

/** Shell command that puts an image of the family into the Docker engine of this computer. */
export const loadCommand = (name: string): string => `${start} main load ${name}`;

/** The name under which an image of the family is in that engine. */
export const localReference = (name: string): string => `ruche/${name}:${imageKey(imageName(name))}`;
