/**
 * What the loss of machines takes along: which services stop, which go on with less, how many copies of data are left.
 * Computed from what components say of themselves: placement, copies, quorum, volumes, failure domains and repositories
 * of backups.
 */
import type { ClusterDescriptor, ServiceDescriptor } from "../descriptor";
import { type VolumeLoss, volumeAfter } from "../storage";
import type { Facts } from "./facts";
import { type Layout, layoutOf } from "./layout";
import { type Needs, needsOf } from "./needs";
import { platformsOf } from "./platforms";

/**
 * What becomes of a service; the worst last. `restarts`: it is away until the cluster has started it on another
 * machine.
 */
export const outcomes = ["stays", "fewer copies", "restarts", "stops"] as const;

export type ServiceOutcome = (typeof outcomes)[number];

/** What becomes of one service. */
export interface ServiceLoss {
  readonly service: string;
  readonly outcome: ServiceOutcome;
  /** Why, for people; empty where it stays. */
  readonly why: string;
}

/** What is left of something of which there were several. */
export interface Remainder {
  readonly name: string;
  readonly left: number;
  readonly of: number;
}

/** What the loss of some machines takes along. */
export interface BlastRadius {
  /** The failure domain that is lost: a machine, or what several have in common. */
  readonly lost: string;
  readonly machines: readonly string[];
  readonly services: readonly ServiceLoss[];
  /** Volumes of which something was there. */
  readonly volumes: readonly VolumeLoss[];
  /** Clusters of which a manager was there, and whether those that are left can still decide anything. */
  readonly clusters: readonly (Remainder & { readonly quorum: boolean })[];
  /** Services of whose backups a repository was there. */
  readonly backups: readonly Remainder[];
  /** Services that go on, and would stop with any one more machine. */
  readonly fragile: readonly string[];
}

/** Machines on which the copies of each service run. Where it is not known, the worst is assumed. */
export type Placement = ReadonlyMap<string, readonly string[]>;

/** What the loss of machines takes along, without a look at what could be lost next. */
export type Loss = Omit<BlastRadius, "fragile">;

/** What each failure domain takes along when it is lost alone. */
export function blastRadii(facts: Facts, placement?: Placement): BlastRadius[] {
  const { machines, domainOf } = layoutOf(facts);
  return together(
    platformsOf(facts).map((part) => {
      const platform = platformOf(part, placement);
      return radiiOf({ ...platform, layout: { ...platform.layout, machines, domainOf } });
    }),
  );
}

function radiiOf(platform: Platform): BlastRadius[] {
  const stopped = (lost: readonly string[]): string[] =>
    lossOf(platform, lost)
      .services.filter(({ outcome }) => outcome === "stops")
      .map(({ service }) => service);
  return lossesOf(platform).map((loss) => {
    const others = platform.layout.machines.filter((machine) => !loss.machines.includes(machine));
    const now = new Set(stopped(loss.machines));
    const then = others.flatMap((machine) => stopped([...loss.machines, machine]));
    return { ...loss, fragile: [...new Set(then)].filter((service) => !now.has(service)).sort() };
  });
}

/** What each failure domain takes along of several platforms, which all know the same domains and volumes. */
function together([first = [], ...others]: readonly BlastRadius[][]): BlastRadius[] {
  return first.map((radius, at) => {
    const all = [radius, ...others.map((other) => other[at]!)];
    return {
      ...radius,
      services: all.flatMap(({ services }) => services),
      clusters: all.flatMap(({ clusters }) => clusters),
      backups: all.flatMap(({ backups }) => backups),
      fragile: [...new Set(all.flatMap(({ fragile }) => fragile))].sort(),
    };
  });
}

/** The same of one platform, without a look at what could be lost next. */
export const singleLosses = (facts: Facts): Loss[] => lossesOf(platformOf(facts));

/** What these machines take along when they are lost at once. */
export function blastRadius(facts: Facts, machines: readonly string[], placement?: Placement): Omit<Loss, "lost"> {
  return lossOf(platformOf(facts, placement), machines);
}

/** What is the same whatever is lost. */
interface Platform {
  readonly layout: Layout;
  readonly services: readonly ServiceDescriptor[];
  readonly needs: ReadonlyMap<string, Needs>;
  readonly placement: Placement | undefined;
}

function platformOf(facts: Facts, placement?: Placement): Platform {
  const services = facts.descriptors
    .filter(
      (descriptor): descriptor is ServiceDescriptor =>
        descriptor.kind === "service" && descriptor.service !== undefined,
    )
    .sort((a, b) => (a.service < b.service ? -1 : 1));
  return { layout: layoutOf(facts), services, needs: needsOf(services), placement };
}

function lossesOf(platform: Platform): Loss[] {
  const { machines, domainOf } = platform.layout;
  const domains = [...new Set(machines.map(domainOf))].sort();
  return domains.map((lost) => ({
    lost,
    ...lossOf(
      platform,
      machines.filter((machine) => domainOf(machine) === lost),
    ),
  }));
}

function lossOf(platform: Platform, machines: readonly string[]): Omit<Loss, "lost"> {
  const { layout, services } = platform;
  const lost = new Set(machines);
  const volumes = new Map(layout.volumes.map((volume) => [volume.volume, volumeAfter(volume, lost, layout.volumes)]));
  const clusters = layout.clusters.map((cluster) => clusterAfter(cluster, lost));
  const found = new Map<string, ServiceLoss>();
  const decide = (service: ServiceDescriptor): ServiceLoss => {
    const known = found.get(service.service);
    if (known !== undefined) return known;
    // Until it is decided: services of a stranger's program may claim to need each other.
    found.set(service.service, { service: service.service, outcome: "stays", why: "" });
    const decided = {
      service: service.service,
      ...afterLoss(service, { ...platform, lost, volumes, quorum: clusters.every(({ quorum }) => quorum), decide }),
    };
    found.set(service.service, decided);
    return decided;
  };
  return {
    machines,
    services: services.map(decide),
    volumes: [...volumes.values()].filter(({ touched }) => touched).map(({ touched: _, ...volume }) => volume),
    clusters: clusters.filter(({ left, of }) => left < of),
    backups: services.flatMap(({ service, backup }): Remainder[] => {
      const places = (backup?.repositories ?? []).map(({ machine }) => machine);
      const left = places.filter((machine) => !lost.has(machine)).length;
      return left < places.length ? [{ name: service, left, of: places.length }] : [];
    }),
  };
}

interface Situation extends Platform {
  readonly lost: ReadonlySet<string>;
  readonly volumes: ReadonlyMap<string, VolumeLoss>;
  readonly quorum: boolean;
  readonly decide: (service: ServiceDescriptor) => ServiceLoss;
}

function afterLoss(
  service: ServiceDescriptor,
  { needs, layout, lost, volumes, quorum, placement, decide }: Situation,
): Omit<ServiceLoss, "service"> {
  const gone = layout.nodes.filter((node) => lost.has(node)).length;
  const stops = (why: string): Omit<ServiceLoss, "service"> => ({ outcome: "stops", why });
  if (layout.nodes.length > 0 && gone === layout.nodes.length) return stops("no machine is left that runs services");
  const { volumes: under, database } = needs.get(service.service)!;
  const dry = under.find((name) => volumes.get(name)?.writable === false);
  if (dry !== undefined) return stops(`its volume ${dry} takes no writes`);
  const server = database && decide(database);
  if (server?.outcome === "stops") return stops(`its database ${server.service} stops`);

  const { replicas } = service;
  const running = placement?.get(service.service);
  // Copies are spread over the machines: all of them are lost only where there are no more copies than lost machines.
  const expected =
    replicas === "each-node"
      ? { copies: layout.nodes.length, copiesLost: gone }
      : { copies: replicas, copiesLost: Math.min(replicas, gone) };
  const { copies, copiesLost } =
    running === undefined
      ? expected
      : { copies: running.length, copiesLost: running.filter((machine) => lost.has(machine)).length };
  const restartReason =
    running === undefined
      ? "where its only copy ran there, it starts on another machine"
      : "it ran there and starts on another machine";
  const ofCopies = (): Omit<ServiceLoss, "service"> => {
    if (copiesLost === 0) return { outcome: "stays", why: "" };
    if (copiesLost < copies)
      return { outcome: "fewer copies", why: `${copies - copiesLost} of ${copies} copies go on` };
    if (quorum) return { outcome: "restarts", why: restartReason };
    return stops("too few managers are left to start it anywhere else");
  };
  const own = ofCopies();
  return server?.outcome === "restarts" && outcomes.indexOf(own.outcome) < outcomes.indexOf("restarts")
    ? { outcome: "restarts", why: `its database ${server.service} restarts` }
    : own;
}

/** Managers decide together: more than half of them must be there. */
function clusterAfter(
  { cluster, managers }: ClusterDescriptor,
  lost: ReadonlySet<string>,
): Remainder & { quorum: boolean } {
  const left = managers.filter((machine) => !lost.has(machine)).length;
  return { name: cluster, left, of: managers.length, quorum: left * 2 > managers.length };
}
