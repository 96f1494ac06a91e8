import type { DeclaredWorkload, Joined, Wall } from "../../model/cluster";
import { Unknown, type Value } from "../../model/inputs";
import { isMachine } from "../../model/machines";
import { distinct, notJudged, type Policy, type PolicyFinding, type Resource, violation } from "../core/policy";
import { runs } from "../core/resource";

const required = "the isolation that the engine gives by itself";

/** What it means that a wall is down. Of the processes' SEC-001 speaks. */
const down: Readonly<Partial<Record<Wall, string>>> = {
  memory: "it shares the machine's memory between processes",
  users: "its root is the machine's root",
  "control groups": "it sees the machine's control groups",
  "host name": "it can rename the machine",
  labels: "its label for the kernel's mandatory rules is switched off",
};

/** What it means that something is shared with another container. Of the processes SEC-001 speaks. */
const shares: Readonly<Partial<Record<Joined["what"], string>>> = {
  network: "it is in the network of the container",
  memory: "it shares memory with the container",
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
  applies: (resource, { tier }) => runs(resource) && !(tier === "development" && isMachine(resource)),
  rule: (resource) => {
    const { walls, joins, runsOn, inMachineNetwork, options, devices } = resource.workload!;
    return distinct([
      ...walls.flatMap(({ wall, down: isDown }) => {
        const found = down[wall];
        if (found === undefined) return [];
        if (isDown instanceof Unknown) return [notJudged(resource, isDown)];
        return isDown ? [off(resource, found)] : [];
      }),
      // Of a machine's own container EXP-001 speaks.
      ...(runsOn === "cluster" ? network(resource, inMachineNetwork) : []),
      ...joins.flatMap(({ what, container }) => {
        const found = shares[what];
        if (found === undefined) return [];
        return [container instanceof Unknown ? notJudged(resource, container) : off(resource, `${found} ${container}`)];
      }),
      ...options.flatMap((option) => started(resource, option)),
      ...devices.map((path) =>
        path instanceof Unknown ? notJudged(resource, path) : off(resource, `it has the device ${String(path)}`),
      ),
    ]);
  },
};

function network(resource: Resource, inMachineNetwork: DeclaredWorkload["inMachineNetwork"]): PolicyFinding[] {
  if (inMachineNetwork instanceof Unknown) return [notJudged(resource, inMachineNetwork)];
  return inMachineNetwork ? [off(resource, "it is in the machine's own network")] : [];
}

function started(resource: Resource, option: Value): PolicyFinding[] {
  if (option instanceof Unknown) return [notJudged(resource, option)];
  return typeof option === "string" && /unconfined|label[=:]disable|no-new-privileges[=:]false/.test(option)
    ? [off(resource, `it is started with ${option}`)]
    : [];
}

const off = (resource: Resource, found: string): PolicyFinding =>
  violation(resource, found, required, "remove the setting");
