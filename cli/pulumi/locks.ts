import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { startOf } from "../../tools/processes";

/** Who holds a stack, as Pulumi tells it when it refuses a second change. */
export interface StackLock {
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  /** RFC 3339. */
  readonly since: string;
}

/**
 * The locks that an error names. Every kind of state is told of in these words (Pulumi 3.248,
 * `pkg/backend/diy/lock.go`).
 */
export function locksIn(errors: readonly string[]): StackLock[] {
  return errors.flatMap((error) =>
    /the stack is currently locked by/.test(error)
      ? [...error.matchAll(/: created by (.+?)@(\S+) \(pid (\d+)\) at (\S+)/g)].map(
          ([, user = "", host = "", pid, since = ""]) => ({ user, host, pid: Number(pid), since }),
        )
      : [],
  );
}

/** A Pulumi that this clone started and that may lock a stack. */
export interface OwnProcess {
  readonly pid: number;
  /** When it started, in clock ticks since the computer did. */
  readonly start: string;
  /** Which computer, and since when it runs. */
  readonly computer: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Tells computers apart that have one name, and a computer from what it was before it was started again. */
export function thisComputer(): string {
  const read = (file: string): string => {
    try {
      return readFileSync(file, "utf8").trim();
    } catch {
      return "";
    }
  };
  return `${read("/etc/machine-id")} ${read("/proc/sys/kernel/random/boot_id")}`;
}

const folderIn = (directory: string): string => join(directory, "pulumi");

/** Notes a Pulumi that was started, until it has ended well. */
export function noteProcess(directory: string, pid: number): void {
  const noted: OwnProcess = { pid, start: startOf(pid) ?? "", computer: thisComputer(), at: Date.now() };
  mkdirSync(folderIn(directory), { recursive: true, mode: 0o700 });
  writeFileSync(join(folderIn(directory), String(pid)), JSON.stringify(noted), { mode: 0o600 });
}

export function forgetProcess(directory: string, pid: number): void {
  rmSync(join(folderIn(directory), String(pid)), { force: true });
}

/** What this clone noted, and did not end well. */
export function notedProcesses(directory: string): OwnProcess[] {
  try {
    return readdirSync(folderIn(directory)).flatMap((name) => {
      try {
        return [JSON.parse(readFileSync(join(folderIn(directory), name), "utf8")) as OwnProcess];
      } catch {
        return []; // killed while it was noted
      }
    });
  } catch {
    return [];
  }
}

/** Within which time after its start a Pulumi has locked its stack, in milliseconds. */
const soon = 600_000;

/**
 * Whether a lock was left behind. That is known of processes that this clone started itself, and that are gone: other
 * computers may have this one's name, and a process that is not seen here may run in another container.
 */
export function isStale(
  { user, host, pid, since }: StackLock,
  noted: readonly OwnProcess[],
  started: (pid: number) => string | undefined = startOf,
): boolean {
  if (host !== hostname() || user !== userInfo().username) return false;
  return noted.some((own) => {
    const locked = Date.parse(since) - own.at;
    // Pulumi tells whole seconds.
    if (own.pid !== pid || !(locked > -2_000 && locked < soon)) return false;
    const [machine, boot] = own.computer.split(" ");
    const [thisMachine, thisBoot] = thisComputer().split(" ");
    return machine === thisMachine && (boot !== thisBoot || started(pid) !== own.start);
  });
}

/** For people: who is changing the environment. */
export function describeLocks(environment: string, locks: readonly StackLock[]): string {
  return [
    `${environment} is being changed by ` +
      `${locks.map(({ user, host, pid, since }) => `${user} on ${host} (process ${pid}, since ${since})`).join(" and ")}; ` +
      "nothing was touched.",
    "Run the same command again when that has ended. If that computer died in the middle: " +
      `eval "$(./ruche env ${environment})" && pulumi cancel --yes ${environment}`,
  ].join("\n");
}
