import assert from "node:assert/strict";
import type { EngineEvent } from "../../cli/pulumi/events";
import { between } from "../../cli/review/declared";
import { changesOf, Plan, type PlannedStep, planDigest } from "../../cli/review/plan";
import { countsOf } from "../../cli/review/review";
import { swarm, urn } from "./support/plannedResources";

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

  it("has one digest wherever the clone lies, also where machines have a folder, or where its path needs quoting", () => {
    const at = (clone: string): string =>
      planDigest(
        "school",
        planOf(
          event("create", swarm, "push", {
            new: { inputs: { create: `node ${clone}/images/start.js`, folder: "/srv/ruche/backup", on: "/etc/ruche" } },
          }),
        ),
        clone,
      );
    assert.deepEqual(new Set(["/here", "/srv/ruche", "/etc/ruche", '/home/é "x"\\y'].map(at)).size, 1);
  });

  it("has a digest of what goes in: the same in any order and any clone, another for another value, operation or environment", () => {
    const of = (steps: readonly PlannedStep[], environment = "school", clone = "/here"): string =>
      planDigest(environment, steps, clone);
    const plan = planOf(
      ...replaced("/here/images/wiki:2", { a: 1, b: [{ c: 1, d: 2 }] }),
      event("create", swarm, "pad", { new: { inputs: {} } }),
    );
    const other = planOf(
      event("create", swarm, "pad", { new: { inputs: {} } }),
      event("same", swarm, "home", { new: { inputs: {} } }),
      ...replaced("/there/images/wiki:2", { b: [{ d: 2, c: 1 }], a: 1 }),
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
