import { clusterFindings, declaredCluster, type SwarmListing } from "../../../drivers/swarm/drift";
import type { StateResource } from "../../../model/state";

/**
 * A swarm of three machines with one service: as the state declares it, and as the cluster lists it when nothing
 * differs.
 */
export const urn = (name: string): string => `urn:pulumi:lab::ruche::x::${name}`;

const provider = "urn:pulumi:lab::ruche::p::swarm-docker";
export const cluster = urn("swarm");
const service = {
  name: "pad",
  mode: { replicated: { replicas: 1 } },
  endpointSpec: { mode: "dnsrr", ports: [] },
  updateConfig: { parallelism: 1, delay: "0s", order: "stop-first" },
  taskSpec: {
    networksAdvanceds: [{ id: "n1" }],
    restartPolicy: { condition: "any" },
    resources: { limits: { memoryBytes: 268435456, nanoCpus: 5e8 } },
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
export const state: StateResource[] = [
  {
    urn: cluster,
    type: "ruche:orchestrators:SwarmCluster",
    inputs: { managers: ["hive1", "hive2"], workers: ["hive3"] },
  },
  { urn: provider, type: "pulumi:providers:docker", parent: cluster },
  { urn: `${cluster}-join-hive2`, type: "command:local:Command", parent: cluster },
  { urn: `${cluster}-join-hive3`, type: "command:local:Command", parent: cluster },
  resource("docker:index/service:Service", "id1", "pad-service", service),
  resource("docker:index/network:Network", "n1", "swarm-edge", { name: "swarm-edge" }),
  resource("docker:index/secret:Secret", "s1", "pad-key", { name: "pad-key-1" }),
  { ...resource("docker:index/network:Network", "lab", "lab-network", { name: "lab" }), provider: "another::id" },
];
export const node = (
  name: string,
  role: string,
  { availability = "active", at = "ready" } = {},
): SwarmListing["nodes"][number] => ({
  UpdatedAt: "2026-11-21T06:00:00.123Z",
  Spec: { Role: role, Availability: availability },
  Description: { Hostname: name },
  Status: { State: at },
});
const asDeclared = (): SwarmListing =>
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
              Resources: { Limits: { MemoryBytes: 268435456, NanoCPUs: 5e8 } },
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
  ) as SwarmListing;
export type Changeable = { services: any[]; networks: any[]; secrets: any[]; configs: any[]; nodes: any[] };
export const findings = (change: (running: Changeable) => void, silent: string[] = []) => {
  const running = asDeclared();
  change(running as unknown as Changeable);
  return clusterFindings(declaredCluster(state)!, running, silent);
};
