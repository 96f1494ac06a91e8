import type { VolumeSupport } from "../contracts/volume";
import { printedOnFirst } from "../reach/reach";
import { healthIn, healthProgram } from "./health";

/** GlusterFS. */
export const gluster: VolumeSupport = {
  driver: (volume, reach) => ({
    async health() {
      const printed = await printedOnFirst(reach, volume.machines, healthProgram(volume.name));
      return printed === undefined ? undefined : healthIn(printed, volume, reach.machines);
    },
  }),
};
