import { run } from "../../tools/run";
import { type ContainerEngine, LAB_LABEL } from "./containerEngine";

/** What a lab is made of on its container engine: what must go first, first. */
const kinds = [
  { list: ["ps", "--all", "--no-trunc"], remove: ["rm", "--force", "--volumes"] },
  { list: ["network", "ls", "--no-trunc"], remove: ["network", "rm"] },
  { list: ["volume", "ls"], remove: ["volume", "rm"] },
] as const;

/** How many containers, networks and volumes of a lab there are on the engine. */
export async function countObjects(engine: ContainerEngine, prefix: string): Promise<number> {
  return (await Promise.all(kinds.map(({ list }) => objects(engine, prefix, list)))).flat().length;
}

/**
 * Removes what a lab has on the container engine and its state does not know, volumes included: nothing else could,
 * once somebody deleted the state while the lab was up.
 *
 * @param known - Ids of the objects that the state knows.
 * @returns how many objects were removed
 */
export async function removeStrays(
  engine: ContainerEngine,
  prefix: string,
  known: ReadonlySet<string>,
): Promise<number> {
  let removed = 0;
  for (const { list, remove } of kinds) {
    const strays = (await objects(engine, prefix, list)).filter((id) => !known.has(id));
    if (strays.length > 0) await run(engine.client, ["--host", engine.host, ...remove, ...strays]);
    removed += strays.length;
  }
  return removed;
}

async function objects({ client, host }: ContainerEngine, prefix: string, list: readonly string[]): Promise<string[]> {
  const { stdout } = await run(client, [
    "--host",
    host,
    ...list,
    "--quiet",
    "--filter",
    `label=${LAB_LABEL}=${prefix}`,
  ]);
  return stdout.split("\n").filter(Boolean);
}
