/** The package's entry `ruche/images`: images that the package builds. */
import { join, relative } from "node:path";
import { quote } from "../tools/shell";
import { imageCatalogue, imageNameIn } from "./catalogue";
import { imageKey } from "./key";

/** Which images there are besides those of Ruche. */
export interface ImageFamilyArgs {
  /**
   * Folders with images of one's own, relative to the program's: each image is `<name>/image.yaml` and
   * `<name>/image/` with its Dockerfile.
   *
   * @default none
   */
  readonly folders?: readonly string[];
}

/** An image family, and how its images come into the Docker engine of this computer. */
export interface BuiltImageFamily {
  /** The image of this name, known by its content before anything is built. */
  image(name: string): { readonly name: string; readonly key: string };
  /** Shell command that builds an image, pushes it to the registry that standard input names, and prints its digest. */
  readonly pushCommand: string;
  /** Shell command that builds an image and brings it into the Docker engine of this computer. */
  loadCommand(name: string): string;
  /** The name under which an image is in that engine. */
  localReference(name: string): string;
}

/**
 * The images of Ruche, and one's own: what `Platform` and `hostImage` take. Its commands run in the program's folder
 * and build with Debian's packages, as root.
 *
 * @example
 * const images = imageFamily({ folders: ["./services"] });
 */
export function imageFamily({ folders = [] }: ImageFamilyArgs = {}): BuiltImageFamily {
  const catalogue = imageCatalogue(folders);
  const image = (name: string) => ({ name, key: imageKey(imageNameIn(catalogue, name), catalogue) });
  // Relative, so that the state is the same in every clone.
  const start = ["node", relative(process.cwd(), join(__dirname, "start.js"))];
  const own = folders.flatMap((folder) => ["--folder", folder]);
  const command = (...words: string[]): string => [...start, ...words, ...own].map(quote).join(" ");
  return {
    image,
    pushCommand: command("deliver"),
    loadCommand: (name) => `${command("main", "load")} ${quote(name)}`,
    localReference: (name) => `ruche/${name}:${image(name).key}`,
  };
}
