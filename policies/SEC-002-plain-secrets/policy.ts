import { notJudged, type Policy, type PolicyFinding, type Resource, violation } from "../core/policy";
import { runsContainers, types } from "../core/resource";
import { at, itemsOf, Unknown, type Value } from "../core/value";

const required = "secrets as files that only the container reads";
const remedy =
  "hand it over as a secret of the swarm, and name the file in a variable that ends with _FILE; then change the secret";

/** Names that say that their value is a secret; those of files that hold one are none. */
const secretName =
  /(^|[_-])(pass|passwd|password|passphrase|secret|token|credentials?|api[_-]?key|private[_-]?key|access[_-]?key|secret[_-]?key)$/i;

/** Values that are a secret whatever they are called: a private key, a password in an address, well-known tokens. */
const secretValue =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|:\/\/[^/\s:@]+:[^/\s@]+@|\b(ghp|gho|ghs|glpat|xox[abp])[-_]\w{10,}|\bAKIA[0-9A-Z]{16}\b/;

/** Secrets where others read them. */
export const plainSecrets: Policy = {
  id: "SEC-002",
  title: "No secret in a container's environment or command",
  why:
    "Everybody who may look at a service sees them: docker inspect, the list of processes, " +
    "crash reports and logs. A file that only the container reads is seen by nobody else.",
  severity: "critical",
  remedy,
  applies: runsContainers,
  rule(resource) {
    const { props, type } = resource;
    const spec = type === types.dockerService ? at(props, "taskSpec", "containerSpec") : props;
    if (spec instanceof Unknown) return [notJudged(resource, spec)];
    const words =
      type === types.dockerService
        ? [at(spec, "args"), at(spec, "commands")]
        : [at(spec, "command"), at(spec, "entrypoints")];
    return [
      ...(type === types.dockerService ? variables(resource, at(spec, "env")) : listed(resource, at(spec, "envs"))),
      ...words.flatMap((list) => commandWords(resource, list)),
    ];
  },
};

/** A map of variables. */
function variables(resource: Resource, env: Value): PolicyFinding[] {
  if (env instanceof Unknown) return [notJudged(resource, env)];
  if (env === null || typeof env !== "object") return [];
  return Object.entries(env).flatMap(([name, value]) => variable(resource, name, value as Value));
}

/** A list of `NAME=value`. */
function listed(resource: Resource, envs: Value): PolicyFinding[] {
  if (envs instanceof Unknown) return [notJudged(resource, envs)];
  return itemsOf(envs).flatMap((item) => {
    if (item instanceof Unknown) return [notJudged(resource, item)];
    const [name = "", ...value] = String(item).split("=");
    return variable(resource, name, value.join("="));
  });
}

/** A value is never repeated: what is said here is read by many. */
function variable(resource: Resource, name: string, value: Value): PolicyFinding[] {
  if (value instanceof Unknown) return secretName.test(name) ? [notJudged(resource, value)] : [];
  const filled = value !== undefined && value !== null && value !== "";
  return filled && (secretName.test(name) || secretValue.test(String(value)))
    ? [violation(resource, `its variable ${name} holds a secret`, required, remedy)]
    : [];
}

function commandWords(resource: Resource, list: Value): PolicyFinding[] {
  if (list instanceof Unknown) return [notJudged(resource, list)];
  return itemsOf(list).flatMap((item, index) => {
    if (item instanceof Unknown) return [];
    const [option = "", ...value] = String(item).split("=");
    const named = option.startsWith("-") && value.join("") !== "" && secretName.test(option.replace(/\./g, "_"));
    return named || secretValue.test(String(item))
      ? [
          violation(
            resource,
            `word ${index + 1} of its command holds a secret${named ? ` (${option})` : ""}`,
            required,
            remedy,
          ),
        ]
      : [];
  });
}
