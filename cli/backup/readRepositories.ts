import type { Progress } from "../progress";
import type { DataPlatform } from "./platform";

/** What reading everything of a repository showed. */
export interface RepositoryRead {
  readonly repository: string;
  readonly well: boolean;
  readonly said: string;
}

/** Reads every backup of every repository and compares it with its checksums. */
export function readRepositories(platform: DataPlatform, progress: Progress): Promise<RepositoryRead[]> {
  const repositories = platform.summary.backup?.repositories ?? [];
  return Promise.all(
    repositories.map(({ name: repository, machine }) =>
      progress.step(`reading all of ${repository}`, undefined, async () => {
        const said = await platform
          .on(machine, `/usr/local/sbin/ruche-backup-repository check ${repository} --all`)
          .catch((error: unknown) => error as Error);
        return {
          repository,
          well: typeof said === "string",
          said: typeof said === "string" ? said.trim() : said.message,
        };
      }),
    ),
  );
}
