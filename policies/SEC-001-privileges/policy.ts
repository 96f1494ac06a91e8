import { type DeclaredWorkload, partsOf, reachesEngine } from "../../model/cluster";
import { Unknown, type Value } from "../../model/inputs";
import { isMachine } from "../../model/machines";
import { distinct, notJudged, type Policy, type PolicyFinding, type Resource, violation } from "../core/policy";
import { runs } from "../core/resource";

const required = "that nothing hosted can become root on its machine";

/** Capabilities that an engine gives to every container by itself. Any other that the kernel has is more. */
const usual: ReadonlySet<string> = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "NET_RAW",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);

/** No privileged container and no engine's socket inside one. */
export const privileges: Policy = {
  id: "SEC-001",
  title: "No privileged container, no Docker socket in a service",
  why:
    "A break into such a service gives the machine and, with the socket of one that manages the cluster, all of them. " +
    "Capabilities beyond those that the engine gives by itself open the same way, or a part of it.",
  severity: "critical",
  remedy: "run the service without privileges and without the engine's socket",
  applies: runs,
  rule(resource, { tier }) {
    // Machines that are containers run an engine of their own. That is for trying out, so for development only.
    if (resource.workload === undefined || (tier === "development" && isMachine(resource))) return [];
    const { privileged, walls, joins } = resource.workload;
    const processes = walls.find(({ wall }) => wall === "processes");
    return distinct([
      ...[privileged, processes?.down].flatMap((value) =>
        value instanceof Unknown ? [notJudged(resource, value)] : [],
      ),
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
      ...(processes?.down === true
        ? [violation(resource, "it sees the machine's processes", required, `remove ${processes.setting}`)]
        : []),
      ...joins.flatMap(({ what, container }) => (what === "processes" ? shared(resource, container) : [])),
      ...engine(resource, resource.workload),
      ...resource.workload.capabilities.flatMap((item) => capability(resource, item)),
    ]);
  },
};

const shared = (resource: Resource, container: Value): PolicyFinding[] => [
  container instanceof Unknown
    ? notJudged(resource, container)
    : violation(resource, `it sees the processes of the container ${String(container)}`, required, "remove pidMode"),
];

function engine(resource: Resource, { mounts }: DeclaredWorkload): PolicyFinding[] {
  const { known, unknowns } = partsOf(mounts);
  return [
    ...unknowns.map((unknown) => notJudged(resource, unknown)),
    ...known
      .filter(({ kind, source }) => kind === "bind" && reachesEngine(source))
      .map(({ source }) =>
        violation(resource, `it mounts ${source}, through which it commands the engine`, required, "remove the mount"),
      ),
  ];
}

function capability(resource: Resource, item: Value): PolicyFinding[] {
  if (item instanceof Unknown) return [notJudged(resource, item)];
  const name = String(item).toUpperCase().replace(/^CAP_/, "");
  return usual.has(name)
    ? []
    : [
        violation(
          resource,
          `it has the capability ${name}`,
          "no capability but the usual ones",
          "remove the capability",
        ),
      ];
}
