import assert from "node:assert/strict";
import { describeFinding } from "../../drivers/contracts/finding";
import { declaredCluster } from "../../drivers/swarm/drift";
import type { StateResource } from "../../model/state";
import { type Changeable, cluster, findings, node, state, urn } from "./support/swarm";

describe("a cluster against its declaration", () => {
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
      "processors",
      (running) => {
        spec(running).TaskTemplate.Resources.Limits.NanoCPUs = 1e9;
      },
      "limit of processors is 1 instead of 0.5",
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
