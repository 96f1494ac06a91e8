import type { Inquiry } from "../contracts/inquiry";
import type { VolumeHealth, VolumeSupport } from "../contracts/volume";
import { findOut } from "../reach/ask";
import { healthIn, healthProgram } from "./health";

/** GlusterFS. */
export const gluster: VolumeSupport = {
  driver(volume, reach) {
    const inquiry: Inquiry<VolumeHealth | undefined> = {
      questions: [{ machines: volume.machines, program: healthProgram(volume.name) }],
      read: ([printed]) => (printed === undefined ? undefined : healthIn(printed, volume, reach.machines)),
    };
    return { inquiry, health: () => findOut(reach, inquiry) };
  },
};
