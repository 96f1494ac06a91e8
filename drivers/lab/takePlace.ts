import { existsSync, writeFileSync } from "node:fs";
import { lastLines, run } from "../../tools/run";
import type { MachinesContext } from "../contracts/machines";
import { type ContainerEngine, LAB_LABEL } from "./containerEngine";
import { ask } from "./engineSocket";
import { type LabPlace, placeFile, readPlace } from "./place";
import { chooseSubnet, takenSubnets } from "./subnet";

/**
 * Notes where a lab is on this computer: its container engine, a network that is its own, and the addresses that its
 * machines have. Machines that stand still are started.
 */
export async function takePlace(context: MachinesContext, engine: ContainerEngine): Promise<void> {
  const known = readPlace(context.root, context.environment);
  const prefix = labPrefix(context);
  const containers = await containersOf(engine, prefix);
  const addresses = { ...known.addresses, ...addressesIn(containers, prefix) };
  const place: LabPlace = {
    host: engine.host,
    runtime: engine.runtime,
    prefix,
    subnet: known.subnet ?? chooseSubnet(await takenSubnets(engine), prefix),
    ...(Object.keys(addresses).length > 0 ? { addresses } : {}),
  };
  const file = placeFile(context.root, context.environment);
  if (!existsSync(file) || JSON.stringify(known) !== JSON.stringify(place)) writeFileSync(file, JSON.stringify(place));
  await startStopped(engine, containers, context.say);
}

/** What the names of a lab's containers, networks and volumes begin with, and their label says. */
export const labPrefix = ({ root, cloneId, environment }: MachinesContext): string =>
  readPlace(root, environment).prefix ?? `ruche-${cloneId}-${environment}`;

/** A container as the engine lists it. */
export interface ListedContainer {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly State: string;
  readonly NetworkSettings?: {
    readonly Networks?: Readonly<Record<string, { readonly IPAMConfig?: { readonly IPv4Address?: string } | null }>>;
  };
}

async function containersOf({ host }: ContainerEngine, prefix: string): Promise<ListedContainer[]> {
  const filters = JSON.stringify({ label: [`${LAB_LABEL}=${prefix}`] });
  return JSON.parse(
    await ask(host.slice("unix://".length), `/containers/json?all=1&filters=${encodeURIComponent(filters)}`),
  ) as ListedContainer[];
}

/** The addresses that were given to a lab's machines, by name, whether they run or not. */
export const addressesIn = (containers: readonly ListedContainer[], prefix: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    containers
      .flatMap(({ Names: [name = ""], State, NetworkSettings }): [string, string][] => {
        const address = NetworkSettings?.Networks?.[prefix]?.IPAMConfig?.IPv4Address;
        // One that was never started may have been refused its address.
        return address && State !== "created" && name.startsWith(`/${prefix}-`)
          ? [[name.slice(prefix.length + 2), address]]
          : [];
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/**
 * After the engine or the computer went down, machines that are in the state may stand still. One that cannot start
 * ends no command: what stands in its way may be what the command removes.
 */
async function startStopped(
  { client, host }: ContainerEngine,
  containers: readonly ListedContainer[],
  say: (line: string) => void,
): Promise<void> {
  const stopped = containers.filter(({ State }) => State === "exited" || State === "created");
  await Promise.all(
    stopped.map(async ({ Id, Names }) => {
      const { status, stderr } = await run(client, ["--host", host, "start", Id], { accept: [0, 1] });
      if (status !== 0) say(`${Names[0]?.slice(1) ?? Id} does not start: ${lastLines(stderr, 2)}`);
    }),
  );
}
