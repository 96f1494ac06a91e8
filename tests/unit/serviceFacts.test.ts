import assert from "node:assert/strict";
import type { DeclaredService, RunningService } from "../../drivers/swarm/service";
import { declaredFacts, runningFacts } from "../../drivers/swarm/serviceFacts";

describe("facts of a service", () => {
  it("of everything that a program may declare are the same where it runs: nothing of it is drift", () => {
    const declared: DeclaredService = {
      name: "bees",
      labels: [{ label: "team", value: "hive" }],
      taskSpec: {
        placement: { constraints: ["node.role==worker", "node.labels.ssd==yes"], maxReplicas: 1 },
        resources: { reservation: { memoryBytes: 1 << 26, nanoCpus: 5e8 } },
        logDriver: { name: "journald" },
        containerSpec: {
          image: "bees",
          labels: [{ label: "part", value: "wing" }],
          commands: ["/bees"],
          dir: "/hive",
          hostname: "queen",
          groups: ["44", "33"],
          readOnly: true,
          stopSignal: "SIGQUIT",
          capAdds: ["NET_BIND_SERVICE", "CAP_CHOWN"],
          capDrops: ["all"],
          sysctl: { "net.core.somaxconn": "1024" },
          hosts: [{ host: "meadow", ip: "192.0.2.1" }],
          dnsConfig: { nameservers: ["192.0.2.53"], searches: ["hive"], options: ["ndots:1"] },
        },
      },
    };
    const running = {
      ID: "1",
      UpdatedAt: "",
      Spec: {
        Name: "bees",
        Labels: { team: "hive" },
        Mode: { Replicated: { Replicas: 1 } },
        TaskTemplate: {
          Placement: { Constraints: ["node.labels.ssd==yes", "node.role==worker"], MaxReplicas: 1 },
          Resources: { Reservations: { MemoryBytes: 1 << 26, NanoCPUs: 5e8 } },
          LogDriver: { Name: "journald" },
          ContainerSpec: {
            Image: "bees",
            Labels: { part: "wing" },
            Command: ["/bees"],
            Dir: "/hive",
            Hostname: "queen",
            Groups: ["33", "44"],
            ReadOnly: true,
            StopSignal: "SIGQUIT",
            CapabilityAdd: ["CAP_CHOWN", "CAP_NET_BIND_SERVICE"],
            CapabilityDrop: ["CAP_ALL"],
            Sysctls: { "net.core.somaxconn": "1024" },
            Hosts: ["192.0.2.1 meadow"],
            DNSConfig: { Nameservers: ["192.0.2.53"], Search: ["hive"], Options: ["ndots:1"] },
          },
        },
      },
    } satisfies RunningService;
    const facts = Object.fromEntries(runningFacts(running));
    assert.deepEqual(Object.fromEntries(declaredFacts(declared)), facts);
    assert.ok(Object.keys(facts).length > 17);
    const plain = declaredFacts({ name: "bees", taskSpec: { containerSpec: { image: "bees" } } });
    assert.equal([...Object.keys(facts)].filter((name) => !plain.has(name)).length, 17, "what somebody added differs");
  });
});
