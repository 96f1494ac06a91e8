import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { type FoundProbe, probeFindings, probeScript, probesOf } from "../../cli/drift/probes";
import { admitted } from "../../cli/drift/repair";
import { fileIs } from "../../components/machines/configuration/file";
import { programsAreThere } from "../../components/machines/configuration/packages";
import { withProbe } from "../../components/machines/configuration/script";
import { describeFinding } from "../../drivers/contracts/finding";
import { clusterFindings, declaredCluster, type Running } from "../../drivers/swarm/drift";
import { listing } from "../../drivers/swarm/programs";
import type { StateResource } from "../../model/state";
import { FakeMachine } from "./support/fakeMachine";

const urn = (name: string): string => `urn:pulumi:lab::ruche::x::${name}`;

describe("probes", () => {
  const folder = mkdtempSync(join(tmpdir(), "ruche-drift-"));
  after(() => rmSync(folder, { recursive: true }));
  const probe = (concern: string, script: string): FoundProbe => ({
    machine: "hive1",
    concern,
    script,
    urn: urn(concern),
  });
  const ask = (...probes: FoundProbe[]) =>
    probeFindings(probes, execFileSync("/bin/bash", ["-s"], { input: probeScript(probes) }).toString());

  it("come from the state, each with the resource whose script brings its concern back; one that nobody can read is counted", () => {
    const configured = (create: unknown, name = "firewall"): StateResource => ({
      urn: urn(name),
      type: "command:remote:Command",
      inputs: { create },
    });
    const script = withProbe("cat <<'END'\nexit 0\nEND", {
      machine: "hive1",
      concern: "firewall",
      script: "first\nsecond",
    });
    assert.deepEqual(
      probesOf([
        configured(script),
        configured("docker pull x"),
        configured({ ciphertext: "x" }),
        configured(undefined),
      ]),
      {
        probes: [{ machine: "hive1", concern: "firewall", script: "first\nsecond", urn: urn("firewall") }],
        unprobed: 1,
      },
    );
    assert.equal(probesOf([{ urn: urn("old"), type: "ruche:machines:Configuration" }]).unprobed, 1);
  });

  it("are no part of what the machine runs", () => {
    const script = withProbe("echo done", { machine: "hive1", concern: "a", script: "echo probed; (( not bash" });
    for (const way of [
      ["-c", script],
      ["-c", 'eval "$0"', script],
    ])
      assert.equal(execFileSync("/bin/bash", way).toString(), "done\n");
    assert.notEqual(
      spawnSync("/bin/bash", ["-c", withProbe("false; echo done", { machine: "hive1", concern: "a", script: "true" })])
        .status,
      0,
    );
  });

  it("say nothing where all is well, however they print", () => {
    assert.deepEqual(
      ask(probe("a", "echo loud; echo 'it''s' >&2; [ 1 = 1 ]"), probe("b", "if false; then :; fi; ! false")),
      [],
    );
  });

  it("name the file that was changed and since when, the one that is missing, and the one with another mode", () => {
    const owner = userInfo().username;
    const [changed, missing, open] = ["changed", "missing", "open"].map((name) => ({
      path: join(folder, name),
      content: "as declared",
      owner,
    }));
    for (const { path } of [changed!, open!]) writeFileSync(path, "as declared\n", { mode: 0o644 });
    const probes = [changed!, missing!, open!].map((file) => probe(file.path.split("/").at(-1)!, fileIs(file)));
    assert.deepEqual(
      ask(...probes).map(({ concern }) => concern),
      ["missing"],
    );
    writeFileSync(changed!.path, "by hand\n");
    execFileSync("chmod", ["666", open!.path]);
    const found = ask(...probes);
    assert.deepEqual(
      found.map(({ differs }) => differs),
      [`${changed!.path} was changed`, `${missing!.path} is missing`, `${open!.path} has another mode or owner`],
    );
    for (const { since } of found) assert.ok(Math.abs(Date.now() - Date.parse(since!)) < 60_000, String(since));
    assert.deepEqual(found[0]!.repair, { urn: urn("changed"), how: "again" });
  });

  it("know an owner by name or by number, with a group and without", () => {
    const { uid, gid, username } = userInfo();
    const path = join(folder, "owned");
    writeFileSync(path, "as declared\n", { mode: 0o600 });
    const owners = [
      username,
      `${uid}`,
      `${uid}:${gid}`,
      `${uid + 1}`,
      `${uid}:${gid + 1}`,
      `${username}:nobody-has-this`,
    ];
    const found = ask(
      ...owners.map((owner, index) =>
        probe(String(index), fileIs({ path, content: "as declared", mode: "600", owner })),
      ),
    );
    assert.deepEqual(
      found.map(({ concern, differs }) => [concern, differs]),
      ["3", "4", "5"].map((concern) => [concern, `${path} has another mode or owner`]),
    );
  });

  it("tell any other command that fails, and one that breaks off", () => {
    assert.deepEqual(
      ask(probe("a", `value=2\n[ "$value" = 1 ]`), probe("b", "exit 7"), probe("c", "echo $nobody_set_this")).map(
        ({ differs, since }) => [differs, since],
      ),
      [
        [`this fails: [ "$value" = 1 ]`, null],
        ["its probe ended with status 7", null],
        ["its probe ended with status 1", null],
      ],
    );
  });

  it("name the program that is not installed", () => {
    assert.deepEqual(
      ask(probe("a", programsAreThere(["sh", "nobody-has-this"]))).map(({ differs }) => differs),
      ["nobody-has-this is not installed"],
    );
  });

  it("are asked twice: what is being replaced at the moment is no drift", () => {
    const mark = join(folder, "second");
    assert.deepEqual(ask(probe("a", `[ -e ${mark} ] || { touch ${mark}; false; }`)), []);
    assert.ok(existsSync(mark));
  });
});

describe("a cluster's listing", () => {
  let machine: FakeMachine;
  beforeEach(() => {
    machine = new FakeMachine();
  });
  afterEach(() => machine.remove());

  it("is JSON with everything, or fails: a manager without a leader answers nothing", () => {
    machine.program("curl", "echo '[1]'");
    assert.deepEqual(JSON.parse(machine.run(listing(), { shell: "/bin/sh" }).stdout), {
      services: [1],
      networks: [1],
      secrets: [1],
      configs: [1],
      nodes: [1],
    });
    const socket = "-sf --unix-socket /var/run/docker.sock http://docker";
    const networks = `networks?filters=${encodeURIComponent('{"scope":["swarm"]}')}`;
    assert.deepEqual(
      machine.callsOf("curl"),
      ["services", networks, "secrets", "configs", "nodes"].map((what) => `${socket}/${what}`),
    );
    machine.program("curl", { "*/nodes": "exit 22", "*": "echo '[1]'" });
    const { status, stdout } = machine.run(listing());
    assert.deepEqual([status !== 0, stdout], [true, ""]);
  });
});

describe("a cluster against its declaration", () => {
  const provider = "urn:pulumi:lab::ruche::p::swarm-docker";
  const cluster = urn("swarm");
  const service = {
    name: "pad",
    mode: { replicated: { replicas: 1 } },
    endpointSpec: { mode: "dnsrr", ports: [] },
    updateConfig: { parallelism: 1, delay: "0s", order: "stop-first" },
    taskSpec: {
      networksAdvanceds: [{ id: "n1" }],
      restartPolicy: { condition: "any" },
      resources: { limits: { memoryBytes: 268435456 } },
      containerSpec: {
        image: "registry/pad@sha256:0",
        args: [],
        env: { TITLE: "pad" },
        stopGracePeriod: "1m30s",
        mounts: [{ type: "bind", source: "/DATA/pad", target: "/data", readOnly: false }],
        secrets: [{ secretId: "s1", fileName: "/run/secrets/key" }],
        healthcheck: { tests: ["CMD", "http-ok"], interval: "2s", timeout: "5s", retries: 5, startPeriod: "30s" },
      },
    },
  };
  const resource = (type: string, id: string, name: string, inputs: object): StateResource => ({
    urn: urn(name),
    type,
    id,
    provider: `${provider}::id`,
    inputs: { ...inputs },
  });
  const state: StateResource[] = [
    { urn: cluster, type: "ruche:clusters:SwarmCluster", inputs: { managers: ["hive1", "hive2"], workers: ["hive3"] } },
    { urn: provider, type: "pulumi:providers:docker", parent: cluster },
    { urn: `${cluster}-join-hive2`, type: "command:local:Command", parent: cluster },
    { urn: `${cluster}-join-hive3`, type: "command:local:Command", parent: cluster },
    resource("docker:index/service:Service", "id1", "pad-service", service),
    resource("docker:index/network:Network", "n1", "swarm-edge", { name: "swarm-edge" }),
    resource("docker:index/secret:Secret", "s1", "pad-key", { name: "pad-key-1" }),
    { ...resource("docker:index/network:Network", "lab", "lab-network", { name: "lab" }), provider: "another::id" },
  ];
  const node = (
    name: string,
    role: string,
    { availability = "active", at = "ready" } = {},
  ): Running["nodes"][number] => ({
    UpdatedAt: "2026-11-21T06:00:00.123Z",
    Spec: { Role: role, Availability: availability },
    Description: { Hostname: name },
    Status: { State: at },
  });
  const asDeclared = (): Running =>
    JSON.parse(
      JSON.stringify({
        services: [
          {
            ID: "id1",
            UpdatedAt: "2026-11-21T06:29:37.5Z",
            Spec: {
              Name: "pad",
              Labels: {},
              Mode: { Replicated: { Replicas: 1 } },
              EndpointSpec: { Mode: "dnsrr" },
              UpdateConfig: { Parallelism: 1, Order: "stop-first" },
              TaskTemplate: {
                Networks: [{ Target: "n1" }],
                RestartPolicy: { Condition: "any", Delay: 1e9 },
                Resources: { Limits: { MemoryBytes: 268435456 } },
                ForceUpdate: 3,
                ContainerSpec: {
                  Image: "registry/pad@sha256:0",
                  Env: ["TITLE=pad"],
                  StopGracePeriod: 90e9,
                  Isolation: "default",
                  Mounts: [{ Type: "bind", Source: "/DATA/pad", Target: "/data" }],
                  Secrets: [{ SecretID: "s1", File: { Name: "/run/secrets/key" } }],
                  Healthcheck: { Test: ["CMD", "http-ok"], Interval: 2e9, Timeout: 5e9, Retries: 5, StartPeriod: 30e9 },
                },
              },
            },
          },
        ],
        networks: [
          { Id: "n1", Name: "swarm-edge", Created: "2026-11-21T06:00:00Z" },
          { Id: "n0", Name: "ingress", Created: "2026-11-21T06:00:00Z", Ingress: true },
        ],
        secrets: [{ ID: "s1", CreatedAt: "2026-11-21T06:00:00Z", Spec: { Name: "pad-key-1" } }],
        configs: [],
        nodes: [
          node("hive1", "manager"),
          node("hive2", "manager"),
          node("hive3", "worker"),
          node("hive3", "worker", { at: "down" }),
        ],
      }),
    ) as Running;
  type Changeable = { services: any[]; networks: any[]; secrets: any[]; configs: any[]; nodes: any[] };
  const findings = (change: (running: Changeable) => void, silent: string[] = []) => {
    const running = asDeclared();
    change(running as unknown as Changeable);
    return clusterFindings(declaredCluster(state)!, running, silent);
  };

  it("finds nothing where it runs as declared: defaults, restarts by hand and old identities of a node are no drift", () => {
    assert.deepEqual(
      findings(() => {}),
      [],
    );
  });

  it("tells of what is in the cluster by name, whatever the order in which an update came to it", () => {
    const names = (resources: StateResource[]) =>
      declaredCluster(resources)!.resources.map(({ urn }) => urn.split("::").at(-1));
    assert.ok(names(state).length > 2);
    assert.deepEqual(names([...state].reverse()), names(state));
  });

  const spec = (running: Changeable) => running.services[0].Spec;
  const container = (running: Changeable) => spec(running).TaskTemplate.ContainerSpec;
  const changes: readonly (readonly [string, (running: Changeable) => void, string])[] = [
    [
      "copies",
      (running) => {
        spec(running).Mode.Replicated.Replicas = 0;
      },
      "replicas is 0 instead of 1",
    ],
    [
      "the image",
      (running) => {
        container(running).Image = "evil";
      },
      "image is evil instead of registry/pad@sha256:0",
    ],
    [
      "a variable, without its value",
      (running) => {
        container(running).Env[0] = "TITLE=hunter2";
      },
      "variable TITLE was changed",
    ],
    [
      "a variable more, without its value",
      (running) => {
        container(running).Env.push("TOKEN=hunter2");
      },
      "variable TOKEN was added",
    ],
    [
      "a published port",
      (running) => {
        spec(running).EndpointSpec.Ports = [
          { Protocol: "tcp", TargetPort: 9001, PublishedPort: 9001, PublishMode: "host" },
        ];
      },
      "port 9001/tcp was added",
    ],
    [
      "a mount that is writable",
      (running) => {
        container(running).Mounts.push({ Type: "bind", Source: "/", Target: "/host" });
      },
      "mount /host was added",
    ],
    [
      "a mount from elsewhere",
      (running) => {
        container(running).Mounts[0].Source = "/tmp";
      },
      "mount /data is bind /tmp instead of bind /DATA/pad",
    ],
    [
      "a network",
      (running) => {
        spec(running).TaskTemplate.Networks = [];
      },
      "network swarm-edge was taken away",
    ],
    [
      "a label",
      (running) => {
        spec(running).Labels.who = "me";
      },
      "label who was added",
    ],
    [
      "memory",
      (running) => {
        spec(running).TaskTemplate.Resources.Limits.MemoryBytes = 0;
      },
      "memory was taken away",
    ],
    [
      "the user",
      (running) => {
        container(running).User = "root";
      },
      "user was added",
    ],
    [
      "capabilities",
      (running) => {
        container(running).CapabilityAdd = ["ALL"];
      },
      "added capabilities was added",
    ],
    [
      "the health check",
      (running) => {
        container(running).Healthcheck.Test = ["NONE"];
      },
      "healthcheck was changed",
    ],
    [
      "the command, without its words",
      (running) => {
        container(running).Args = ["--password=hunter2"];
      },
      "arguments was added",
    ],
    [
      "a secret",
      (running) => {
        container(running).Secrets = [];
      },
      "secret /run/secrets/key was taken away",
    ],
    [
      "a constraint",
      (running) => {
        spec(running).TaskTemplate.Placement = { Constraints: ["node.hostname==hive1"] };
      },
      "placement constraints was added",
    ],
    [
      "the order of updates",
      (running) => {
        spec(running).UpdateConfig.Order = "start-first";
      },
      "update order is start-first instead of stop-first",
    ],
  ];
  for (const [what, change, differs] of changes) {
    it(`finds ${what}`, () => {
      const found = findings(change);
      assert.deepEqual(found, [
        {
          on: "cluster",
          concern: "service pad",
          differs,
          since: "2026-11-21T06:29:37Z",
          repair: { urn: urn("pad-service"), how: "again" },
          remedy: null,
        },
      ]);
      assert.doesNotMatch(JSON.stringify(found), /hunter2/);
    });
  }

  it("finds what is gone, and does not promise a repair where another one has its name", () => {
    assert.deepEqual(
      findings((running) => {
        running.services = [];
      }).map(({ concern, differs, repair }) => [concern, differs, repair?.how]),
      [["service pad", "is gone", "anew"]],
    );
    const [gone, other] = findings((running) => {
      running.services[0].ID = "id2";
    });
    assert.deepEqual(
      [gone!.repair, gone!.remedy, other!.differs],
      [null, "remove the other one: docker service rm pad", "is not declared"],
    );
  });

  it("finds what nobody declared, which up leaves alone", () => {
    const found = findings((running) => {
      running.services.push({
        ...running.services[0],
        ID: "id9",
        Spec: { ...running.services[0].Spec, Name: "miner" },
      });
      running.networks.push({ Id: "n9", Name: "side", Created: "2026-11-21T06:00:00Z" });
      running.secrets.push({ ID: "s9", CreatedAt: "2026-11-21T06:00:00Z", Spec: { Name: "theirs" } });
      running.configs.push({ ID: "c9", CreatedAt: "2026-11-21T06:00:00Z", Spec: { Name: "settings" } });
      running.nodes.push(node("stranger", "worker"));
    });
    assert.deepEqual(
      found.map(({ concern, differs, repair }) => [concern, differs, repair]),
      [
        ["swarm", "the node stranger is not declared", null],
        ["service miner", "is not declared", null],
        ["network side", "is not declared", null],
        ["secret theirs", "is not declared", null],
        ["config settings", "is not declared", null],
      ],
    );
    assert.match(
      describeFinding(found[1]!),
      /^ {2}cluster {2}service miner: is not declared, since .*; declare it, or remove it on a manager: docker service rm miner$/,
    );
  });

  it("finds nodes that left, joins those again that it can, and takes no decision of maintenance back", () => {
    const found = findings((running) => {
      running.nodes = [
        node("hive1", "manager", { availability: "drain" }),
        node("hive2", "worker"),
        node("hive3", "worker", { at: "down" }),
      ];
    });
    assert.deepEqual(
      found.map(({ on, differs, repair }) => [on, differs, repair?.urn ?? null]),
      [
        ["hive1", "takes no tasks (drain)", null],
        ["hive2", "is a worker instead of a manager", null],
        ["hive3", "is not in the swarm", `${cluster}-join-hive3`],
      ],
    );
    assert.deepEqual(
      findings(
        (running) => {
          running.nodes.splice(2);
        },
        ["hive3"],
      ),
      [],
      "a machine that does not answer is told of elsewhere",
    );
  });
});

describe("a repair", () => {
  it("makes the state differ from the declaration, and from nothing else", () => {
    const command = {
      urn: urn("a"),
      type: "command:remote:Command",
      inputs: { create: "x" },
      outputs: { create: "x", stdout: "" },
    };
    const service = {
      urn: urn("b"),
      type: "docker:index/service:Service",
      inputs: { name: "pad", updateConfig: { delay: "0s", order: "stop-first" } },
      outputs: { name: "pad", updateConfig: { delay: "0s", order: "stop-first" } },
    };
    const kept = {
      urn: urn("c"),
      type: "docker:index/service:Service",
      dependencies: [urn("a"), urn("d")],
      propertyDependencies: { name: [urn("d")] },
    };
    const gone = { urn: urn("d"), type: "docker:index/service:Service" };
    const after = admitted(
      [command, service, gone, kept],
      [
        { urn: urn("a"), how: "again" },
        { urn: urn("b"), how: "again" },
        { urn: urn("d"), how: "anew" },
      ],
    );
    assert.deepEqual(
      after.map((resource) => [resource.urn, resource.inputs, resource.outputs, resource.dependencies]),
      [
        [urn("a"), { create: "x\n# not as it was left" }, { create: "x\n# not as it was left", stdout: "" }, []],
        [
          urn("b"),
          { name: "pad", updateConfig: { delay: "1ns", order: "stop-first" } },
          { name: "pad", updateConfig: { delay: "1ns", order: "stop-first" } },
          [],
        ],
        [urn("c"), undefined, undefined, [urn("a")]],
      ],
    );
    assert.deepEqual(after[2]!.propertyDependencies, { name: [] });
  });

  it("of a machine that is made anew are all its scripts; what the cluster has stays, and is known without it", () => {
    const machine: StateResource = { urn: urn("hive1"), type: "docker:index/container:Container" };
    const script: StateResource = {
      urn: urn("firewall"),
      type: "command:remote:Command",
      deletedWith: urn("hive1"),
      dependencies: [urn("hive1")],
    };
    const service: StateResource = {
      urn: urn("pad"),
      type: "docker:index/service:Service",
      deletedWith: urn("hive1"),
      dependencies: [urn("firewall")],
    };
    const other: StateResource = {
      urn: urn("else"),
      type: "command:remote:Command",
      deletedWith: urn("hive2"),
      dependencies: [],
    };
    const after = admitted([machine, script, service, other], [{ urn: urn("hive1"), how: "anew" }]);
    assert.deepEqual(
      after.map(({ urn, deletedWith, dependencies }) => [urn, deletedWith, dependencies]),
      [
        [urn("pad"), undefined, []],
        [urn("else"), urn("hive2"), []],
      ],
    );
  });
});
