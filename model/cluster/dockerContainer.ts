import { at, Unknown, type Value } from "../inputs";
import { eachOf, eitherOf, isSet, listed, mountFrom, namesHost, numberFrom, protocolFrom } from "./reading";
import type { DeclaredWorkload, Variable, Wall, WorkloadPort } from "./workload";

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

/** A container of one engine, from its resource's inputs. */
export function readContainer(inputs: Value): DeclaredWorkload {
  return {
    runsOn: "machine",
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
      ["volumes", "hostPath"],
      ["volumes", "volumeName"],
      ["mounts", "source"],
    ].flatMap(([list, key]) => eachOf(at(inputs, list!), (item) => mountFrom(at(item, key!)))),
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
    devices: listed(at(inputs, "devices")).map((device) => at(device, "hostPath")),
    reserved: { processors: 0, memoryBytes: 0 },
    copies: 1,
  };
}
