import assert from "node:assert/strict";
import type { VolumeDescriptor } from "../../model/descriptor";
import { type BlastRadius, blastRadii, blastRadius } from "../../model/review/blastRadius";
import { describeBlastRadius } from "../../model/review/blastRadiusText";
import type { Facts } from "../../model/review/facts";
import { backup, cluster, facts, files, machines, rows, service, volume } from "./support/descriptors";

const three = ["a", "b", "c"];
const wiki = service("wiki", { state: { items: [files()] }, backup: backup("store"), writers: "single" });
const pad = service("pad", { state: { items: [rows()] } });
const mariadb = service("mariadb", { serviceKind: "mariadb" });
const ingress = service("ingress", { replicas: "each-node" });
const platform = facts(
  machines({ a: "a", b: "b", c: "c", store: "store" }),
  cluster(three),
  volume(three),
  wiki,
  pad,
  mariadb,
  ingress,
);

const outcome = (
  of: Facts,
  lost: readonly string[],
  placement?: ReadonlyMap<string, readonly string[]>,
): Record<string, string> =>
  Object.fromEntries(blastRadius(of, lost, placement).services.map(({ service: name, outcome: what }) => [name, what]));
const text = (radius: BlastRadius): string => describeBlastRadius(radius);

describe("the blast radius", () => {
  it("of one of three machines: nothing stops, and nothing more may be lost", () => {
    const [a] = blastRadii(platform);
    assert.deepEqual(
      { lost: a!.lost, volumes: a!.volumes, clusters: a!.clusters, backups: a!.backups, fragile: a!.fragile },
      {
        lost: "a",
        volumes: [{ name: "data", left: 2, of: 3, writable: true }],
        clusters: [{ name: "swarm", left: 2, of: 3, quorum: true }],
        backups: [],
        fragile: ["mariadb", "pad", "wiki"],
      },
    );
    assert.deepEqual(outcome(platform, ["a"]), {
      ingress: "fewer copies",
      mariadb: "restarts",
      pad: "restarts",
      wiki: "restarts",
    });
  });

  it("of a machine of one platform: another one of the same program does not notice, whatever its services are called", () => {
    const south = { ...cluster(["s1"]), cluster: "south" };
    const both = facts(
      machines({ a: "a", b: "b", c: "c", s1: "s1" }),
      cluster(three),
      south,
      volume(three),
      { ...wiki, cluster: "swarm" },
      service("wiki", { cluster: "south" }),
    );
    const outcomes = (lost: string) =>
      blastRadii(both)
        .find((radius) => radius.lost === lost)!
        .services.map(({ service: name, outcome: what }) => [name, what]);
    assert.deepEqual(outcomes("a"), [
      ["wiki", "restarts"],
      ["wiki", "stays"],
    ]);
    assert.deepEqual(outcomes("s1"), [
      ["wiki", "stays"],
      ["wiki", "stops"],
    ]);
  });

  it("of the machine with the backups: no service notices, and the backups are gone", () => {
    const store = blastRadii(platform).find(({ lost }) => lost === "store")!;
    assert.deepEqual(
      [store.backups, store.volumes, new Set(store.services.map((one) => one.outcome))],
      [[{ name: "wiki", left: 0, of: 1 }], [], new Set(["stays"])],
    );
  });

  it("of two of three: the volume takes no writes and nothing is started again", () => {
    assert.deepEqual(outcome(platform, ["a", "b"]), {
      ingress: "fewer copies",
      mariadb: "stops",
      pad: "stops",
      wiki: "stops",
    });
    assert.deepEqual(blastRadius(platform, ["a", "b"]).volumes, [{ name: "data", left: 1, of: 3, writable: false }]);
  });

  it("of the only manager: what ran there does not come back, what runs elsewhere goes on", () => {
    const one = facts(cluster(["m"], ["w1", "w2"]), service("site"), service("far"));
    const placement = new Map([
      ["site", ["m"]],
      ["far", ["w1"]],
    ]);
    assert.deepEqual(outcome(one, ["m"], placement), { far: "stays", site: "stops" });
    assert.deepEqual(outcome(one, ["m"]), { far: "stops", site: "stops" });
    assert.deepEqual(outcome(one, ["w1"]), { far: "restarts", site: "restarts" });
  });

  it("of one of two managers: as bad as of the only one", () => {
    assert.deepEqual(blastRadius(facts(cluster(["m", "n"]), service("site")), ["n"]).clusters, [
      { name: "swarm", left: 1, of: 2, quorum: false },
    ]);
  });

  it("of a volume without copies, with an arbiter, and of several groups", () => {
    const of = (held: VolumeDescriptor, ...lost: readonly string[]) =>
      blastRadius(facts(cluster(["x"]), held, wiki), lost);
    assert.deepEqual(of(volume(["a"]), "a").volumes, [{ name: "data", left: 0, of: 1, writable: false }]);
    const arbiter = volume(three, { arbiter: true });
    assert.deepEqual(of(arbiter, "a").volumes, [{ name: "data", left: 1, of: 2, writable: true }]);
    assert.deepEqual(of(arbiter, "c").volumes, [{ name: "data", left: 2, of: 2, writable: true }]);
    const six = volume(["a", "b", "c", "d", "e", "f"], { replicas: 3 });
    assert.deepEqual(of(six, "a", "d").volumes, [{ name: "data", left: 2, of: 3, writable: true }]);
    assert.deepEqual(of(six, "d", "e").volumes, [{ name: "data", left: 1, of: 3, writable: false }]);
    // Half of all machines with a volume: GlusterFS stops its bricks, whatever is left in each group.
    assert.deepEqual(of(volume(["a", "b", "c", "d"], { replicas: 1 }), "x").volumes, []);
    const two = facts(volume(["a", "b", "c"]), volume(["d", "e", "f"], { volume: "other" }));
    assert.deepEqual(
      blastRadius(two, ["a", "d", "e"]).volumes.map(({ name, writable }) => [name, writable]),
      [
        ["data", false],
        ["other", false],
      ],
    );
  });

  it("of machines that are lost together is that of all of them", () => {
    const attic = blastRadii(
      facts(machines({ a: "attic", b: "attic", c: "hall" }), cluster(three), volume(three), { ...wiki, backup: null }),
    );
    assert.deepEqual(
      attic.map(({ lost, machines: gone, services }) => [lost, gone, services[0]!.outcome]),
      [
        ["attic", ["a", "b"], "stops"],
        ["hall", ["c"], "restarts"],
      ],
    );
  });

  it("knows better when it is told what runs where", () => {
    const placement = new Map([
      ["wiki", ["a"]],
      ["pad", ["b"]],
      ["mariadb", ["b"]],
      ["ingress", three],
    ]);
    assert.deepEqual(outcome(platform, ["a"], placement), {
      ingress: "fewer copies",
      mariadb: "stays",
      pad: "stays",
      wiki: "restarts",
    });
    assert.deepEqual(outcome(platform, ["b"], new Map([...placement, ["pad", ["c"]]])), {
      ingress: "fewer copies",
      mariadb: "restarts",
      pad: "restarts",
      wiki: "stays",
    });
  });

  it("ends where services claim to need each other", () => {
    const each = (kind: "mariadb" | "postgresql", needs: "mariadb" | "postgresql") =>
      service(kind, {
        serviceKind: kind,
        state: { items: [{ kind: "database", engine: needs, name: "x", volume: "data" }] },
      });
    for (const needs of ["mariadb", "postgresql"] as const)
      assert.equal(
        outcome(facts(cluster(three), each("mariadb", needs), each("postgresql", "mariadb")), ["a"]).mariadb,
        "restarts",
      );
  });

  it("is told in a few lines", () => {
    assert.equal(
      text(blastRadii(platform)[0]!),
      [
        "Lose a:",
        "  restarts elsewhere  mariadb, pad, wiki",
        "  fewer copies        ingress",
        "  volume data: 2 of 3 copies left",
        "  cluster swarm: 2 of 3 managers left",
        "  then one more lost machine would stop mariadb, pad, wiki",
      ].join("\n"),
    );
    assert.equal(
      text(blastRadii(facts(cluster(["m"]), volume(["m"]), wiki)).find(({ lost }) => lost === "m")!),
      [
        "Lose m:",
        "  STOPS               wiki: no machine is left that runs services",
        "  volume data: NO copy left, takes no writes",
        "  cluster swarm: 0 of 1 managers left, decides NOTHING any more",
      ].join("\n"),
    );
  });
});
