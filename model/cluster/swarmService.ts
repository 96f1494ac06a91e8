import { at, Unknown, type Value } from "../inputs";
import { eachOf, isSet, listed, mountOf, namesHost, numberFrom, protocolFrom } from "./reading";
import type { DeclaredWorkload, Known, Variable, WorkloadPort } from "./workload";

/** Type of the resource that stands for a service of a swarm. */
export const serviceType = "docker:index/service:Service";

/** A service of a swarm, from its resource's inputs. */
export function readService(inputs: Value): DeclaredWorkload {
  const task = at(inputs, "taskSpec");
  const container = at(task, "containerSpec");
  const reservation = at(task, "resources", "reservation");
  return {
    runsOn: "cluster",
    name: at(inputs, "name"),
    image: at(container, "image"),
    arguments: at(container, "args"),
    program: at(container, "commands"),
    variables: variablesOf(at(container, "env")),
    user: at(container, "user"),
    mounts: eachOf(at(container, "mounts"), mountOf),
    ports: eachOf<WorkloadPort>(at(inputs, "endpointSpec", "ports"), (port) => [
      {
        published: numberFrom(at(port, "publishedPort")) ?? 0,
        target: numberFrom(at(port, "targetPort")),
        protocol: protocolFrom(at(port, "protocol")),
      },
    ]),
    publishesAll: undefined,
    inMachineNetwork: namesHost(at(task, "networksAdvanceds")),
    privileged: undefined,
    capabilities: listed(at(container, "capAdds")),
    walls: [
      {
        wall: "labels",
        setting: "privileges.seLinuxContext.disable",
        down: isSet(at(container, "privileges", "seLinuxContext", "disable"), true),
      },
    ],
    joins: [],
    options: [],
    devices: [],
    reserved: {
      processors: amount(at(reservation, "nanoCpus")) / 1e9,
      memoryBytes: amount(at(reservation, "memoryBytes")),
    },
    copies: copiesOf(at(inputs, "mode", "global"), at(inputs, "mode", "replicated", "replicas")),
  };
}

/** Variables are a map. */
function variablesOf(env: Value): Known<Variable>[] {
  if (env instanceof Unknown) return [env];
  if (env === null || typeof env !== "object") return [];
  return Object.entries(env).map(([name, value]) => ({ name, value: value as Value }));
}

function copiesOf(global: Value, replicas: Value): DeclaredWorkload["copies"] {
  if (global instanceof Unknown) return global;
  if (replicas instanceof Unknown) return replicas;
  if (global === true) return "each-node";
  return typeof replicas === "number" ? replicas : undefined;
}

const amount = (value: Value): number => (typeof value === "number" && Number.isFinite(value) ? value : 0);
