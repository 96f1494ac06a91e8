import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Etherpad, LabMachines, machineOf, Platform, Site } from "../../components";
import { type Transform, transformed } from "../../components/core/transform";
import { readValue } from "../../model/inputs";
import { facts } from "../../policies/core/exampleFacts";
import { resourceOf } from "../../policies/core/resource";
import { readThresholds } from "../../policies/core/thresholds";
import { declaredPorts } from "../../policies/EXP-001-declared-ports/policy";
import { judge } from "../policies/support/judge";
import { images, inputsOf, settled, smallPlatform, startMocks } from "./support/mockedProgram";

interface Hive {
  readonly bees: number;
  readonly queen?: string;
}

describe("a transform", () => {
  const made = (transform: Transform<Hive> | undefined) =>
    transformed(transform, "hive", { bees: 1 }, { protect: true });

  for (const [what, transform, args, options] of [
    ["that is not there changes nothing", undefined, { bees: 1 }, { protect: true }],
    [
      "that is a part takes the place of what it names",
      { queen: "maja" },
      { bees: 1, queen: "maja" },
      { protect: true },
    ],
    [
      "that is a function may return other arguments",
      (hive: Hive, _: object, name: string) => ({ args: { bees: hive.bees + 1, queen: name } }),
      { bees: 2, queen: "hive" },
      { protect: true },
    ],
    [
      "that is a function may return other options",
      () => ({ options: { protect: false } }),
      { bees: 1 },
      { protect: false },
    ],
    [
      "that is a function may change both in place",
      (hive: { bees: number }, changed: { protect?: boolean }): undefined => {
        hive.bees = 3;
        changed.protect = false;
      },
      { bees: 3 },
      { protect: false },
    ],
  ] as const)
    it(what, () => assert.deepEqual(made(transform as Transform<Hive>), ["hive", args, options]));

  it("leaves what the component keeps as it was", () => {
    const kept = { bees: 1 };
    transformed<{ bees: number }, object>(
      (hive) => {
        hive.bees = 2;
      },
      "hive",
      kept,
      {},
    );
    assert.deepEqual(kept, { bees: 1 });
  });
});

describe("what a transform may not do", () => {
  interface Bee {
    readonly name: string;
    readonly legs: readonly string[];
  }
  const queen = { name: "queen", hives: [{ at: "oak" }] };
  const changed = (transform: unknown, options: pulumi.CustomResourceOptions = {}) =>
    transformed(
      transform as Transform<Pick<Bee, "legs">>,
      "bee",
      { legs: ["front"] as readonly string[] },
      options,
      queen,
    );

  for (const [what, transform] of [
    ["as a part", { name: "drone" }],
    ["by what a function returns", (args: Bee) => ({ args: { ...args, name: "drone" } })],
    [
      "in place",
      (args: { name: string }) => {
        args.name = "drone";
      },
    ],
    [
      "deep inside",
      (args: { hives: { at: string }[] }) => {
        args.hives[0]!.at = "elm";
      },
    ],
  ] as const)
    it(`is to change what a descriptor says ${what}`, () => {
      assert.throws(() => changed(transform), /^UserError: bee: transform\.(name|hives) is "another value"/);
      assert.equal(queen.hives[0]!.at, "oak");
    });

  it("is to leave it out: it stays", () => {
    assert.deepEqual(changed(() => ({ args: { legs: [] } }))[1], { legs: [], ...queen });
  });

  it("is to answer later", () => {
    assert.throws(
      () => changed(async () => ({ args: { legs: [] } })),
      /bee: transform is "an asynchronous function"; allowed: a function that answers at once/,
    );
  });

  it("is refused if it returns arguments as such, which would be dropped", () => {
    const answer = (args: object) => ({ ...args }) as never;
    assert.throws(() => changed(answer), /bee: transform is "legs"; allowed: args, options/);
  });

  it("is to change lists of the definition in place; outputs and instances stay the same ones", () => {
    const kept = { legs: ["front"], later: pulumi.output("x"), at: new Date(0), deep: { list: [1] } };
    const [, args] = transformed<typeof kept, object>(
      (own) => {
        own.legs.push("back");
        own.deep.list.push(2);
      },
      "bee",
      kept,
      {},
    );
    assert.deepEqual(
      [kept.legs, kept.deep.list, args.legs, args.deep.list],
      [["front"], [1], ["front", "back"], [1, 2]],
    );
    assert.ok(args.later === kept.later && args.at === kept.at);
  });

  it("is to take away options of the component by returning others", () => {
    const [, , options] = changed(() => ({ options: { additionalSecretOutputs: ["sting"], ignoreChanges: ["wax"] } }), {
      protect: true,
      additionalSecretOutputs: ["honey"],
    });
    assert.deepEqual(options, {
      protect: true,
      additionalSecretOutputs: ["honey", "sting"],
      ignoreChanges: ["wax"],
    });
  });

  it("is to have an option twice, if it returns those that it got", () => {
    const own = { additionalSecretOutputs: ["honey"] };
    assert.deepEqual(changed((_: object, got: object) => ({ options: { ...got, protect: true } }), own)[2], {
      ...own,
      protect: true,
    });
  });
});

describe("what descriptors say", () => {
  let base: ReturnType<typeof smallPlatform>;
  before(() => {
    startMocks();
    base = smallPlatform("base");
  });
  after(settled);
  const goals = { rpoSeconds: 21_600, keepSeconds: 648_000 };
  const elsewhere = machineOf({
    name: "elsewhere",
    connection: { user: "root", host: "192.0.2.9", privateKey: "k", hostKey: "ssh-ed25519 A", identityFile: "f" },
  });
  const changes = [
    ["repository", "machine", { machine: elsewhere }],
    ["repository", "machine", (args: object) => ({ args: { ...args, machine: elsewhere } })],
    ["runner", "repositories", { repositories: [] }],
    [
      "runner",
      "repositories",
      (args: { repositories: unknown[] }) => {
        args.repositories.pop();
      },
    ],
    ["database", "volume", { volume: {} }],
    ["database", "tier", { tier: "development" }],
    ["registry", "host", { host: "registry.example.org" }],
    ["ingress", "members", { members: [] }],
    ["ingress", "acme", { acme: undefined }],
  ] as const;
  for (const [index, [child, key, transform]] of changes.entries())
    it(`of a platform's ${child} is not changed by a transform: ${key} as ${typeof transform}`, () => {
      const { lab, volume, on } = base;
      const make = () =>
        new Platform(`wax${index}`, {
          on,
          volume,
          seed: lab.seed,
          images,
          domain: "wax.internal",
          tier: "production",
          certificates: { directory: "https://acme.example.org", email: "ada@example.org" },
          members: [{ name: "ada" }],
          databases: ["mariadb"],
          backup: { ...goals, repositories: [{ name: "cellar", machine: lab.all[2]! }] },
          transform: { [child]: transform },
        });
      assert.throws(make, new RegExp(`^UserError: wax${index}-.*: transform\\.${key} is "another value"`));
    });

  for (const [key, workload] of [
    ["name", { name: "other" }],
    ["replicas", { replicas: 2 }],
    ["writers", () => ({ args: { writers: "many" } })],
  ] as const)
    it(`of a service is not changed by a transform of its workload: ${key}`, () => {
      assert.throws(
        () => new Etherpad(`pad-${key}`, { on: base.platform, exposure: "public", transform: { workload } as object }),
        new RegExp(`^UserError: pad-${key}-service: transform\\.${key} is "another value"`),
      );
    });
});

describe("transforms of components", () => {
  before(async () => {
    startMocks();
    const { platform } = smallPlatform("bees", {
      lab: {
        container: { memory: 4096 },
        volume: (args, _, name) => ({ args: { ...args, driverOpts: { device: name } } }),
      },
      cluster: {
        service: (args, options) => {
          options.ignoreChanges = ["mode"];
          args.labels = [{ label: "team", value: "bees" }];
        },
        network: { internal: true },
      },
      databases: ["mariadb"],
      transform: {
        registry: { transform: { push: { environment: { HTTPS_PROXY: "http://proxy" } } } },
        ingress: { transform: { workload: { memoryMebibytes: 512 } } },
        database: (args) => ({ args: { ...args, transform: { workload: { stopWithinSeconds: 60 } } } }),
      },
    });
    const published = [{ port: 8080, target: 8080 }];
    new Site("home", { on: platform, exposure: "public", transform: { workload: { published } } });
    await settled();
  });

  it("reach the lab's containers and volumes, each by its name", () => {
    assert.equal(inputsOf("bees-lab-bees-lab1").memory, 4096);
    assert.equal(inputsOf("bees-lab-bees-lab1").privileged, true);
    assert.deepEqual(inputsOf("bees-lab-bees-lab1-srv").driverOpts, { device: "bees-lab-bees-lab1-srv" });
  });

  it("reach the cluster's networks, and every service that runs in it", () => {
    assert.equal(inputsOf("bees-swarm-edge").internal, true);
    for (const service of ["home-service", "bees-ingress-traefik", "bees-mariadb-server"])
      assert.deepEqual(inputsOf(service).labels, [{ label: "team", value: "bees" }]);
  });

  it("reach what the platform's parts are made of", () => {
    assert.deepEqual(inputsOf("bees-registry-push-web").environment, { HTTPS_PROXY: "http://proxy" });
    assert.equal(inputsOf("bees-ingress-traefik").taskSpec.resources.limits.memoryBytes, 512 * 1024 * 1024);
    assert.equal(inputsOf("bees-mariadb-server").taskSpec.containerSpec.stopGracePeriod, "1m");
  });

  it("are judged by policies like everything else", () => {
    const types = "ruche:services:Platform$ruche:services:Site$docker:index/service:Service";
    const service = resourceOf(
      `urn:pulumi:lab::trial::${types}::home-service`,
      "docker:index/service:Service",
      "home-service",
      readValue(inputsOf("home-service")),
    );
    const world = { thresholds: readThresholds(), facts, now: () => 0, evidenceOf: () => undefined };
    const found = judge(declaredPorts, [service], "production", world);
    assert.deepEqual(
      found.map((finding) => finding.outcome === "violation" && finding.found),
      ["it publishes port 8080"],
    );
  });

  it("are refused by the compiler if there is no such child, or no such argument of it", () => {
    const refused = (): LabMachines[] => [
      // @ts-expect-error A lab has no child of this name.
      new LabMachines("lab", { transform: { containers: {} } }),
      // @ts-expect-error A container has no argument of this name.
      new LabMachines("lab", { transform: { container: { memry: 1 } } }),
      // @ts-expect-error The descriptor says which network it is.
      new LabMachines("lab", { transform: { network: { ipamConfigs: [] } } }),
    ];
    assert.equal(typeof refused, "function");
  });
});
