import assert from "node:assert/strict";
import { declaredDeployment, deployedDeployment } from "../../../model/changes/deployment";
import { changeObjections } from "../../../model/changes/objections";
import { type Environment, environmentFromConfig } from "../../../model/environment";
import { addressesOf } from "../../../model/machines/addresses";
import { kinds } from "../../../stacks/kinds";
import { planned } from "../support/plannedProgram";
import { carryOut, emptyWorld, type World } from "../support/world";

/** A file, as far as it is changed here. */
interface File {
  hosts: string[];
  managers: string[];
  workers: string[];
  volumes: Record<string, { on: string[]; mount: string }>;
  platform: string;
  services: Record<string, { kind: string; volume: string }>;
}

/** Numbers that look random and are the same each time (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) % below;
  };
}

const names = ["abri", "bees", "cave", "hive1", "hive2", "hive3", "nest", "wasp", "zoo"];

type Edit = (file: File, one: <T>(of: readonly T[]) => T) => void;

/** What people do to a file. */
const edits: Readonly<Record<string, Edit>> = {
  "a machine comes": ({ hosts }, one) => void hosts.push(one(names.filter((name) => !hosts.includes(name)))),
  "a machine without a role goes": (file, one) => {
    const used = [...file.managers, ...file.workers, ...Object.values(file.volumes).flatMap(({ on }) => on)];
    const idle = file.hosts.filter((host) => !used.includes(host));
    if (idle.length > 0) file.hosts.splice(file.hosts.indexOf(one(idle)), 1);
  },
  "a machine becomes a worker": (file, one) => {
    const idle = file.hosts.filter((host) => !file.managers.includes(host) && !file.workers.includes(host));
    if (idle.length > 0) file.workers.push(one(idle));
  },
  "managers change places": ({ managers }) => void managers.reverse(),
  "a manager and a worker change roles": ({ managers, workers }, one) => {
    if (workers.length === 0) return;
    const [manager, worker] = [one(managers), one(workers)];
    managers.splice(managers.indexOf(manager), 1, worker);
    workers.splice(workers.indexOf(worker), 1, manager);
  },
  "a manager leaves the cluster": ({ managers }, one) => void managers.splice(managers.indexOf(one(managers)), 1),
  "a worker leaves the cluster": ({ workers }) => void workers.pop(),
  "a worker manages": ({ managers, workers }) => void managers.push(...workers.splice(0, 1)),
  "all managers are others": (file) => {
    const others = file.hosts.filter((host) => !file.managers.includes(host));
    if (others.length > 0) file.managers = others;
    file.workers = [];
  },
  "a machine is exchanged everywhere": (file, one) => {
    const [old, fresh] = [one(file.hosts), one(names.filter((name) => !file.hosts.includes(name)))];
    const exchanged = (list: string[]): string[] => list.map((name) => (name === old ? fresh : name));
    Object.assign(file, { hosts: exchanged(file.hosts), managers: exchanged(file.managers) });
    file.workers = exchanged(file.workers);
    for (const volume of Object.values(file.volumes)) volume.on = exchanged(volume.on);
  },
  "machines of a volume change places": ({ volumes }, one) => void one(Object.values(volumes)).on.reverse(),
  "machines of a volume are others": (file, one) => {
    const volume = one(Object.values(file.volumes));
    volume.on = [...file.hosts].sort().slice(0, 3);
  },
  "a volume comes that sorts first": (file) => {
    file.volumes.archive = { on: file.hosts.slice(0, 3), mount: "/ARCHIVE" };
  },
  "a volume is renamed": (file, one) => {
    const name = one(Object.keys(file.volumes));
    const { [name]: volume, ...others } = file.volumes;
    file.volumes = { ...others, [`${name}x`]: volume! };
    if (file.platform === name) file.platform = `${name}x`;
    for (const service of Object.values(file.services)) if (service.volume === name) service.volume = `${name}x`;
  },
  "a volume goes": (file, one) => void delete file.volumes[one(Object.keys(file.volumes))],
  "a volume is mounted elsewhere": ({ volumes }, one) => {
    one(Object.values(volumes)).mount += "X";
  },
  "the platform lies elsewhere": (file, one) => {
    file.platform = one(Object.keys(file.volumes));
  },
  "a service moves": (file, one) => {
    const service = one(Object.values(file.services));
    if (service) service.volume = one(Object.keys(file.volumes));
  },
  "a service goes": ({ services }, one) => void delete services[one(Object.keys(services))],
  "a service comes": (file, one) => {
    file.services[one(["home", "wiki", "pad", "notes"])] ??= {
      kind: one(["site", "dokuwiki", "etherpad"]),
      volume: one(Object.keys(file.volumes)),
    };
  },
  "a service is of another kind": (file, one) => {
    const service = one(Object.values(file.services));
    if (service) service.kind = one(["site", "dokuwiki", "etherpad"]);
  },
};

/** The environment that a file says; undefined if the file itself has a mistake. */
function environmentOf(file: File): Environment | undefined {
  const config = {
    "ruche:tier": "development",
    "ruche:domain": "lab.internal",
    "ruche:machines": { provider: "lab", hosts: Object.fromEntries(file.hosts.map((host) => [host, {}])) },
    "ruche:storage": Object.fromEntries(
      Object.entries(file.volumes).map(([name, volume]) => [name, { kind: "gluster", replicas: 3, ...volume }]),
    ),
    "ruche:platform": { volume: file.platform },
    "ruche:cluster": { kind: "swarm", managers: file.managers, workers: file.workers },
    "ruche:services": Object.fromEntries(
      Object.entries(file.services).map(([name, service]) => [name, { exposure: "public", ...service }]),
    ),
  };
  const texts = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  try {
    return environmentFromConfig(Object.fromEntries(texts), { kinds });
  } catch {
    return undefined;
  }
}

const begin = (): File => ({
  hosts: ["cave", "hive1", "hive2", "hive3"],
  managers: ["hive1", "hive2", "hive3"],
  workers: [],
  volumes: { data: { on: ["hive1", "hive2", "hive3"], mount: "/DATA" } },
  platform: "data",
  services: { home: { kind: "site", volume: "data" }, pad: { kind: "etherpad", volume: "data" } },
});

/** Walks from file to file: each is carried out, or refused, and then taken back. */
async function walk(
  seed: number,
  steps: number,
): Promise<Readonly<Record<string, readonly [done: number, no: number]>>> {
  const below = numbers(seed);
  const one = <T>(of: readonly T[]): T => of[below(of.length)]!;
  const told: string[] = [];
  const counts: Record<string, [number, number]> = {};
  const world: World = emptyWorld();
  let file = begin();
  const fail = (what: string): never => assert.fail(`seed ${seed}: ${what}\n${told.join("\n")}`);
  const bring = async (environment: Environment): Promise<void> =>
    carryOut(world, await planned(environment, world.summary, world.kept), fail);
  await bring(environmentOf(file)!);
  for (let step = 0; step < steps; step++) {
    const next = structuredClone(file);
    // Each edit by itself in turn, and several at once between them.
    const all = Object.keys(edits);
    const done = step % 2 === 0 ? [all[(step / 2 + seed) % all.length]!] : [one(all), one(all), one(all)];
    // A file without a volume has a mistake: nobody changes its volumes.
    for (const name of done) if (Object.keys(next.volumes).length > 0) edits[name]!(next, one);
    const environment = environmentOf(next);
    if (environment === undefined) continue;
    const addresses = addressesOf("10.80.7", next.hosts, world.kept);
    const objections = changeObjections(declaredDeployment(environment, addresses), deployedDeployment(world.summary!));
    told.push(`${done.join(", ")}: ${objections.map(({ message }) => message).join("; ") || "carried out"}`);
    if (done.length === 1) {
      counts[done[0]!] ??= [0, 0];
      counts[done[0]!]![objections.length === 0 ? 0 : 1]++;
    }
    if (objections.length > 0) continue;
    await bring(environment);
    file = next;
  }
  return counts;
}

describe("any file after any other", function () {
  this.timeout(240_000);
  const sum: Record<string, [number, number]> = {};

  for (const seed of [1, 2])
    it(`is carried out without losing data, quorum or an address, or refused (walk ${seed})`, async () => {
      for (const [edit, [done, no]] of Object.entries(await walk(seed, 46))) {
        const [before, refusedBefore] = sum[edit] ?? [0, 0];
        sum[edit] = [before + done, refusedBefore + no];
      }
    });

  it("is not simply refused: what can be carried out is", () => {
    for (const harmless of ["a machine comes", "managers change places", "a service comes", "a service goes"])
      assert.equal(sum[harmless]?.[1], 0, harmless);
    for (const possible of ["a machine is exchanged everywhere", "a manager and a worker change roles"])
      assert.ok((sum[possible]?.[0] ?? 0) > 0, possible);
    assert.ok((sum["a volume is renamed"]?.[1] ?? 0) > 0);
    assert.equal(sum["a volume is mounted elsewhere"]?.[0], 0);
  });
});
