import assert from "node:assert/strict";
import type { PlannedStep } from "../../cli/review/plan";
import { statefulChanges } from "../../cli/review/stateful";
import type { Descriptor } from "../../model/descriptor";
import { backupChanges } from "../../model/review/backupChanges";
import { capacityChanges, describeCapacity } from "../../model/review/capacity";
import type { ReviewedResource } from "../../model/review/facts";
import { facts, resource, swarm, urn, wiki } from "./support/plannedResources";

describe("what a report tells of data", () => {
  const volume: Descriptor = {
    kind: "volume",
    tier: "production",
    volume: "data",
    technology: "gluster",
    machines: ["hive1", "hive10"],
    failureDomains: ["a", "b"],
    replicas: 2,
    arbiter: false,
    allowedClients: [],
    mount: "/DATA",
  };
  const machines: Descriptor = {
    kind: "machines",
    tier: "production",
    machines: ["hive1", "hive10", "cellar", "edge"].map((name) => ({ name, diesWith: name })),
  };
  const deployed = [
    resource("ruche:machines:LabMachines", "machines", machines),
    resource("ruche:storage:GlusterVolume", "data", volume),
    resource("ruche:services:DokuWiki", "wiki", wiki),
  ];
  const step = (operation: string, type: string, name: string, parent?: ReviewedResource): PlannedStep => ({
    operation,
    urn: urn(type, name),
    type,
    parent: parent?.urn,
    differs: [],
  });

  it("names what holds data and is replaced or removed, with what lies there; and nothing that only configures", () => {
    const steps = [
      step("replace", "docker:index/container:Container", "machines-hive10", deployed[0]),
      step("delete", "docker:index/volume:Volume", "machines-cellar-srv", deployed[0]),
      step("replace", "docker:index/container:Container", "machines-edge", deployed[0]),
      step("replace", "docker:index/network:Network", "machines-network", deployed[0]),
      step("replace", swarm, "wiki-service", deployed[2]),
      step("replace", "command:remote:Command", "wiki-backup-run", deployed[2]),
      step("update", "docker:index/volume:Volume", "machines-hive1-srv", deployed[0]),
      { ...step("delete", "ruche:storage:GlusterVolume", "data"), urn: deployed[1]!.urn },
      step("delete", swarm, "wiki-second", deployed[2]),
      step("delete", "openstack:blockstorage/volume:Volume", "disk"),
    ];
    assert.deepEqual(
      statefulChanges(steps, deployed).map(({ operation, name, data }) => `${operation} ${name}: ${data}`),
      [
        "delete data: the volume data",
        "delete disk: it keeps data of its own",
        "delete machines-cellar-srv: cellar holds the backups in cellar",
        "delete wiki-second: wiki stops; its data stays where it is",
        "replace machines-edge: it keeps data of its own",
        "replace machines-hive10: hive10 holds a copy of the volume data",
        "replace wiki-service: wiki stops and starts anew; its data stays where it is",
      ],
    );
    const gone = [
      { ...step("delete", "ruche:services:DokuWiki", "wiki"), urn: deployed[2]!.urn },
      step("delete", swarm, "wiki-service", deployed[2]),
    ];
    assert.deepEqual(
      statefulChanges(gone, deployed).map(({ operation, name, data }) => `${operation} ${name}: ${data}`),
      ["delete wiki: wiki: its data is no longer used or backed up"],
    );
  });

  it("compares backups: what is less is weaker, what is more is not", () => {
    const backup = wiki.backup!;
    const weaker = {
      ...wiki,
      state: { items: [] },
      backup: {
        ...backup,
        keepSeconds: 86_400,
        snapshots: 8,
        rpoSeconds: 43_200,
        repositories: backup.repositories.slice(0, 1),
      },
    };
    const describe = (before: Descriptor[], after: Descriptor[]) =>
      backupChanges(facts(...before), facts(...after)).map(
        ({ service, what, weaker: less }) => `${less ? "weaker" : "same"} ${service}: ${what.join("; ")}`,
      );
    assert.deepEqual(describe([wiki], [weaker]), [
      "weaker wiki: the most that may be lost: 6h → 12h; how long they are kept: 7d → 1d; " +
        "snapshots that are kept: 9 → 8; no more in attic on attic; without files in data:/wiki",
    ]);
    assert.deepEqual(describe([weaker], [wiki]), [
      "same wiki: the most that may be lost: 12h → 6h; how long they are kept: 1d → 7d; " +
        "snapshots that are kept: 8 → 9; also in attic on attic; with files in data:/wiki",
    ]);
    assert.deepEqual(describe([wiki], [{ ...wiki, backup: null }]), ["weaker wiki: it is no longer backed up"]);
    assert.deepEqual(describe([wiki], []), ["weaker wiki: the service is removed; no more backups of it are made"]);
    assert.deepEqual(describe([], [wiki]), [
      "same wiki: it is backed up: every 3h, kept for 7d, in cellar on cellar, attic on attic",
    ]);
    assert.deepEqual(describe([wiki], [wiki]), []);
  });

  it("counts reservations: on each machine what runs there on all, and of the rest what the cluster places; nothing where none is declared", () => {
    const cluster = resource("ruche:orchestrators:SwarmCluster", "swarm", {
      kind: "cluster",
      tier: "production",
      cluster: "swarm",
      technology: "swarm",
      managers: ["hive1"],
      workers: ["hive2"],
    });
    const service = (name: string, mode: object, reservation?: object) =>
      resource(swarm, name, { mode, taskSpec: { resources: reservation ? { reservation } : undefined } });
    const after = [
      cluster,
      resource("ruche:services:DokuWiki", "wiki", wiki),
      service("a", { global: true }, { memoryBytes: 64e6 }),
      service("b", { replicated: { replicas: 3 } }, { nanoCpus: 5e8, memoryBytes: 1e9 }),
      service("c", { replicated: { replicas: 3 } }),
    ];
    assert.deepEqual(
      capacityChanges([cluster], after).map((change) => `${change.where}: ${describeCapacity(change).join("; ")}`),
      [
        "any machine of the cluster: processors 0 → 1.5 (+1.5); memory 0 MB → 3.0 GB (+3.0 GB)",
        "attic: disk for backups 0 MB → 2.0 GB (+2.0 GB)",
        "cellar: disk for backups 0 MB → 2.0 GB (+2.0 GB)",
        "hive1: memory 0 MB → 64 MB (+64 MB)",
        "hive2: memory 0 MB → 64 MB (+64 MB)",
      ],
    );
    assert.deepEqual(capacityChanges(after, after), []);
  });
});
