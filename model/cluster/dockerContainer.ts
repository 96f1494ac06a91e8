import { Unknown, type Value } from "../inputs";
import {
  eachOf,
  eitherOf,
  inside,
  isSet,
  listed,
  mountFrom,
  mountOf,
  namesHost,
  numberFrom,
  protocolFrom,
  textFrom,
  truthFrom,
} from "./reading";
import type { DeclaredWorkload, Joined, Known, Mount, Variable, Wall, WorkloadPort } from "./workload";

/** Type of the resource that stands for a container of one engine. */
export const containerType = "docker:index/container:Container";

/** Settings that take down a wall with the word `host`. */
const hostSettings: Readonly<Record<string, Wall>> = {
  pidMode: "processes",
  ipcMode: "memory",
  usernsMode: "users",
  cgroupnsMode: "control groups",
  utsMode: "host name",
};

/** Settings that share something with another container by the word `container:<name>`. */
const joinSettings: Readonly<Record<string, Joined["what"]>> = {
  networkMode: "network",
  pidMode: "processes",
  ipcMode: "memory",
};

/** A container of one engine, from its resource's inputs. */
export function readContainer(inputs: Value): DeclaredWorkload {
  return {
    runsOn: "machine",
    name: textFrom(inside(inputs, "name")),
    image: inside(inputs, "image"),
    arguments: inside(inputs, "command"),
    program: inside(inputs, "entrypoints"),
    variables: eachOf<Variable>(inside(inputs, "envs"), (item) => {
      if (item instanceof Unknown) return [item];
      const [name = "", ...value] = String(item).split("=");
      return [{ name, value: value.join("=") }];
    }),
    user: inside(inputs, "user"),
    mounts: [
      ...eachOf(inside(inputs, "volumes"), (item) => [
        ...mountFrom(inside(item, "hostPath")),
        ...mountFrom(inside(item, "volumeName")),
        ...mountsOfContainer(inside(item, "fromContainer")),
      ]),
      ...eachOf(inside(inputs, "mounts"), mountOf),
    ],
    ports: eachOf<WorkloadPort>(inside(inputs, "ports"), (port) => [
      {
        published: numberFrom(inside(port, "external")) ?? 0,
        target: numberFrom(inside(port, "internal")),
        protocol: protocolFrom(inside(port, "protocol")),
      },
    ]),
    publishesAll: truthFrom(inside(inputs, "publishAllPorts")),
    inMachineNetwork: eitherOf([
      isSet(inside(inputs, "networkMode"), "host"),
      namesHost(inside(inputs, "networksAdvanced")),
    ]),
    privileged: truthFrom(inside(inputs, "privileged")),
    capabilities: listed(inside(inputs, "capabilities", "adds")),
    walls: Object.entries(hostSettings).map(([setting, wall]) => ({
      wall,
      setting,
      down: isSet(inside(inputs, setting), "host"),
    })),
    options: listed(inside(inputs, "securityOpts")),
    joins: Object.entries(joinSettings).flatMap(([setting, what]) => joined(what, inside(inputs, setting))),
    devices: [
      ...listed(inside(inputs, "devices")).map((device) => inside(device, "hostPath")),
      ...named("gpus", [inside(inputs, "gpus")]),
      ...named("deviceRequests", listed(inside(inputs, "deviceRequests")).map(requested)),
      ...named("deviceCgroupRules", listed(inside(inputs, "deviceCgroupRules"))),
    ],
    reserved: { processors: 0, memoryBytes: 0 },
    copies: 1,
  };
}

function mountsOfContainer(name: Value): Known<Mount>[] {
  if (name instanceof Unknown) return [name];
  return typeof name === "string" && name !== "" ? [{ kind: "container", source: name }] : [];
}

function joined(what: Joined["what"], mode: Value): Joined[] {
  if (mode instanceof Unknown) return [{ what, container: mode }];
  const [word, container = ""] = String(mode).split(":");
  return word === "container" ? [{ what, container }] : [];
}

/** Settings that give a device, with their values. */
const named = (setting: string, values: readonly Value[]): Value[] =>
  values
    .filter((value) => value !== undefined && value !== null && value !== "")
    .map((value) => (value instanceof Unknown ? value : `${setting}=${String(value)}`));

/** Which devices a request is for. That there is one is certain, whatever of it is not known. */
const requested = (request: Value): Value =>
  request instanceof Unknown
    ? request
    : [inside(request, "driver"), ...listed(inside(request, "deviceIds"))]
        .filter((word) => typeof word === "string")
        .join(" ") || "any";
