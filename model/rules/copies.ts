import type { Objection } from "./objection";

/** How data is copied: on how many machines, and whether the third copy keeps names only. */
export interface Copies {
  readonly machines: number;
  readonly replicas: number;
  readonly arbiter?: boolean;
}

/** What is wrong with the copies of a volume, and with which of its arguments. */
export interface CopiesObjection extends Objection {
  readonly of: "replicas" | "on" | "arbiter";
}

/**
 * Copies of a volume.
 *
 * Two copies cannot tell which of them is right once they lost sight of each other (split brain): Gluster itself warns
 * and asks. An arbiter is a third copy of names only. Machines are filled group by group: their number is a multiple.
 */
export function wrongCopies({ machines, replicas, arbiter }: Copies): CopiesObjection | undefined {
  if (arbiter !== undefined && typeof arbiter !== "boolean")
    return { of: "arbiter", message: "neither true nor false", allowed: "true, false", remedy: "write true or false" };
  if (arbiter === true && replicas !== 3)
    return {
      of: "replicas",
      message: "an arbiter is the third of three copies",
      allowed: "replicas: 3 with arbiter: true",
      remedy: "write replicas: 3",
    };
  if (replicas === 2)
    return {
      of: "replicas",
      message: "two copies end in split brain: neither knows which of them is right",
      allowed: "replicas: 3, or replicas: 3 with arbiter: true",
      remedy: "add a third machine; with arbiter: true it needs little disk",
    };
  if (!Number.isSafeInteger(replicas) || replicas < 1)
    return { of: "replicas", message: "no number of copies", allowed: "1, 3 or more", remedy: "write replicas: 3" };
  if (machines === 0 || machines % replicas !== 0)
    return {
      of: "on",
      message: `${machines} machines for ${replicas} copies`,
      allowed: `${replicas} machines, or a multiple of ${replicas}`,
      remedy: "add or remove machines, or change replicas",
    };
  return undefined;
}
