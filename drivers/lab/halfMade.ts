import { run } from "../../tools/run";
import type { HalfMade } from "../contracts/halfMade";
import { type ContainerEngine, LAB_LABEL } from "./containerEngine";

/** What an object of a lab is to Docker's client, and where its labels stand. Volumes hold data: they are kept. */
const objects = {
  container: { labels: ".Config.Labels", remove: ["rm", "--force"] },
  network: { labels: ".Labels", remove: ["network", "rm"] },
} as const;

/** Removes an object by its name, if it is the lab's. @throws Error if the engine does not say. */
export async function removeHalfMade(
  { client, host }: Pick<ContainerEngine, "client" | "host">,
  prefix: string,
  kind: keyof typeof objects,
  name: string,
): Promise<HalfMade> {
  const { labels, remove } = objects[kind];
  const docker = (...args: string[]) => run(client, ["--host", host, ...args], { accept: [0, 1] });
  const found = await docker(kind, "inspect", "--format", `{{with ${labels}}}{{index . "${LAB_LABEL}"}}{{end}}`, name);
  if (found.status !== 0) {
    if (!/no such (container|network|object)|network .*not found/i.test(found.stderr))
      throw new Error(`the container engine does not say whether ${name} is there: ${found.stderr.trim()}`);
    return "absent";
  }
  if (found.stdout.trim() !== prefix) return "strange";
  const removed = await docker(...remove, name);
  if (removed.status !== 0) throw new Error(`${name} could not be removed: ${removed.stderr.trim()}`);
  return "removed";
}

/**
 * Removes containers of a lab that were made, and never started, and that its state does not know. They keep a name
 * and an address that others need; nothing has ever run in them.
 */
export async function removeNeverStarted(
  { client, host }: Pick<ContainerEngine, "client" | "host">,
  prefix: string,
  known: ReadonlySet<string>,
): Promise<string[]> {
  const { stdout } = await run(client, [
    "--host",
    host,
    "ps",
    "--all",
    "--no-trunc",
    "--format",
    "{{.ID}} {{.Names}}",
    "--filter",
    `label=${LAB_LABEL}=${prefix}`,
    "--filter",
    "status=created",
  ]);
  const strays = stdout
    .split("\n")
    .map((line) => line.split(" "))
    .flatMap(([id = "", name = ""]) => (id !== "" && !known.has(id) ? [{ id, name }] : []));
  // Without force: one that was started meanwhile stays.
  for (const { id } of strays) await run(client, ["--host", host, "rm", id]);
  return strays.map(({ name }) => name);
}
