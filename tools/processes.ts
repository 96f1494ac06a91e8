import { readdirSync, readFileSync } from "node:fs";

/** What tells a process from a later one with the same number: the moment it started, in clock ticks since boot. */
export function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** The words a process was started with; empty when it is gone. */
export function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").filter(Boolean);
  } catch {
    return [];
  }
}

/** Processes one of whose words is, or lies below, this path: those of one engine have its folders in their words. */
export function processesNaming(path: string): number[] {
  const names = (word: string) =>
    word.split("=").some((part) => part === path || part.startsWith(`${path}/`) || part === `unix://${path}`);
  return processIds().filter((pid) => pid !== process.pid && commandOf(pid).some(names));
}

/** Processes that run in these containers, told by their control group: also when nothing supervises them any more. */
export function processesInContainers(ids: ReadonlySet<string>): number[] {
  const groupsOf = (pid: number): string => {
    try {
      return readFileSync(`/proc/${pid}/cgroup`, "utf8");
    } catch {
      return "";
    }
  };
  const isInside = (groups: string) => [...groups.matchAll(/[/-]([0-9a-f]{64})\b/g)].some(([, id = ""]) => ids.has(id));
  return ids.size === 0 ? [] : processIds().filter((pid) => isInside(groupsOf(pid)) && startOf(pid) !== undefined);
}

/** Sends a signal; a process that is gone already is no failure. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

const processIds = (): number[] =>
  readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number);
