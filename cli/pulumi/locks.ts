import { hostname } from "node:os";
import { commandOf, startOf } from "../../tools/processes";

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

/** Whether a lock was left behind by a process of this computer; of another computer nothing is known. */
export function isStale({ host, pid }: StackLock, running: (pid: number) => boolean = isPulumi): boolean {
  return host === hostname() && !running(pid);
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

/** Whether a process is a Pulumi that runs; one that was killed may stay listed until somebody collects it. */
const isPulumi = (pid: number): boolean =>
  startOf(pid) !== undefined && commandOf(pid)[0]?.split("/").at(-1) === "pulumi";
