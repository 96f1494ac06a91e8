import { existsSync, writeFileSync } from "node:fs";
import { lastLines, run } from "../../tools/run";
import type { MachinesContext } from "../contracts/machines";
import type { ContainerEngine } from "./containerEngine";
import { ask } from "./engineSocket";
import { type LabPlace, placeFile, readPlace } from "./place";
import { chooseSubnet, takenSubnets } from "./subnet";

/**
 * Notes where a lab is on this computer: its container engine, and a network that is its own. Machines that stand still
 * are started.
 */
export async function takePlace(context: MachinesContext, engine: ContainerEngine): Promise<void> {
  const known = readPlace(context.root, context.environment);
  const prefix = labPrefix(context);
  const place: LabPlace = {
    host: engine.host,
    runtime: engine.runtime,
    prefix,
    subnet: known.subnet ?? chooseSubnet(await takenSubnets(engine), prefix),
  };
  const file = placeFile(context.root, context.environment);
  if (!existsSync(file) || JSON.stringify(known) !== JSON.stringify(place)) writeFileSync(file, JSON.stringify(place));
  await startStopped(engine, prefix, context.say);
}

/** What the names of a lab's containers, networks and volumes begin with, and their label says. */
export const labPrefix = ({ root, cloneId, environment }: MachinesContext): string =>
  readPlace(root, environment).prefix ?? `ruche-${cloneId}-${environment}`;

/**
 * After the engine or the computer went down, machines that are in the state may stand still. One that does not start
 * is told and keeps nobody from doing something about it.
 */
async function startStopped(
  { client, host }: ContainerEngine,
  prefix: string,
  say: (line: string) => void,
): Promise<void> {
  const filters = JSON.stringify({ label: [`ruche.lab=${prefix}`], status: ["exited", "created"] });
  const stopped = JSON.parse(
    await ask(host.slice("unix://".length), `/containers/json?all=1&filters=${encodeURIComponent(filters)}`),
  ) as { Id: string; Names?: readonly string[] }[];
  await Promise.all(
    stopped.map(async ({ Id, Names: [name = Id] = [] }) => {
      const { status, stderr } = await run(client, ["--host", host, "start", Id], { accept: [0, 1] });
      if (status !== 0) say(`${name.replace(/^\//, "")} does not start: ${lastLines(stderr, 2)}`);
    }),
  );
}
