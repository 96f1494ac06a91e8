import { identifiedAs, isMachineNetwork, type Joined, type Wall } from "../../model/cluster";
import { at, Unknown, type Value } from "../../model/inputs";
import { isMachine } from "../../model/machines";
import {
  distinct,
  type JudgedStack,
  notJudged,
  type Origin,
  type Policy,
  type PolicyFinding,
  type Resource,
  violation,
} from "../core/policy";
import { runs, types, typesIn } from "../core/resource";

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
      ...(runsOn === "cluster" && inMachineNetwork === true
        ? [off(resource, "it is in the machine's own network")]
        : []),
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
  // What an input comes from is told at the end.
  stackRule(resource, stack) {
    const { runsOn, inMachineNetwork, walls } = resource.workload!;
    if (runsOn !== "cluster" || !(inMachineNetwork instanceof Unknown)) return [];
    const isSaid = walls.some(({ down: isDown }) => isDown === inMachineNetwork);
    return isSaid || isOwnNetwork(resource, inMachineNetwork, stack) ? [] : [notJudged(resource, inMachineNetwork)];
  },
};

/**
 * Whether a network that is not known yet can be none of the machine's: it comes from a network of the stack. Pulumi
 * tells the origins of a whole input, so none of the others may name a network of the machine either.
 */
function isOwnNetwork(resource: Resource, { path }: Unknown, stack: JudgedStack): boolean {
  const origins = stack.originsOf(resource.urn, path.split(/[.[]/)[1] ?? "");
  return (
    origins.some(({ urn }) => identifiedAs(typesIn(urn)[0] ?? "") === "network") && origins.every(namesNoMachineNetwork)
  );
}

/** Whether no output of a resource names a network of the machine. */
function namesNoMachineNetwork({ urn, outputs }: Origin): boolean {
  const [type = "", parent] = typesIn(urn);
  // The registry's own commands print digests of images.
  if (type === types.localCommand && parent === types.registry) return true;
  const name = at(outputs, "name");
  return identifiedAs(type) !== undefined && typeof name === "string" && !isMachineNetwork(name);
}

function started(resource: Resource, option: Value): PolicyFinding[] {
  if (option instanceof Unknown) return [notJudged(resource, option)];
  return typeof option === "string" && /unconfined|label[=:]disable|no-new-privileges[=:](0|f|false)$/i.test(option)
    ? [off(resource, `it is started with ${option}`)]
    : [];
}

const off = (resource: Resource, found: string): PolicyFinding =>
  violation(resource, found, required, "remove the setting");
