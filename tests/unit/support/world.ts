import type { StackSummary } from "../../../model/summary";
import type { Planned } from "./plannedProgram";

/** What there is after some updates, as far as the order of steps can harm it. */
export interface World {
  summary: StackSummary | undefined;
  names: readonly string[];
  addresses: Record<string, string>;
  /** Every address that a machine ever had. */
  kept: Record<string, string>;
  /** Roles in the cluster. */
  readonly roles: Map<string, string>;
  /** Machines of each volume, in its groups. */
  readonly bricks: Map<string, string[]>;
  /** Where the data of the platform and of each service lies, and of which kind it is. */
  readonly folders: Map<string, string>;
}

export const emptyWorld = (): World => ({
  summary: undefined,
  names: [],
  addresses: {},
  kept: {},
  roles: new Map(),
  bricks: new Map(),
  folders: new Map(),
});

const managersOf = ({ roles }: World): string[] =>
  [...roles].flatMap(([name, role]) => (role === "manager" ? name : []));

/** Carries a plan out step by step, as Pulumi does: what is declared comes first, what is gone goes last. */
export function carryOut(world: World, plan: Planned, fail: (what: string) => never): void {
  machines(world, plan, fail);
  for (const name of plan.names.filter((each) => /^[a-z0-9]+-volume$/.test(each))) volume(world, plan, name, fail);
  cluster(world, plan, fail);
  data(world, plan, fail);
  // A volume that is taken out is left to itself: nothing that stays lies on it.
  for (const name of world.bricks.keys()) if (!plan.names.includes(`${name}-volume`)) world.bricks.delete(name);
  const gone = world.names.filter((name) => !plan.names.includes(name));
  for (const name of gone) {
    const [, left] = /^swarm-join-(.+)$/.exec(name) ?? [];
    if (left === undefined) continue;
    if (plan.names.includes(`swarm-join-${left}`)) fail(`${left} leaves and stays`);
    world.roles.delete(left);
    if (managersOf(world).length === 0) fail(`the last manager leaves with ${left}`);
  }
  for (const [host] of Object.entries(world.addresses))
    if (!(host in plan.addresses) && [...world.bricks.values()].some((all) => all.includes(host)))
      fail(`${host} goes with a copy of a volume that nobody has taken over`);
  world.addresses = { ...plan.addresses };
  world.kept = { ...world.kept, ...plan.addresses };
  world.names = plan.names;
  world.summary = plan.summary;
}

function machines(world: World, plan: Planned, fail: (what: string) => never): void {
  for (const [host, address] of Object.entries(plan.addresses)) {
    const was = world.addresses[host];
    if (was !== undefined && was !== address) fail(`${host} moves from ${was} to ${address}`);
    const other = Object.entries({ ...world.addresses, ...plan.addresses }).find(
      ([name, taken]) => name !== host && taken === address,
    );
    if (other) fail(`${host} and ${other[0]} are both at ${address}`);
  }
}

function volume(world: World, plan: Planned, name: string, fail: (what: string) => never): void {
  const volumeName = name.replace(/-volume$/, "");
  const { machine, settings } = plan.program(name);
  const byAddress = new Map(Object.entries(plan.addresses).map(([host, address]) => [address, host]));
  const declared = settings.bricks!.map((brick) => byAddress.get(brick.split(":")[0]!)!);
  const copies = Number(settings.copies![0]);
  const there = world.bricks.get(volumeName);
  if (there === undefined) return void world.bricks.set(volumeName, declared);
  if (!there.includes(machine!)) fail(`${volumeName} is changed through ${machine}, which does not hold it`);
  if (there.length !== declared.length)
    fail(`${volumeName} changes from ${there.length} to ${declared.length} machines`);
  for (let at = 0; at < there.length; at += copies) {
    const [group, next] = [there.slice(at, at + copies), declared.slice(at, at + copies)];
    const left = group.filter((host) => next.includes(host));
    if (left.length < group.length - 1) fail(`${volumeName} loses ${group.join(" ")} at once`);
    if (left.length === 0) fail(`${volumeName} loses its only copy`);
  }
  world.bricks.set(volumeName, declared);
}

function cluster(world: World, plan: Planned, fail: (what: string) => never): void {
  const joins = plan.names.filter((name) => name.startsWith("swarm-join-"));
  const roleOf = (name: string): string => plan.program(name).settings.role![0]!;
  const begun = world.roles.size > 0;
  // Managers one after the other, then workers, as their resources depend on each other.
  for (const name of [
    ...joins.filter((each) => roleOf(each) === "manager"),
    ...joins.filter((each) => roleOf(each) === "worker"),
  ]) {
    const host = name.replace("swarm-join-", "");
    const { managers = [] } = plan.program(name).settings;
    const answering = managers.filter((each) => world.roles.get(each) === "manager");
    if (begun && answering.length === 0) fail(`nobody answers for the swarm when ${host} is brought in`);
    world.roles.set(host, roleOf(name));
    if (managersOf(world).length === 0) fail(`no manager is left when ${host} becomes a worker`);
  }
  const usual = plan.summary.cluster?.managers[0];
  if (usual !== undefined && begun && world.summary && !world.summary.cluster!.managers.includes(usual))
    fail(`the cluster is changed through ${usual}, which did not manage it`);
}

/** Where data lies follows from the summary: the layers above take each volume by its name. */
function data(world: World, { summary }: Planned, fail: (what: string) => never): void {
  const mounts = new Map(summary.volumes.map(({ name, mount }) => [name, mount]));
  const folder = (volume: string | null | undefined): string => `${volume} at ${mounts.get(volume ?? "")}`;
  const now = new Map([
    ["the platform", folder(summary.platformVolume)],
    ...summary.services.map(({ name, kind, volume }) => [name, `${kind} on ${folder(volume)}`] as const),
  ]);
  for (const [name, place] of now) {
    const was = world.folders.get(name);
    if (was !== undefined && was !== place) fail(`${name} begins empty, ${place}; its data is that of ${was}`);
    world.folders.set(name, place);
  }
  // What is taken out may be begun anew somewhere else.
  for (const name of world.folders.keys()) if (!now.has(name)) world.folders.delete(name);
}
