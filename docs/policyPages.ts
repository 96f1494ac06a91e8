/** The page of the policies, from the catalogue, its levels and the cases that its tests run. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { tiers } from "../model/descriptor";
import { policies } from "../policies/catalogue";
import { now } from "../policies/core/examples";
import type { Case, FixtureResource, Fixtures } from "../policies/core/fixture";
import { levelOf, readLevels } from "../policies/core/levels";
import type { Policy } from "../policies/core/policy";
import { readThresholds, type ThresholdName } from "../policies/core/thresholds";
import { exceptionsSection, factsSection } from "./policyChapters";

/**
 * Which case is shown as the good and as the bad one, and what of its resources matters; the rest of a resource is left
 * out.
 */
const shown: Readonly<
  Record<string, { readonly good: number; readonly bad: number; readonly keys: readonly string[] }>
> = {
  "BKP-001": { good: 0, bad: 0, keys: ["service", "state"] },
  "BKP-002": { good: 0, bad: 0, keys: ["service", "backup"] },
  "BKP-003": { good: 0, bad: 1, keys: ["machines", "failureDomains", "backup.repositories"] },
  "BKP-004": { good: 0, bad: 1, keys: ["backup"] },
  "BKP-005": { good: 0, bad: 0, keys: ["tier", "backup.keepSeconds"] },
  "BKP-006": { good: 1, bad: 0, keys: ["stdout"] },
  "BKP-007": { good: 0, bad: 0, keys: ["at"] },
  "BKP-008": { good: 0, bad: 0, keys: ["passed", "assertions"] },
  "BKP-009": { good: 0, bad: 0, keys: ["evidenceKey", "passed", "signature"] },
  "BKP-010": { good: 0, bad: 0, keys: ["serviceKind", "softwareVersion", "version"] },
  "EXP-001": { good: 1, bad: 0, keys: ["endpointSpec", "routes"] },
  "EXP-002": { good: 3, bad: 4, keys: ["publicPorts", "administrationFrom"] },
  "EXP-003": { good: 0, bad: 0, keys: ["routes"] },
  "EXP-004": { good: 0, bad: 0, keys: ["routes"] },
  "EXP-005": { good: 0, bad: 0, keys: ["routes"] },
  "EXP-006": { good: 0, bad: 0, keys: ["machines", "machine"] },
  "QRM-001": { good: 0, bad: 0, keys: ["service", "writers", "replicas", "mode"] },
  "QRM-002": { good: 0, bad: 0, keys: ["managers"] },
  "QRM-003": { good: 1, bad: 0, keys: ["technology", "machines", "replicas", "arbiter"] },
  "QRM-004": { good: 1, bad: 0, keys: ["replicas", "arbiter"] },
  "QRM-005": { good: 0, bad: 0, keys: ["machines", "managers"] },
  "QRM-006": { good: 0, bad: 0, keys: ["machines", "failureDomains", "replicas"] },
  "QRM-007": { good: 0, bad: 0, keys: ["technology", "state"] },
  "QRM-008": { good: 1, bad: 0, keys: ["allowedClients", "managers", "workers"] },
  "QRM-009": { good: 0, bad: 0, keys: ["machines", "failureDomains", "managers"] },
  "SEC-001": { good: 0, bad: 0, keys: ["taskSpec.containerSpec.mounts"] },
  "SEC-002": { good: 0, bad: 0, keys: ["taskSpec.containerSpec.env"] },
  "SEC-003": { good: 0, bad: 0, keys: ["mount", "taskSpec.containerSpec.mounts"] },
  "SEC-004": { good: 1, bad: 2, keys: ["ipcMode", "usernsMode", "securityOpts", "devices"] },
  "SEC-005": { good: 1, bad: 0, keys: ["taskSpec.containerSpec.user"] },
  "SEC-006": { good: 0, bad: 0, keys: ["connection"] },
  "SEC-007": { good: 1, bad: 0, keys: ["allowedClients"] },
  "SUP-001": { good: 0, bad: 2, keys: ["taskSpec.containerSpec.image"] },
  "SUP-002": { good: 0, bad: 0, keys: ["routes", "taskSpec.containerSpec.image"] },
  "SUP-003": { good: 0, bad: 0, keys: ["serviceKind", "version"] },
  "SUP-004": { good: 0, bad: 0, keys: ["image"] },
  "SUP-005": { good: 0, bad: 2, keys: ["members", "serviceKind", "replicas", "routes"] },
  "SUP-006": { good: 0, bad: 0, keys: ["serviceKind", "version"] },
};

/** What the thresholds mean. */
const thresholdTitles: Readonly<Record<ThresholdName, string>> = {
  keep: "how far back one can go, at least (BKP-005)",
  evidenceAge: "how old the proof of a restore may be, at most (BKP-007)",
  grace: "how long after its first deployment a service may be without one (BKP-006)",
  endOfLifeNotice: "from how long before the end of a software's maintenance it warns (SUP-003, SUP-004)",
  factAge: "how long ago a fact about software may have been looked up (SUP-006)",
  managers: "managers of a cluster, at least (QRM-002)",
  dataCopies: "machines that hold the data of a volume, at least (QRM-004)",
  stoppedShare: "services that may stop for good with any one machine, at most, in per cent (QRM-009)",
};

/** What the first letters of an id mean. */
const families: readonly (readonly [prefix: string, title: string])[] = [
  ["BKP", "backups, and the proof that they come back"],
  ["EXP", "what can be reached from where"],
  ["QRM", "quorum, single writers, and where data lies"],
  ["SEC", "privileges, secrets and keys"],
  ["SUP", "where software comes from, and until when somebody mends it"],
];

/** The whole page. */
export function policiesPage(root: string): string {
  const levels = readLevels();
  const thresholds = readThresholds();
  const heads = (first: string): string[] => [
    `| ${first} | ${tiers.join(" | ")} |`,
    `|---|${tiers.map(() => "---|").join("")}`,
  ];
  const row = ({ id, title }: Policy): string =>
    `| [${id}](#${id.toLowerCase()}) ${title} | ${tiers.map((tier) => levelOf(levels, id, tier)).join(" | ")} |`;
  return [
    "# Policies",
    "",
    "<!-- Written by `npm run docs` from policies/: change the policies, not this page. -->",
    "",
    `Every \`preview\` and every \`up\` is judged by these ${policies.length} rules before anything is touched. ` +
      "A **mandatory** rule stops the command with",
    "exit status 3; an **advisory** one only speaks. Which of the two it is depends on the environment's tier and is written in",
    "`policies/levels.yaml`; a later tier can only be stricter, and in production every one of them blocks. " +
      "No command softens it: Pulumi's",
    "`--policy-pack-config` is refused.",
    "",
    "A rule looks at what a component says of itself and at the resources below it: " +
      "a component cannot vouch for itself. A port past the routes,",
    "a directory outside of the volumes or a privileged container are seen where they are made.",
    "",
    "What a preview cannot know yet, such as the digest of an image that is only pushed during the update, " +
      "is said (**RUCHE-000**) and judged during",
    "the update, before the resource is made.",
    ...families.flatMap(([prefix, title]) => [
      "",
      `**${prefix}**: ${title}`,
      "",
      ...heads("rule"),
      ...policies.filter(({ id }) => id.startsWith(prefix)).map(row),
    ]),
    "",
    "## Thresholds",
    "",
    "What the tiers ask is written in `policies/thresholds.yaml`; here, too, a later tier can only be stricter:",
    "",
    ...heads("threshold"),
    ...Object.entries(thresholdTitles).map(
      ([name, title]) => `| ${title} | ${tiers.map((tier) => thresholds[name as ThresholdName][tier]).join(" | ")} |`,
    ),
    "",
    "A restore is proven by **evidence**: a drill signs what it found and writes it to `evidence/<environment>/<service>.json`, which is",
    "committed. The **grace** begins with the first `up` that deploys the service; " +
      "Pulumi's state keeps the time. Where nothing keeps it, there is none.",
    "",
    ...exceptionsSection,
    "",
    ...factsSection(),
    ...policies.flatMap((policy) => section(policy, fixturesOf(root, policy))),
    "",
    "## Adding one",
    "",
    "A folder `policies/<ID>-<name>/` with `policy.ts` (to what it applies, and the rule, " +
      "a plain function) and `fixtures.ts` (good, bad and unknown",
    "cases), a line in `policies/catalogue.ts`, one in `policies/levels.yaml`, " +
      "and in `docs/policyPages.ts` what of its cases is shown here. Its tests",
    "run by themselves. The id is public: it never changes.",
    "",
  ].join("\n");
}

function fixturesOf(root: string, { id }: Policy): Fixtures {
  const folder = readdirSync(join(root, "policies")).find((name) => name.startsWith(`${id}-`));
  if (folder === undefined) throw new Error(`policies/ has no folder for ${id}`);
  return (require(join(root, "policies", folder, "fixtures")) as { fixtures: Fixtures }).fixtures;
}

function section({ id, title, why, severity, remedy }: Policy, fixtures: Fixtures): string[] {
  const { good, bad, keys } = shown[id] ?? { good: 0, bad: 0, keys: [] };
  return [
    "",
    `## ${id}`,
    "",
    `**${title}** (severity ${severity}). ${why}`,
    "",
    `What to do: ${remedy}.`,
    ...example("Right", fixtures.good[good]!, keys),
    ...example("Wrong", fixtures.bad[bad]!, keys),
  ];
}

function example(
  verdict: string,
  { shows, resources, evidence = {}, now: moment = now, says }: Case,
  keys: readonly string[],
): string[] {
  const told = says.length > 0 ? ["", ...says.map((line) => `- ${line}`)] : [];
  const files = Object.entries(evidence).map(
    ([service, file]): FixtureResource => ({
      type: `evidence/school/${service}.json, judged at ${moment}`,
      name: service,
      props: flat(file),
    }),
  );
  const shownParts = [
    ...resources.map(({ outputs, ...resource }) => ({ ...resource, props: { ...resource.props, ...outputs } })),
    ...files,
  ].map((resource) => excerpt(resource, keys));
  return ["", `${verdict}: ${shows}.`, "", "```yaml", ...shownParts.filter(Boolean), "```", ...told];
}

/** Evidence as one map: its record, and the signature below. */
function flat(file: object | string): object {
  return typeof file === "object" && "record" in file
    ? { ...(file.record as object), ...("signature" in file ? { signature: file.signature } : {}) }
    : {};
}

/** The part of a resource that matters, as YAML; empty where nothing of it does. */
function excerpt({ type, name, props }: FixtureResource, keys: readonly string[]): string {
  const plain = JSON.parse(JSON.stringify(props)) as Record<string, unknown>;
  const parts =
    keys.length === 0
      ? plain
      : Object.fromEntries(keys.flatMap((key) => Object.entries(picked(plain, key.split(".")))));
  const missing = keys.filter((key) => key in props && plain[key] === undefined);
  if (Object.keys(parts).length === 0) return "";
  return `# ${type}\n${stringify({ [name]: parts }, { lineWidth: 0 }).trimEnd()}${missing.map((key) => `\n  # no ${key}`).join("")}`;
}

/** What lies at a path, with the keys that lead there. */
function picked(value: Record<string, unknown>, [key, ...rest]: readonly string[]): Record<string, unknown> {
  const inner = key === undefined ? undefined : value[key];
  if (key === undefined || inner === undefined) return {};
  if (rest.length === 0) return { [key]: inner };
  const below = typeof inner === "object" && inner !== null ? picked(inner as Record<string, unknown>, rest) : {};
  return Object.keys(below).length > 0 ? { [key]: below } : {};
}
