/** One process at a time: a lock that outlives no crash. */
import * as fs from "node:fs";
import * as path from "node:path";

/**
 * Runs `work` while holding the lock `file`, waiting for another process that holds it.
 *
 * A lock is refreshed while its holder lives; one that was not for 10 s belongs to a process that was killed,
 * and is taken over. `onWait` is called once if somebody else holds it.
 *
 * @throws when `signal` aborts the waiting
 */
export async function locked<T>(
  file: string,
  work: () => Promise<T>,
  onWait: () => void,
  signal?: AbortSignal,
): Promise<T> {
  const { lock } = await import("proper-lockfile");
  fs.mkdirSync(path.dirname(file), { recursive: true });
  for (let waited = false; ; ) {
    let release: () => Promise<void>;
    let lost: Error | undefined;
    const onCompromised = (error: Error): void => {
      lost = error;
    };
    try {
      release = await lock(file, { realpath: false, stale: 10_000, update: 2_000, onCompromised });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
      if (!waited) onWait();
      waited = true;
      signal?.throwIfAborted();
      await new Promise((resume) => setTimeout(resume, 300));
      continue;
    }
    try {
      const done = await work();
      // A computer that was suspended: another process has begun the same meanwhile, and what is there may be its half.
      if (lost) throw new Error(`the lock ${file} was lost (${lost.message}): run it again`);
      return done;
    } finally {
      await release().catch(() => {
        /* taken over meanwhile, or removed by hand */
      });
    }
  }
}
