import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { LocalImages } from "../../contracts/imageFamily";
import type { LabMachinesArgs } from "./labMachines";

/** Where lab machines get their image. */
export interface HostImageArgs {
  /** What `imageFamily` of `ruche/images` gives. */
  readonly images: LocalImages;
  /**
   * The Docker engine of this computer, as a value for DOCKER_HOST.
   *
   * @default the client's own
   */
  readonly engine?: string;
}

/**
 * Builds the image of lab machines, and brings it into the Docker engine of this computer.
 *
 * @returns What `LabMachines` takes.
 */
export function hostImage(
  name: string,
  { images, engine }: HostImageArgs,
  options?: pulumi.CustomResourceOptions,
): Required<Pick<LabMachinesArgs, "image" | "imageReady">> {
  const imageReady = new command.local.Command(
    name,
    {
      create: images.loadCommand("host"),
      triggers: [images.image("host").key],
      environment: engine === undefined ? {} : { DOCKER_HOST: engine },
      logging: command.local.Logging.Stderr,
    },
    pulumi.mergeOptions(options, { deleteBeforeReplace: true, customTimeouts: { create: "20m" } }),
  );
  return { image: images.localReference("host"), imageReady };
}
