import type { Variable } from "../../model/cluster";
import { itemsOf, Unknown, type Value } from "../../model/inputs";
import { distinct, notJudged, type Policy, type PolicyFinding, type Resource, violation } from "../core/policy";
import { runs } from "../core/resource";

const required = "secrets as files that only the container reads";
const remedy =
  "hand it over as a secret of the cluster, and name the file in a variable that ends with _FILE; then change the secret";

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
  applies: runs,
  rule(resource) {
    const { variables, arguments: words, program } = resource.workload!;
    return distinct([
      ...variables.flatMap((item) =>
        item instanceof Unknown ? [notJudged(resource, item)] : variable(resource, item),
      ),
      ...[words, program].flatMap((list) => commandWords(resource, list)),
    ]);
  },
};

/** A value is never repeated: what is said here is read by many. */
function variable(resource: Resource, { name, value }: Variable): PolicyFinding[] {
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
