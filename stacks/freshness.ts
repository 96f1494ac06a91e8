import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";
import { plainDay } from "../model/values/day";

/**
 * Refuses to work on an outdated copy. An environment without encrypted values is copied into a project of its own, and
 * whoever runs plain `pulumi` there after editing the environment would silently get the old one.
 *
 * @param project - Folder of Pulumi's project file.
 * @throws Error that says what to do.
 */
export function refuseStaleCopy(project: string, stack: string): void {
  const root = resolve(__dirname, "..");
  const copy = resolve(project, `Pulumi.${stack}.yaml`);
  if (resolve(project) === root || !existsSync(copy)) return;
  // Compared as data: Pulumi writes the copy in its own style when it adds its salt, days included.
  const read = (file: string): string =>
    JSON.stringify((parse(readFileSync(file, "utf8")) as { config: unknown }).config, (_, value: unknown) =>
      typeof value === "string" ? plainDay(value) : value,
    );
  const file = `environments/Pulumi.${stack}.yaml`;
  if (read(resolve(root, file)) !== read(copy)) {
    throw new Error(
      `${file} was changed meanwhile. Run the command again; for plain pulumi make the exports again first: ` +
        `eval "$(./ruche env ${stack})"`,
    );
  }
}
