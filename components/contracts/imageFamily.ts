import type { Input } from "@pulumi/pulumi";

/** An image of the platform's own family, known by its content before it is built. */
export interface ImageSource {
  /** Name in the registry, for example `dokuwiki`. */
  readonly name: string;
  /** Changes when anything that goes into it changes. */
  readonly key: Input<string>;
}

/** How images come into the registry. */
export interface ImageFamily {
  /** The image of this name. */
  image(name: string): ImageSource;
  /**
   * Shell command that builds an image if need be, pushes it and prints `{"digest": "sha256:…"}`. It reads
   * `{image, registry, connection, credentials, authority}` as JSON from standard input.
   */
  readonly pushCommand: Input<string>;
}

/** A family whose images can also be brought into the Docker engine of this computer. */
export interface LocalImages extends ImageFamily {
  /** Shell command that builds an image and brings it there. */
  loadCommand(name: string): string;
  /** The name under which it is there. */
  localReference(name: string): string;
}
