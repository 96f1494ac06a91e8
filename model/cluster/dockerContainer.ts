import { at, itemsOf, Unknown, type Value } from "../inputs";
import { eachOf, eitherOf, isSet, listed, mountFrom, mountOf, namesHost, numberFrom, protocolFrom } from "./reading";
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
    name: at(inputs, "name"),
    image: at(inputs, "image"),
    arguments: at(inputs, "command"),
    program: at(inputs, "entrypoints"),
    variables: eachOf<Variable>(at(inputs, "envs"), (item) => {
      if (item instanceof Unknown) return [item];
      const [name = "", ...value] = String(item).split("=");
      return [{ name, value: value.join("=") }];
    }),
    user: at(inputs, "user"),
    mounts: [
      ...eachOf(at(inputs, "volumes"), (item) => [
        ...mountFrom(at(item, "hostPath")),
        ...mountFrom(at(item, "volumeName")),
        ...mountsOfContainer(at(item, "fromContainer")),
      ]),
      ...eachOf(at(inputs, "mounts"), mountOf),
    ],
    ports: eachOf<WorkloadPort>(at(inputs, "ports"), (port) => [
      {
        published: numberFrom(at(port, "external")) ?? 0,
        target: numberFrom(at(port, "internal")),
        protocol: protocolFrom(at(port, "protocol")),
      },
    ]),
    publishesAll: at(inputs, "publishAllPorts"),
    inMachineNetwork: eitherOf([isSet(at(inputs, "networkMode"), "host"), namesHost(at(inputs, "networksAdvanced"))]),
    privileged: at(inputs, "privileged"),
    capabilities: listed(at(inputs, "capabilities", "adds")),
    walls: Object.entries(hostSettings).map(([setting, wall]) => ({
      wall,
      setting,
      down: isSet(at(inputs, setting), "host"),
    })),
    options: listed(at(inputs, "securityOpts")),
    joins: Object.entries(joinSettings).flatMap(([setting, what]) => joined(what, at(inputs, setting))),
    devices: [
      ...listed(at(inputs, "devices")).map((device) => at(device, "hostPath")),
      ...named("gpus", [at(inputs, "gpus")]),
      ...named("deviceRequests", listed(at(inputs, "deviceRequests")).map(requested)),
      ...named("deviceCgroupRules", listed(at(inputs, "deviceCgroupRules"))),
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
    : [at(request, "driver"), ...itemsOf(at(request, "deviceIds"))]
        .filter((word) => typeof word === "string")
        .join(" ") || "any";
