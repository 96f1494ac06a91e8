import type { Outcome } from "../pulumi/events";

const signs: Readonly<Record<string, string>> = { create: "+", update: "~", replace: "±", delete: "-" };

/** What an operation would do or did, for people. Components are left out: what is made below them says it all. */
export function describeOutcome({ changes, policies, errors, warnings }: Outcome): string {
  const real = changes.filter(({ type }) => !type.startsWith("ruche:") && !type.startsWith("pulumi:"));
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
