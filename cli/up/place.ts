import { existsSync, writeFileSync } from "node:fs";
import type { ContainerEngine } from "../../drivers/lab/containerEngine";
import { ask } from "../../drivers/lab/engineSocket";
import { type LabPlace, placeFile, readPlace } from "../../drivers/lab/place";
import { chooseSubnet, takenSubnets } from "../../drivers/lab/subnet";
import { run } from "../../tools/run";
import { cloneId, root } from "../clone";
import type { Workspace } from "../workspace";

/** Notes where a lab is on this computer: its container engine, and a network that is its own. Machines that stand still are started. */
export async function takePlace(workspace: Workspace, engine: ContainerEngine): Promise<void> {
  const known = readPlace(root, workspace.name);
  const prefix = labPrefix(workspace);
  const place: LabPlace = {
    host: engine.host,
    runtime: engine.runtime,
    prefix,
    subnet: known.subnet ?? chooseSubnet(await takenSubnets(engine), prefix),
  };
  const file = placeFile(root, workspace.name);
  if (!existsSync(file) || JSON.stringify(known) !== JSON.stringify(place)) writeFileSync(file, JSON.stringify(place));
  await startStopped(engine, prefix);
}

/** What the names of a lab's containers, networks and volumes begin with, and their label says. */
export const labPrefix = ({ name }: Workspace): string => readPlace(root, name).prefix ?? `ruche-${cloneId}-${name}`;

/** After the engine or the computer went down, machines that are in the state may stand still. */
async function startStopped({ client, host }: ContainerEngine, prefix: string): Promise<void> {
  const filters = JSON.stringify({ label: [`ruche.lab=${prefix}`], status: ["exited", "created"] });
  const stopped = JSON.parse(
    await ask(host.slice("unix://".length), `/containers/json?all=1&filters=${encodeURIComponent(filters)}`),
  ) as { Id: string }[];
  if (stopped.length > 0) await run(client, ["--host", host, "start", ...stopped.map(({ Id }) => Id)]);
}
