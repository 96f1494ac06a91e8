import assert from "node:assert/strict";
import { mock } from "node:test";
import { Progress } from "../../cli/progress";
import { type EngineEvent, OutcomeReducer } from "../../cli/pulumi/events";
import { describeOutcome } from "../../cli/up/outcome";

const urn = (types: string, name: string): string => `urn:pulumi:lab::ruche::${types}::${name}`;
const service = "ruche:services:Platform$ruche:services:Etherpad$docker:index/service:Service";

const step = (op: string, types: string, name: string, diffs: string[] = []): EngineEvent => ({
  resourcePreEvent: { metadata: { op, urn: urn(types, name), type: types.split("$").at(-1)!, diffs } },
});

const reduce = (...events: EngineEvent[]) => {
  const reducer = new OutcomeReducer();
  for (const event of events) reducer.add(event);
  return reducer.outcome;
};

describe("the outcome of an operation", () => {
  it("counts each resource once, a replacement as one change, and nothing that stays as it is", () => {
    const { changes } = reduce(
      step("same", "docker:index/network:Network", "edge"),
      step("create", service, "pad-service"),
      step("create", service, "pad-service"),
      step("create-replacement", service, "wiki-service"),
      step("replace", service, "wiki-service", ["name"]),
      step("delete-replaced", service, "wiki-service"),
      step("update", service, "home-service", ["taskSpec", "mode"]),
    );
    assert.deepEqual(
      changes.map(({ operation, name, properties }) => [operation, name, properties]),
      [
        ["create", "pad-service", []],
        ["replace", "wiki-service", ["name"]],
        ["update", "home-service", ["mode", "taskSpec"]],
      ],
    );
  });

  it("is blocked by a mandatory policy and by no advisory one; what is said twice is told once", () => {
    const said = (enforcementLevel: string): EngineEvent => ({
      policyEvent: {
        policyName: "EXP-002",
        message: "open\n",
        enforcementLevel,
        resourceUrn: urn(service, "pad-service"),
      },
    });
    assert.equal(reduce(said("advisory")).blocked, false);
    const outcome = reduce(said("mandatory"), said("mandatory"));
    assert.equal(outcome.blocked, true);
    assert.deepEqual(outcome.policies, [
      { policy: "EXP-002", resource: "pad-service", level: "mandatory", message: "open" },
    ]);
  });

  it("counts what the stack or a component says of itself when nothing else changes, and only then", () => {
    const type = "pulumi:pulumi:Stack";
    const outputs = (op: string, before: unknown, after: unknown, of = type): EngineEvent => ({
      resOutputsEvent: {
        metadata: {
          op,
          urn: urn(of, "ruche-lab"),
          type: of,
          old: { outputs: { ruche: before } },
          new: { outputs: { ruche: after } },
        },
      },
    });
    const newer = outputs("same", { tier: "development" }, { tier: "development", backup: null });
    assert.deepEqual(reduce(newer).changes, [
      { operation: "update", urn: urn(type, "ruche-lab"), type, name: "ruche-lab", properties: ["outputs"] },
    ]);
    assert.deepEqual(
      reduce(outputs("same", { tier: "development" }, { tier: "production" }, "ruche:services:Platform")).changes.map(
        ({ properties }) => properties,
      ),
      [["outputs"]],
    );
    assert.deepEqual(
      reduce(newer, step("create", service, "pad-service")).changes.map(({ name }) => name),
      ["pad-service"],
    );
    for (const same of [
      outputs("same", { tier: "development" }, { tier: "development" }),
      outputs("create", undefined, { tier: "development" }),
      outputs("same", { tier: "development" }, { tier: "production" }, "docker:index/network:Network"),
      outputs("same", undefined, undefined, "ruche:services:Platform"),
      {
        resOutputsEvent: {
          metadata: { op: "same", urn: urn(type, "ruche-lab"), type, old: null, new: { outputs: { ruche: {} } } },
        },
      },
    ])
      assert.deepEqual(reduce(same).changes, []);
  });

  it("keeps errors and warnings with the resource they are about, and no debugging", () => {
    const diagnostic = (severity: string, message: string): EngineEvent => ({
      diagnosticEvent: { severity, message, urn: urn(service, "pad-service") },
    });
    const { errors, warnings } = reduce(
      diagnostic("error", "broken\n"),
      diagnostic("warning", "odd"),
      diagnostic("debug", "noise"),
      diagnostic("info#err", "noise"),
    );
    assert.deepEqual([errors, warnings], [["pad-service: broken"], ["pad-service: odd"]]);
  });

  it("keeps what a review looks at: components and swarm services that are there afterwards, with their inputs", () => {
    const planned = (op: string, types: string, name: string, inputs?: object): EngineEvent => ({
      resourcePreEvent: {
        metadata: {
          op,
          urn: urn(types, name),
          type: types.split("$").at(-1)!,
          new: inputs ? { parent: urn("ruche:x:X", "platform"), inputs } : null,
        },
      },
    });
    const { reviewed } = reduce(
      planned("same", "ruche:ingress:Ingress", "ingress", { kind: "service" }),
      planned("update", service, "pad-service", { name: "pad" }),
      planned("delete", service, "wiki-service"),
      planned("create", "docker:index/network:Network", "edge", { name: "edge" }),
    );
    assert.deepEqual(reviewed, [
      {
        urn: urn("ruche:ingress:Ingress", "ingress"),
        type: "ruche:ingress:Ingress",
        parent: urn("ruche:x:X", "platform"),
        inputs: { kind: "service" },
      },
      {
        urn: urn(service, "pad-service"),
        type: "docker:index/service:Service",
        parent: urn("ruche:x:X", "platform"),
        inputs: { name: "pad" },
      },
    ]);
  });

  it("is told without components: what is made below them says it all", () => {
    const text = describeOutcome(
      reduce(
        step("create", "ruche:services:Platform", "platform"),
        step("create", service, "pad-service"),
        step("update", service, "wiki-service", ["mode"]),
      ),
    );
    assert.equal(text, "  + pad-service (Service)\n  ~ wiki-service (Service): mode");
  });
});

describe("progress", () => {
  it("tells a layer when the last of its planned resources is done, and not before", () => {
    let said = "";
    const progress = new Progress((text) => {
      said += text;
    });
    const planned = reduce(
      step("create", "ruche:services:Platform$ruche:services:Etherpad", "pad"),
      step("create", service, "pad-service"),
      step("create", "ruche:services:Platform$ruche:services:Etherpad$docker:index/secret:Secret", "pad-database"),
    );
    const follow = progress.follow(planned);
    const done = (event: EngineEvent): EngineEvent => ({ resOutputsEvent: event.resourcePreEvent! });
    const [first, second] = [
      step("create", service, "pad-service"),
      step("create", "ruche:services:Platform$ruche:services:Etherpad$docker:index/secret:Secret", "pad-database"),
    ];
    follow(done(step("create", "ruche:services:Platform$ruche:services:Etherpad", "pad")));
    follow(first);
    follow(done(first));
    assert.equal(said, "");
    follow(second);
    follow(done(second));
    assert.match(said, /Etherpad pad \(0 s\)\n$/);
    progress.stop();
  });

  it("tells layers by the components' own names, of which one may be the beginning of another", () => {
    let said = "";
    const progress = new Progress((text) => {
      said += text;
    });
    const service = (name: string): EngineEvent[] => [
      step("create", "ruche:services:Platform$ruche:services:Site", name),
      step("create", "ruche:services:Platform$ruche:services:Site$docker:index/service:Service", `${name}-service`),
    ];
    const events = [
      step("create", "ruche:services:Platform", "platform"),
      step("create", "ruche:services:Platform$ruche:registry:PrivateRegistry", "platform-registry"),
      step(
        "create",
        "ruche:services:Platform$ruche:registry:PrivateRegistry$command:remote:Command",
        "platform-registry-a",
      ),
      ...service("bees"),
      ...service("bees-in-town"),
    ];
    const follow = progress.follow(reduce(...events));
    for (const event of events) follow({ resOutputsEvent: event.resourcePreEvent! });
    progress.stop();
    assert.deepEqual(
      said
        .trimEnd()
        .split("\n")
        .map((line) => line.replace(/^ *\d+ s {2}/, "")),
      [
        "Platform platform (0 s)",
        "PrivateRegistry platform-registry (0 s)",
        "Site bees (0 s)",
        "Site bees-in-town (0 s)",
      ],
    );
  });

  it("tells after ten silent seconds since when work runs and what it does by now, however often that changed", () => {
    mock.timers.enable({ apis: ["setInterval", "Date"] });
    try {
      let said = "";
      const progress = new Progress((text) => {
        said += text;
      });
      for (let second = 0; second < 12; second++) {
        progress.start("building cli", 200, second === 0 ? undefined : `${second} packages compiled`);
        mock.timers.tick(1000);
      }
      progress.stop();
      assert.equal(said, "   10 s  … building cli 10 s (usually 200 s): 9 packages compiled\n");
    } finally {
      mock.timers.reset();
    }
  });

  it("names a failed step", async () => {
    let said = "";
    const progress = new Progress((text) => {
      said += text;
    });
    await assert.rejects(
      progress.step("building", 5, () => Promise.reject(new Error("no"))),
      /no/,
    );
    assert.match(said, /building: failed after 0 s/);
    progress.stop();
  });
});
