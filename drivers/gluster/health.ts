import type { MachineSummary, VolumeSummary } from "../../model/summary";
import { shellProgram } from "../../tools/programFile";
import type { VolumeHealth } from "../contracts/volume";

/** Prints how a volume is; on a machine that holds it. */
export const healthProgram = (volume: string): string => shellProgram(__dirname, "health.sh", { volume });

/** The health of a volume, from the lines that `healthProgram` prints. Machines without a line are not there. */
export function healthIn(
  printed: string,
  { machines }: Pick<VolumeSummary, "machines">,
  known: readonly Pick<MachineSummary, "name" | "internal">[],
): VolumeHealth {
  const lines = printed.split("\n").map((line) => line.split(" "));
  const copies = lines.filter(([word]) => word === "copy");
  // A machine may hold several copies. It is there with all of them.
  const isWhole = (machine: string): boolean => {
    const own = copies.filter(([, address]) => address === machine);
    return own.length > 0 && own.every(([, , state]) => state === "Y");
  };
  const there = known.filter(({ internal }) => isWhole(internal)).map(({ name }) => name);
  const missing = machines.filter((name) => !there.includes(name)).sort();
  const pending = Number(lines.find(([word]) => word === "pending")?.[1]);
  return {
    there: machines.filter((name) => there.includes(name)).sort(),
    missing,
    pending: missing.length > 0 || Number.isNaN(pending) ? undefined : pending,
  };
}
