/**
 * Numbers that Pulumi reads otherwise than this reader: with a leading zero they are octal in YAML 1.1, and decimal in
 * YAML 1.2.
 */
import { type Document, isPair, isScalar, isSeq, type Node, Scalar, visit } from "yaml";
import type { CheckFinding } from "./mistake";

/** A finding, and where in the text it is. */
export interface MisreadNumber {
  readonly finding: CheckFinding;
  readonly offset: number;
}

/** Every number with a leading zero, also among keys. Text in quotes is none. */
export function misreadNumbers(document: Document): MisreadNumber[] {
  const found: MisreadNumber[] = [];
  visit(document, {
    Scalar(key, scalar, ancestors) {
      if (scalar.type !== Scalar.PLAIN || typeof scalar.value !== "number") return;
      if (!/^[-+]?0[0-9]+$/.test(scalar.source ?? "")) return;
      found.push({ finding: findingOf(scalar, pathTo([...ancestors, scalar]), key), offset: scalar.range?.[0] ?? 0 });
    },
  });
  return found;
}

const findingOf = (scalar: Scalar, path: (string | number)[], key: unknown): CheckFinding => ({
  path,
  at: key === "key" ? "key" : "value",
  // As it is written: the number that was read has lost its zero.
  value: scalar.source,
  message: "a number with a leading zero",
  allowed: "a number that does not begin with 0, or text in quotes",
  remedy: "write the number without its leading zeros, which Pulumi reads as octal; or put it in quotes if it is text",
});

function pathTo(chain: readonly unknown[]): (string | number)[] {
  return chain.flatMap((above, at): (string | number)[] => {
    if (isPair(above)) return isScalar(above.key) ? [String(above.key.value)] : [];
    return isSeq(above) ? [above.items.indexOf(chain[at + 1] as Node)] : [];
  });
}
