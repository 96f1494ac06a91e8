import { onceOnly } from "../../rules/names";
import type { Objection } from "../../rules/objection";
import type { Draft } from "../draft";
import { items } from "../draft";
import type { CheckFinding, Path } from "../mistake";
import { didYouMean, listOf } from "../suggest";

/** What a rule objects to at a path, as a finding; none if it objects to nothing. */
export const found = (
  path: Path,
  objection: Objection | undefined,
  more: Pick<CheckFinding, "at" | "value" | "level"> = {},
): CheckFinding[] => (objection ? [{ path, ...objection, ...more }] : []);

/** Names of the machines, or undefined when the section could not be read: then nothing can be said about them. */
export function machineNames(draft: Draft): string[] | undefined {
  const hosts = draft["ruche:machines"]?.hosts;
  return hosts === undefined ? undefined : Object.keys(hosts);
}

/** A name that nothing has. */
export function unknownName(path: Path, written: string, known: readonly string[], what: string): CheckFinding[] {
  if (known.includes(written)) return [];
  return [
    {
      path,
      value: written,
      message: `unknown ${what}`,
      allowed: listOf(known),
      remedy: didYouMean(written, known, `declare it, or name another ${what}`),
    },
  ];
}

/** Machines of a list that do not exist or come twice. */
export function machineList(
  draft: Draft,
  path: Path,
  list: readonly (string | undefined)[] | undefined,
): CheckFinding[] {
  const known = machineNames(draft);
  return [
    ...(known === undefined
      ? []
      : items(list).flatMap(([index, machine]) => unknownName([...path, index], machine, known, "machine"))),
    ...twice(path, list, "machine"),
  ];
}

/** Every second naming in a list. */
export function twice(path: Path, list: readonly (string | undefined)[] | undefined, what: string): CheckFinding[] {
  return items(list).flatMap(([index, item]) =>
    (list as readonly string[]).indexOf(item) === index ? [] : found([...path, index], onceOnly(what), { value: item }),
  );
}
