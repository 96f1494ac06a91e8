import type * as docker from "@pulumi/docker";
import { type Input, output } from "@pulumi/pulumi";
import type { ClusterNetwork, Variables, Workload } from "../../contracts/workload";
import { isPlain } from "../../core/inputs";

/** How a service's name is resolved inside the cluster: one virtual address, or the address of every copy. */
export type EndpointMode = "vip" | "dnsrr";

/** What the swarm adds to a workload. */
export interface SwarmPlacement {
  readonly endpointMode: Input<EndpointMode>;
  /** Ids of the cluster's networks. */
  readonly networks: Readonly<Record<ClusterNetwork, Input<string>>>;
}

/**
 * Arguments of a Swarm service for a workload: a pure function. Every default that the daemon would report on its own
 * is written out, since it would show as a difference otherwise; maps and lists are in a stable order.
 */
export function swarmService(workload: Workload, { endpointMode, networks }: SwarmPlacement): docker.ServiceArgs {
  const { health, replicas } = workload;
  const single = workload.writers === "single";
  return {
    name: workload.name,
    mode: replicas === "each-node" ? { global: true } : { replicated: { replicas } },
    taskSpec: {
      networksAdvanceds: workload.networks.map((network) => ({ id: networks[network] })),
      restartPolicy: { condition: "any", delay: "1s", window: "0s" },
      resources: { limits: limitsOf(workload) },
      containerSpec: {
        image: workload.image,
        args: [...(workload.command ?? [])],
        env: variablesOf(workload),
        user: workload.user,
        capDrops: unneeded,
        stopGracePeriod: goDuration(workload.stopWithinSeconds ?? 10),
        mounts: [...(workload.mounts ?? [])].map(({ source, target, readOnly = false }) => ({
          type: "bind",
          source,
          target,
          readOnly,
        })),
        secrets: [...(workload.secrets ?? [])].map(({ target, secret }) => ({
          secretId: secret.id,
          secretName: secret.name,
          ...storedFile(target),
        })),
        ...(workload.configuration?.length ? { configs: workload.configuration.map(configured) } : {}),
        healthcheck: {
          tests: ["CMD", ...health.command],
          interval: "2s",
          timeout: "5s",
          retries: 5,
          startPeriod: goDuration(health.withinSeconds),
        },
      },
    },
    // A single writer is stopped before its successor starts; others are replaced without a gap.
    updateConfig: {
      parallelism: 1,
      delay: "0s",
      monitor: "5s",
      failureAction: "pause",
      maxFailureRatio: "0.0",
      order: single || replicas === "each-node" ? "stop-first" : "start-first",
    },
    endpointSpec: {
      mode: endpointMode,
      ports: [...(workload.published ?? [])].map(({ port, target, protocol = "tcp" }) => ({
        name: "",
        protocol,
        targetPort: target,
        publishedPort: port,
        publishMode: "host",
      })),
    },
  };
}

/**
 * What Docker gives every container as root and none of ours needs: raw packets (with which it could speak for others
 * on its networks), devices, capabilities of files, other roots, the audit log. In the daemon's words and order.
 */
const unneeded = ["CAP_AUDIT_WRITE", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETFCAP", "CAP_SYS_CHROOT"];

const configured = ({ target, file }: NonNullable<Workload["configuration"]>[number]) => ({
  configId: file.id,
  configName: file.name,
  ...storedFile(target),
});

/** How a container sees what the cluster stores: any user of it may read. */
const storedFile = (path: string) => ({ fileName: path, fileUid: "0", fileGid: "0", fileMode: 0o444 });

/** In the order of their names, as the daemon reports them. */
function variablesOf({ environment = {} }: Workload): Input<Record<string, Input<string>>> {
  const sorted = (variables: Variables): Record<string, Input<string>> =>
    Object.fromEntries(Object.entries(variables).sort(([a], [b]) => a.localeCompare(b)));
  return isPlain(environment) ? sorted(environment) : output(environment).apply(sorted);
}

/** The daemon reports no limit of processors if there is none. */
function limitsOf({ memoryMebibytes, processors }: Workload) {
  const memoryBytes = memoryMebibytes * 1024 * 1024;
  return processors === undefined ? { memoryBytes } : { memoryBytes, nanoCpus: Math.round(processors * 1e9) };
}

/** Seconds as the daemon reports them (`1m30s`, never `90s`): any other spelling would show as a difference. */
export function goDuration(seconds: number): string {
  const parts = (
    [
      ["h", Math.floor(seconds / 3600)],
      ["m", Math.floor(seconds / 60) % 60],
      ["s", seconds % 60],
    ] as const
  ).flatMap(([unit, count]) => (count > 0 ? [`${count}${unit}`] : []));
  return parts.join("") || "0s";
}
