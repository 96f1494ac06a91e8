import { isLabMachine } from "../core/lab";
import { notJudged, type Policy, type PolicyFinding, type Resource, violation } from "../core/policy";
import { runsContainers, types } from "../core/resource";
import { at, itemsOf, Unknown, unknownsIn, type Value } from "../core/value";

const required = "the isolation that the engine gives by itself";

/** What a setting is when it is switched off, and what that means. */
const settings: Readonly<Record<string, readonly [off: string, found: string]>> = {
  ipcMode: ["host", "it shares the machine's memory between processes"],
  usernsMode: ["host", "its root is the machine's root"],
  cgroupnsMode: ["host", "it sees the machine's control groups"],
  utsMode: ["host", "it can rename the machine"],
};

/** What separates a container from its machine. */
export const isolation: Policy = {
  id: "SEC-004",
  title: "The isolation of a container is not switched off",
  why:
    "Each of these settings opens one wall between a container and its machine. " +
    "What is behind it then depends on the program inside having no hole.",
  severity: "high",
  remedy: "remove the setting",
  applies: (resource, { tier }) => runsContainers(resource) && !(tier === "development" && isLabMachine(resource)),
  rule: (resource) => (resource.type === types.dockerService ? service(resource) : container(resource)),
};

function service(resource: Resource): PolicyFinding[] {
  const task = at(resource.props, "taskSpec");
  const spec = at(task, "containerSpec");
  if (spec instanceof Unknown) return [notJudged(resource, spec)];
  const label = at(spec, "privileges", "seLinuxContext", "disable");
  return [
    ...(label instanceof Unknown ? [notJudged(resource, label)] : []),
    ...(label === true ? [off(resource, "its label for the kernel's mandatory rules is switched off")] : []),
    ...itemsOf(at(task, "networksAdvanceds")).flatMap((network) => {
      const name = at(network, "name");
      return name === "host" ? [off(resource, "it is in the machine's own network")] : [];
    }),
  ];
}

function container(resource: Resource): PolicyFinding[] {
  const { props } = resource;
  const options = at(props, "securityOpts");
  return [
    ...Object.entries(settings).flatMap(([key, [value, found]]) => {
      const set = at(props, key);
      if (set instanceof Unknown) return [notJudged(resource, set)];
      return set === value ? [off(resource, found)] : [];
    }),
    ...unknownsIn(options).map((unknown) => notJudged(resource, unknown)),
    ...itemsOf(options).flatMap((option: Value) =>
      typeof option === "string" && /unconfined|label[=:]disable|no-new-privileges[=:]false/.test(option)
        ? [off(resource, `it is started with ${option}`)]
        : [],
    ),
    ...itemsOf(at(props, "devices")).flatMap((device) => {
      const path = at(device, "hostPath");
      return [path instanceof Unknown ? notJudged(resource, path) : off(resource, `it has the device ${String(path)}`)];
    }),
  ];
}

const off = (resource: Resource, found: string): PolicyFinding =>
  violation(resource, found, required, "remove the setting");
