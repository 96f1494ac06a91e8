import { isLabMachine } from "../core/lab";
import { mountsOf, reachesEngine } from "../core/mounts";
import { notJudged, type Policy, type PolicyFinding, type Resource, violation } from "../core/policy";
import { runsContainers, types } from "../core/resource";
import { at, itemsOf, Unknown, type Value } from "../core/value";

const required = "that nothing hosted can become root on its machine";

/** Capabilities that are as good as root. */
const strong = ["ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO", "NET_ADMIN", "DAC_READ_SEARCH"];

/** No privileged container and no engine's socket inside one. */
export const privileges: Policy = {
  id: "SEC-001",
  title: "No privileged container, no Docker socket in a service",
  why: "Whoever breaks into such a service owns the machine and, with a Swarm manager's socket, all of them.",
  severity: "critical",
  remedy: "run the service without privileges and without the engine's socket",
  applies: runsContainers,
  rule(resource, { tier }) {
    // The lab's machines are containers that run systemd and an engine. That is for trying out, so for development
    // only.
    if (tier === "development" && isLabMachine(resource)) return [];
    return resource.type === types.dockerService ? service(resource) : container(resource);
  },
};

function service(resource: Resource): PolicyFinding[] {
  const spec = at(resource.props, "taskSpec", "containerSpec");
  if (spec instanceof Unknown) return [notJudged(resource, spec)];
  return [...engine(resource), ...capabilities(resource, at(spec, "capAdds"))];
}

function container(resource: Resource): PolicyFinding[] {
  const { props } = resource;
  const privileged = at(props, "privileged");
  const pid = at(props, "pidMode");
  return [
    ...[privileged, pid].flatMap((value) => (value instanceof Unknown ? [notJudged(resource, value)] : [])),
    ...(privileged === true
      ? [
          violation(
            resource,
            "it is privileged",
            required,
            "remove privileged, and add the one capability that it needs",
          ),
        ]
      : []),
    ...(pid === "host" ? [violation(resource, "it sees the machine's processes", required, "remove pidMode")] : []),
    ...engine(resource),
    ...capabilities(resource, at(props, "capabilities", "adds")),
  ];
}

function engine(resource: Resource): PolicyFinding[] {
  const { mounts, unknowns } = mountsOf(resource);
  return [
    ...unknowns.map((unknown) => notJudged(resource, unknown)),
    ...mounts
      .filter(({ kind, source }) => kind === "bind" && reachesEngine(source))
      .map(({ source }) =>
        violation(resource, `it mounts ${source}, through which it commands the engine`, required, "remove the mount"),
      ),
  ];
}

function capabilities(resource: Resource, list: Value): PolicyFinding[] {
  if (list instanceof Unknown) return [notJudged(resource, list)];
  return itemsOf(list).flatMap((item): PolicyFinding[] => {
    if (item instanceof Unknown) return [notJudged(resource, item)];
    const capability = String(item).toUpperCase().replace(/^CAP_/, "");
    return strong.includes(capability)
      ? [violation(resource, `it has the capability ${capability}`, required, "remove the capability")]
      : [];
  });
}
