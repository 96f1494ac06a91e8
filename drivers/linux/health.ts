import { shellProgram } from "../../tools/programFile";
import type { Inquiry } from "../contracts/inquiry";

/** How much there is of something, in bytes. */
export interface Room {
  readonly size: number;
  readonly free: number;
}

/** How a machine is. */
export interface MachineHealth {
  readonly memory: Room;
  readonly load: { readonly average: number; readonly processors: number };
  /** By the path at which it is mounted. What does not answer or is not mounted is not there. */
  readonly disks: Readonly<Record<string, Room>>;
}

/**
 * How a machine is; undefined if it does not say.
 *
 * @param mounts - Paths of the volumes that it should have.
 */
export const machineHealth = (machine: string, mounts: readonly string[]): Inquiry<MachineHealth | undefined> => ({
  questions: [{ machines: [machine], program: shellProgram(__dirname, "health.sh", { mounts }) }],
  read: ([printed]) => (printed === undefined ? undefined : healthIn(printed)),
});

function healthIn(printed: string): MachineHealth {
  const lines = printed.split("\n").map((line) => line.split(" "));
  const room = (words: readonly string[] = []): Room => ({ size: Number(words[0]), free: Number(words[1]) });
  const of = (word: string): readonly string[] => lines.find(([first]) => first === word)?.slice(1) ?? [];
  return {
    memory: room(of("memory")),
    load: { average: Number(of("load")[0]), processors: Number(of("load")[1]) },
    disks: Object.fromEntries(
      lines.filter(([word]) => word === "disk").map((words) => [words.slice(1, -2).join(" "), room(words.slice(-2))]),
    ),
  };
}
