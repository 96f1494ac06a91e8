import { Unknown, type Value } from "../inputs";
import { eachOf, inside, listed, mountOf, namesHost, numberFrom, protocolFrom, textFrom, truthFrom } from "./reading";
import type { DeclaredWorkload, Known, Variable, WorkloadPort } from "./workload";

/** Type of the resource that stands for a service of a swarm. */
export const serviceType = "docker:index/service:Service";

/** A service of a swarm, from its resource's inputs. */
export function readService(inputs: Value): DeclaredWorkload {
  const task = inside(inputs, "taskSpec");
  const container = inside(task, "containerSpec");
  const reservation = inside(task, "resources", "reservation");
  return {
    runsOn: "cluster",
    name: textFrom(inside(inputs, "name")),
    image: inside(container, "image"),
    arguments: inside(container, "args"),
    program: inside(container, "commands"),
    variables: variablesOf(inside(container, "env")),
    user: inside(container, "user"),
    mounts: eachOf(inside(container, "mounts"), mountOf),
    ports: eachOf<WorkloadPort>(inside(inputs, "endpointSpec", "ports"), (port) => [
      {
        published: numberFrom(inside(port, "publishedPort")) ?? 0,
        target: numberFrom(inside(port, "targetPort")),
        protocol: protocolFrom(inside(port, "protocol")),
      },
    ]),
    publishesAll: undefined,
    inMachineNetwork: namesHost(inside(task, "networksAdvanceds")),
    privileged: undefined,
    capabilities: listed(inside(container, "capAdds")),
    walls: [
      {
        wall: "labels",
        setting: "privileges.seLinuxContext.disable",
        down: truthFrom(inside(container, "privileges", "seLinuxContext", "disable")) ?? false,
      },
    ],
    joins: [],
    options: [],
    devices: [],
    reserved: {
      processors: amount(inside(reservation, "nanoCpus")) / 1e9,
      memoryBytes: amount(inside(reservation, "memoryBytes")),
    },
    copies: copiesOf(
      truthFrom(inside(inputs, "mode", "global")),
      numberFrom(inside(inputs, "mode", "replicated", "replicas")),
    ),
  };
}

/** Variables are a map. */
function variablesOf(env: Value): Known<Variable>[] {
  if (env instanceof Unknown) return [env];
  if (env === null || typeof env !== "object") return [];
  return Object.entries(env).map(([name, value]) => ({ name, value: value as Value }));
}

function copiesOf(global: Known<boolean> | undefined, replicas: Known<number> | undefined): DeclaredWorkload["copies"] {
  if (global instanceof Unknown) return global;
  if (replicas instanceof Unknown) return replicas;
  return global === true ? "each-node" : replicas;
}

function amount(value: Value): number {
  const number = numberFrom(value);
  return typeof number === "number" ? number : 0;
}
