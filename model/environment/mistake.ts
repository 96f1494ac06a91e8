/**
 * What is wrong in an environment file, for people and for programs.
 */

/** Where something is in an environment: keys and list positions from `config` on. */
export type Path = readonly (string | number)[];

/** One thing that is wrong (or, among the warnings, dubious). Plain data: what `--json` prints. */
export interface Mistake {
  /** File as the caller named it. */
  readonly file: string;
  /** Line of the value, or of the key it belongs to; from 1. Absent when the environment did not come from a file. */
  readonly line?: number;
  /** Column, from 1. */
  readonly column?: number;
  /** Where, for instance `ruche:storage.data.on[1]`; empty for the file as a whole. */
  readonly path: string;
  /** What was found, shortened; `[hidden]` where it may be a secret, `(missing)` where there is nothing. */
  readonly value: string;
  /** What would have been accepted. */
  readonly allowed: string;
  /** What to do. */
  readonly remedy: string;
  /** What is wrong, as a short sentence. */
  readonly message: string;
}

/** What a check found, before its place in the file is known. */
export interface CheckFinding {
  readonly path: Path;
  /** Whether the key itself is meant (a name that is not allowed, an unknown key) rather than what it holds. */
  readonly at?: "key" | "value";
  /** What was found; looked up by the path when absent. */
  readonly value?: unknown;
  readonly message: string;
  readonly allowed: string;
  readonly remedy: string;
  /** Of an unknown key: the path that was probably meant, which is then not reported as missing as well. */
  readonly meant?: Path;
  /** A `warning` does not stop anything. Default: `mistake`. */
  readonly level?: "mistake" | "warning";
}

/** What a check found, as a mistake of a file whose lines nobody knows. */
export const mistakeOf = ({ path, value, message, allowed, remedy }: CheckFinding, file: string): Mistake => ({
  file,
  path: formatPath(path),
  value: value === undefined ? "(missing)" : shownValue(value),
  allowed,
  remedy,
  message,
});

const shownValue = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Thrown where an environment that is not right must stop a program: lists every mistake. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";

  constructor(readonly mistakes: readonly Mistake[]) {
    super(
      `${mistakes.length} ${mistakes.length === 1 ? "mistake" : "mistakes"} in the environment\n${formatMistakes(mistakes)}`,
    );
  }
}

/** One line each, as compilers write them: `file:line path: what (value …); allowed: …; do: …`. */
export function formatMistakes(mistakes: readonly Mistake[]): string {
  return mistakes
    .map((mistake) => {
      const place = mistake.line === undefined ? mistake.file : `${mistake.file}:${mistake.line}`;
      const path = mistake.path === "" ? "" : ` ${mistake.path}`;
      const value = mistake.value === "" ? "" : ` (value ${mistake.value})`;
      return `${place}${path}: ${mistake.message}${value}; allowed: ${mistake.allowed}; do: ${mistake.remedy}`;
    })
    .join("\n");
}

/** `["ruche:storage", "data", "on", 1]` → `ruche:storage.data.on[1]`. */
export function formatPath(path: Path): string {
  const text = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("");
  return text.startsWith(".") ? text.slice(1) : text;
}
