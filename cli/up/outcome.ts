import type { Outcome } from "../pulumi/events";

const signs: Readonly<Record<string, string>> = { create: "+", update: "~", replace: "±", delete: "-" };

/** The changes that people are told of. Components are left out: what is made below them says it all. */
export const realChanges = <Some extends { readonly type: string }>(changes: readonly Some[]): Some[] =>
  changes.filter(({ type }) => !type.startsWith("ruche:") && !type.startsWith("pulumi:"));

/** What an operation would do or did, for people. */
export function describeOutcome({ changes, policies, errors, warnings }: Outcome): string {
  const real = realChanges(changes);
  return [
    ...real.map(
      ({ operation, type, name, properties }) =>
        `  ${signs[operation] ?? operation} ${name} ` +
        `(${type.split(":").at(-1)})${properties.length > 0 && operation !== "create" ? `: ${properties.join(", ")}` : ""}`,
    ),
    ...policies.map(({ policy, resource, level, message }) => `  policy ${policy} [${level}] ${resource}: ${message}`),
    ...warnings.map((text) => `  warning: ${text}`),
    ...errors.map((text) => `  error: ${text}`),
  ].join("\n");
}

/** A number of things in words: `1 change`, `2 changes`. */
export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? "" : "s"}`;

/** What a preview cannot judge yet, which is judged during the update. */
const notJudgedYet = "RUCHE-000";

/** What policies advise after an update that they let pass. */
export const describeAdvice = (policies: Outcome["policies"]): string[] =>
  policies
    .filter(({ policy }) => policy !== notJudgedYet)
    .map(({ policy, resource, message }) => `  advice ${policy} ${resource}: ${message}`);
