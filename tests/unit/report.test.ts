import assert from "node:assert/strict";
import fc from "fast-check";
import type { EngineEvent } from "../../cli/pulumi/events";
import { between, withoutSecrets } from "../../cli/review/declared";
import { declaredLines } from "../../cli/review/lines";
import { changesOf, Plan, type PlannedStep, planDigest } from "../../cli/review/plan";
import { countsOf, verdictLine } from "../../cli/review/review";
import { fit } from "../../cli/review/sections";
import { statefulChanges } from "../../cli/review/stateful";
import { valueChanges } from "../../cli/review/values";
import type { Descriptor, ServiceDescriptor } from "../../model/descriptor";
import { backupChanges } from "../../model/review/backupChanges";
import { capacityChanges, describeCapacity } from "../../model/review/capacity";
import type { ReviewedResource } from "../../model/review/facts";
import { holds } from "../support/holds";
import { exampleReview } from "./support/review";

const urn = (types: string, name: string): string => `urn:pulumi:school::ruche::${types}::${name}`;
const swarm = "docker:index/service:Service";

const wiki: ServiceDescriptor = {
  kind: "service",
  tier: "production",
  service: "wiki",
  serviceKind: "dokuwiki",
  version: "1",
  image: "dokuwiki",
  writers: "single",
  replicas: 1,
  state: { items: [{ kind: "files", volume: "data", path: "/wiki" }] },
  routes: [],
  backup: {
    rpoSeconds: 21_600,
    keepSeconds: 604_800,
    intervalSeconds: 10_800,
    offsetSeconds: 0,
    snapshots: 9,
    lateAfterSeconds: 20_000,
    budgetBytes: 2e9,
    repositories: [
      { name: "cellar", machine: "cellar", diesWith: "cellar" },
      { name: "attic", machine: "attic", diesWith: "attic" },
    ],
  },
};
const resource = (type: string, name: string, inputs: unknown): ReviewedResource => ({
  urn: urn(type, name),
  type: type.split("$").at(-1)!,
  inputs,
});
const facts = (...descriptors: Descriptor[]) => ({ descriptors, published: [] });

describe("a report's plan", () => {
  const event = (
    op: string,
    types: string,
    name: string,
    sides: { old?: object; new?: object; diffs?: string[] } = {},
  ): EngineEvent =>
    ({
      resourcePreEvent: { metadata: { op, urn: urn(types, name), type: types.split("$").at(-1)!, ...sides } },
    }) as EngineEvent;
  const planOf = (...events: EngineEvent[]): readonly PlannedStep[] => {
    const plan = new Plan();
    for (const one of events) plan.add(one);
    return plan.steps;
  };
  const replaced = (image: string, more: object = {}) => [
    event("create-replacement", swarm, "wiki-service"),
    event("replace", swarm, "wiki-service", {
      diffs: ["image"],
      old: { inputs: { image: "wiki:1", other: 1 } },
      new: { inputs: { image, other: 2, ...more } },
    }),
    event("delete-replaced", swarm, "wiki-service"),
  ];

  it("tells each resource once, components only where they say something else, and of values only what the provider calls different", () => {
    const says = (replicas: number) => ({ inputs: { kind: "service", replicas } });
    const steps = planOf(
      event("update", "ruche:services:DokuWiki", "wiki", { diffs: [], old: says(1), new: says(2) }),
      event("update", "ruche:services:DokuWiki", "docs", { diffs: [], old: says(1), new: says(1) }),
      event("create", "ruche:services:Platform", "platform"),
      event("same", swarm, "home-service"),
      ...replaced("wiki:2"),
      event("create", swarm, "pad-service", { new: { inputs: { image: "pad" } } }),
      event("delete", swarm, "chat-service", { old: { inputs: { image: "chat" } } }),
      event("import", swarm, "odd-service"),
    );
    const changes = changesOf(steps);
    assert.deepEqual(
      changes.map(({ operation, name, values }) => [operation, name, values]),
      [
        ["import", "odd-service", []],
        ["delete", "chat-service", []],
        ["replace", "wiki-service", [{ path: "image", before: "wiki:1", after: "wiki:2" }]],
        ["update", "wiki", [{ path: "replicas", before: "1", after: "2" }]],
        ["create", "pad-service", []],
      ],
    );
    assert.deepEqual(countsOf({ changes }), { create: 1, update: 1, replace: 1, delete: 1, import: 1 });
  });

  it("has a digest of what goes in: the same in any order and any clone, another for another value, operation or environment", () => {
    const of = (steps: readonly PlannedStep[], environment = "school", clone = "/here"): string =>
      planDigest(environment, steps, clone);
    const plan = planOf(
      ...replaced("/here/wiki:2", { a: 1, b: [{ c: 1, d: 2 }] }),
      event("create", swarm, "pad", { new: { inputs: {} } }),
    );
    const other = planOf(
      event("create", swarm, "pad", { new: { inputs: {} } }),
      event("same", swarm, "home", { new: { inputs: {} } }),
      ...replaced("/there/wiki:2", { b: [{ d: 2, c: 1 }], a: 1 }),
    );
    assert.match(of(plan), /^[0-9a-f]{64}$/);
    assert.equal(of(plan), of(other, "school", "/there"));
    const same = of(planOf(...replaced("wiki:2")));
    for (const different of [
      of(planOf(...replaced("wiki:3"))),
      of(planOf(...replaced("wiki:2")), "lab"),
      of(planOf(...replaced("wiki:2"), event("delete", swarm, "pad", { old: { inputs: {} } }))),
      of(
        planOf(
          event("update", swarm, "wiki-service", {
            diffs: ["image"],
            old: { inputs: { image: "wiki:1", other: 1 } },
            new: { inputs: { image: "wiki:2", other: 2 } },
          }),
        ),
      ),
      of([]),
    ])
      assert.notEqual(different, same);
  });

  it("between two declarations tells what comes, goes and differs", () => {
    const step = (name: string, after: unknown): PlannedStep => ({
      operation: "create",
      urn: urn(swarm, name),
      type: swarm,
      parent: undefined,
      after,
      differs: [],
    });
    const steps = between(
      [step("stays", { a: 1 }), step("goes", { a: 1 }), step("differs", { a: 1 })],
      [step("stays", { a: 1 }), step("comes", { a: 1 }), step("differs", { a: 2 })],
    );
    assert.deepEqual(
      changesOf(steps).map(({ operation, name, values }) => [operation, name, values.length]),
      [
        ["delete", "goes", 0],
        ["update", "differs", 1],
        ["create", "comes", 0],
      ],
    );
  });
});

describe("values in a report", () => {
  it("are short and plain, with their paths; long ones are told by their size, unknown ones as such", () => {
    assert.deepEqual(
      valueChanges(
        { image: "a", ports: [{ port: 80 }], gone: true, same: { x: 1 }, script: "x".repeat(500), __defaults: [] },
        {
          image: "b",
          ports: [{ port: 80 }, { port: 443 }],
          same: { x: 1 },
          script: `${"x".repeat(500)}y`,
          id: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
          __defaults: ["x"],
        },
      ).map(({ path, before, after }) => `${path}: ${before} → ${after}`),
      [
        "gone: true → null",
        "id: null → known after the update",
        "image: a → b",
        "ports[1].port: null → 443",
        "script: 500 characters, c38c2bf3 → 501 characters, f31db0de",
      ],
    );
  });

  it("that look the same and differ are told as the secrets they are", () => {
    const inputs = { create: "[secret]", environment: { A: "1" } };
    assert.deepEqual(valueChanges(inputs, { ...inputs, environment: { A: "2" } }, ["create", "environment"]), [
      { path: "environment.A", before: "1", after: "2" },
      { path: "create", before: "[secret]", after: "[secret]" },
    ]);
  });

  it("are never a secret: by Pulumi's mark, by name, by looks, or in an argument", () => {
    const secret = "hunter2hunter2";
    for (const [before, after] of [
      [{ data: "[secret]" }, { data: ["[secret]", 1] }],
      [{ password: "a" }, { password: secret }],
      [{ environment: { apiKey: "a" } }, { environment: { apiKey: secret } }],
      [{ key: "a" }, { key: `ghp_${secret}` }],
      [{ args: ["a"] }, { args: [`--password=${secret}`] }],
      [{ env: ["A=1"] }, { env: [`DB_PASSWORD=${secret}`] }],
      [{ url: "a" }, { url: `postgres://me:${secret}@host/db` }],
    ]) {
      const [change] = valueChanges(before, after);
      assert.equal(change!.after, "[secret]", JSON.stringify(after));
    }
  });
});

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
      "weaker wiki: the most that may be lost: 6h → 12h; how long they are kept: 7d → 1d; snapshots that are kept: 9 → 8; no more in attic on attic; without files in data:/wiki",
    ]);
    assert.deepEqual(describe([weaker], [wiki]), [
      "same wiki: the most that may be lost: 12h → 6h; how long they are kept: 1d → 7d; snapshots that are kept: 8 → 9; also in attic on attic; with files in data:/wiki",
    ]);
    assert.deepEqual(describe([wiki], [{ ...wiki, backup: null }]), ["weaker wiki: it is no longer backed up"]);
    assert.deepEqual(describe([wiki], []), ["weaker wiki: the service is removed; no more backups of it are made"]);
    assert.deepEqual(describe([], [wiki]), [
      "same wiki: it is backed up: every 3h, kept for 7d, in cellar on cellar, attic on attic",
    ]);
    assert.deepEqual(describe([wiki], [wiki]), []);
  });

  it("counts reservations: on each machine what runs there on all, and of the rest what the cluster places; nothing where none is declared", () => {
    const cluster = resource("ruche:clusters:SwarmCluster", "swarm", {
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

describe("a report's words", () => {
  it("say in one line what decides", () => {
    assert.equal(
      verdictLine(exampleReview()),
      "BLOCKED: 1 violation blocks; 4 changes: 1 create, 1 update, 1 replace, 1 delete; 1 of them on data; 1 way in opens; backups get weaker",
    );
    assert.equal(
      verdictLine(
        exampleReview({
          result: "changes",
          stateful: [],
          exposure: null,
          backups: [],
          changes: exampleReview().changes.slice(0, 1),
        }),
      ),
      "nothing blocks: 1 change: 1 delete",
    );
    assert.equal(verdictLine(exampleReview({ result: "unchanged", changes: [] })), "nothing changes");
    assert.equal(verdictLine(exampleReview({ result: "failed" })), "FAILED: what would change could not be found out");
  });

  it("know the lines at which an environment declares things", () => {
    assert.deepEqual(
      declaredLines(
        "config:\n  ruche:machines:\n    hosts: { hive1: {} }\n  ruche:services:\n    wiki: { kind: dokuwiki }\n    # a pad\n    pad: { kind: etherpad }\n",
      ),
      { hive1: 3, wiki: 5, pad: 7 },
    );
    assert.deepEqual(declaredLines("config: [\n"), {});
  });

  it("leave out what only a passphrase opens, where what two commits declare is compared", () => {
    const text = withoutSecrets(
      "encryptionsalt: v1:abc\nconfig:\n  ruche:tier: production\n  ruche:seed:\n    secure: v1:xyz\n  ruche:members:\n    ada: { passwordHash: { secure: v1:uvw } }\n",
    );
    assert.equal(
      text,
      `config:\n  ruche:tier: production\n  ruche:seed: "${"0".repeat(64)}"\n  ruche:members:\n    ada: { passwordHash: $2b$12$${"0".repeat(53)} }\n`,
    );
  });

  it("fit: whole items are left out and counted, and the text is never longer than it may be", () => {
    holds(
      fc.property(
        fc.array(fc.array(fc.string({ minLength: 1, maxLength: 30 }), { maxLength: 20 }), { maxLength: 6 }),
        fc.nat(2000),
        (lists, more) => {
          const sections = lists.map((items, index) => ({
            head: `<${index}>`,
            items,
            tail: `</${index}>`,
            cut: (left: number, all: number) => `(${left} of ${all})`,
          }));
          const least = sections.reduce(
            (sum, { head, tail, items, cut }) =>
              sum + head.length + tail.length + (items.length > 0 ? cut(items.length, items.length).length : 0),
            0,
          );
          const { text, shown } = fit(sections, least + more);
          assert.ok(text.length <= least + more);
          assert.equal(
            text,
            sections
              .map(
                ({ head, items, tail, cut }, index) =>
                  `${head}${items.slice(0, shown[index]).join("")}${shown[index]! < items.length ? cut(items.length - shown[index]!, items.length) : ""}${tail}`,
              )
              .join(""),
          );
          if (more >= lists.flat().join("").length)
            assert.deepEqual(
              shown,
              lists.map(({ length }) => length),
            );
          assert.throws(
            () => fit([...sections, { head: "x", items: [], tail: "", cut: () => "" }], least),
            /cannot be told/,
          );
        },
      ),
    );
  });
});
