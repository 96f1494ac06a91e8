import { databaseProducts } from "../../components/databases/databaseProducts";
import type { DeployedDatabase, StackSummary } from "../../model/summary";
import { Refusal } from "../failure";

/** The version of a deployed server's product that this clone declares. */
export const declaredVersion = ({ engine }: DeployedDatabase): string => databaseProducts[engine].version;

/**
 * An update would put an empty server of another version in the place of one that has data.
 *
 * @throws Refusal with the way to move the data.
 */
export function refuseOtherVersions(environment: string, { databases }: StackSummary): void {
  const moved = databases.filter((database) => database.version !== declaredVersion(database));
  if (moved.length === 0) return;
  throw new Refusal(
    [
      ...moved.map(
        (database) =>
          `${database.engine} ${database.version} runs, and this clone declares ${declaredVersion(database)}: ` +
          "its data does not move by itself.",
      ),
      "Nothing was touched. Try it on the newest backups, then move it: " +
        `${moved.map(({ engine }) => `./ruche upgrade ${environment} ${engine}`).join(", then ")}`,
    ].join("\n"),
  );
}
