import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** What a command took. */
export interface Usage {
  readonly seconds: number;
  /** Seconds of processor, of all processes that it started: what else the computer does hardly changes them. */
  readonly processor: number;
}

/**
 * Runs a command that must succeed. Processes are looked at every 100 ms, since those that are killed are in nobody's
 * sum.
 */
export function usage(
  file: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Usage> {
  const begin = Date.now();
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, PULUMI_DEBUG_COMMANDS: "true", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data) => {
      printed = (printed + String(data)).slice(-4_000);
    });
  const ticks = new Map<number, number>();
  const look = setInterval(() => sum(child.pid ?? 0, ticks), 100);
  return new Promise((done, failed) =>
    child.once("close", (code) => {
      clearInterval(look);
      if (code === 0)
        done({
          seconds: (Date.now() - begin) / 1000,
          processor: [...ticks.values()].reduce((all, own) => all + own, 0) / 100,
        });
      else failed(new Error(`${file} ${args.join(" ")} ended with status ${code}:\n${printed}`));
    }),
  );
}

/** Adds what a process and its descendants have taken so far, in hundredths of a second. */
function sum(root: number, ticks: Map<number, number>): void {
  const parents = new Map<number, number>();
  const own = new Map<number, number>();
  for (const entry of readdirSync("/proc")) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    try {
      // After the name, which may hold anything: state, parent …, user, system.
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ");
      parents.set(pid, Number(fields[1]));
      own.set(pid, Number(fields[11]) + Number(fields[12]));
    } catch {
      /* it ended meanwhile */
    }
  }
  const isOurs = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 1 && (pid === root || ticks.has(pid) || isOurs(parents.get(pid)));
  for (const [pid, amount] of own) if (isOurs(pid)) ticks.set(pid, amount);
}
