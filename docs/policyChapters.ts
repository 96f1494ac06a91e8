/** Chapters of the policies' page that are not about one policy: exceptions, and what is known of software. */
import { maintenanceOf, ownFacts } from "../policies/core/facts";

/** How a violation is allowed for a while. */
export const exceptionsSection: readonly string[] = [
  "## Exceptions",
  "",
  "Sometimes a rule cannot be kept yet. An exception says so in the environment, as data that is reviewed like everything else:",
  "",
  "```yaml",
  "ruche:exceptions:",
  "  - policy: SUP-003",
  "    resource: chat # as the policy names it; type::name where several resources have that name",
  "    reason: the version with extended support is being rehearsed",
  "    owner: ada@example.org",
  "    until: 2026-12-31 # the last day on which it holds (UTC)",
  "```",
  "",
  "| | |",
  "|---|---|",
  "| valid | the violation does not block; it is still said, as **RUCHE-001**, with reason, owner and last day |",
  "| over | the violation blocks again, and says that the exception for it is over |",
  "| not needed | **RUCHE-002** says so: an exception that covers nothing hides the next violation |",
  "| wider than one resource (`wiki-*`, or a name that two resources have) | outside of production it holds; " +
    "in production the environment is refused, and nothing is covered |",
  "| wrong (an unknown policy, no date, an empty reason) | the environment is refused, all mistakes at once |",
  "",
  "Whoever writes one answers for it: `owner` is a person or a team that somebody can write to. What is judged, " +
    "excepted and not judged is in the",
  "verdict of a run, which reports show.",
];

/** Until when software is maintained, as far as anybody says. */
export function factsSection(): string[] {
  const facts = ownFacts();
  const rows = Object.entries(facts.software).flatMap(([name, { title, cycles }]) =>
    Object.entries(cycles).map(([cycle, { source, lookedUp, note = "" }]) => {
      const { end, unknown } = maintenanceOf(facts, name, cycle);
      return (
        `| ${title} ${cycle} | ${end?.day ?? (unknown === undefined ? "no day yet" : "nobody says")} | ${note} | ` +
        `[${lookedUp}](${source}) |`
      );
    }),
  );
  const limits = Object.values(facts.software).flatMap(({ title, limits = {} }) =>
    Object.entries(limits).map(
      ([what, { most, why, source, lookedUp }]) => `| ${title} | ${most} ${what} | ${why} | [${lookedUp}](${source}) |`,
    ),
  );
  return [
    "## What is known of the software",
    "",
    "SUP-003 to SUP-006 judge by facts in `policies/facts/` and in `software.yaml` of each service, " +
      "each with its source and the day on which it was looked up. A package of a distribution is",
    "maintained with it. Where nobody says until when, the policy does not guess: it says that it did not judge.",
    "",
    "| software | maintained until | note | looked up |",
    "|---|---|---|---|",
    ...rows,
    "",
    "| edition | at most | why | looked up |",
    "|---|---|---|---|",
    ...limits,
  ];
}
