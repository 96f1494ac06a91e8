/**
 * An environment file as text: reading YAML without losing where things are.
 */
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import { misreadNumbers } from "./misread";
import type { CheckFinding, Path } from "./mistake";

const tab = "a tab in the indentation";

/** A place in a file, from 1. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** A finding that knows its place because the YAML reader found it. */
export interface SyntaxFinding extends CheckFinding {
  readonly place: SourcePosition;
  /** Whether what was read beyond this place can be trusted. */
  readonly readable: boolean;
}

/** A file that was read as far as possible. */
export interface Source {
  readonly data: unknown;
  readonly syntax: readonly SyntaxFinding[];
  /** Where something of `data` is; where it is missing, what should have held it. */
  place(path: Path, at: "key" | "value"): SourcePosition;
}

/** Reads YAML text. Never throws: what is wrong is in `syntax`. */
export function readSource(text: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const placeOf = (offset: number): SourcePosition => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const syntax = withoutConsequences([
    ...document.errors.map((error) => syntaxFinding(error, document, placeOf(startOf(error, document)))),
    ...misreadNumbers(document).map(({ finding, offset: at }) => ({ ...finding, place: placeOf(at), readable: true })),
    ...mergeKeys(document).map((at) => ({ ...mergeFinding(pathAt(document, at)), place: placeOf(at) })),
  ]);
  let data: unknown;
  try {
    data = document.toJS();
  } catch (error) {
    // An alias without its anchor is only noticed here.
    const place = placeOf(firstAlias(document) ?? 0);
    syntax.push({
      path: [],
      message: "an alias that cannot be resolved",
      value: (error as Error).message,
      allowed: "aliases of anchors further up",
      remedy: "write the value out",
      place,
      readable: false,
    });
  }
  return { data, syntax, place: (path, at) => placeOf(offsetOf(document, path, at)) };
}

function syntaxFinding(error: YAMLError, document: Document, place: SourcePosition): SyntaxFinding {
  switch (error.code) {
    case "DUPLICATE_KEY": {
      const path = pathAt(document, error.pos[0]);
      return {
        path,
        at: "key",
        value: path.at(-1),
        message: "named twice",
        place,
        readable: true,
        allowed: "every name once",
        remedy: "remove one of the two, or give it another name",
      };
    }
    case "TAB_AS_INDENT":
      return {
        path: [],
        value: "",
        message: tab,
        allowed: "spaces",
        remedy: "replace the tab by spaces",
        place,
        readable: false,
      };
    case "MULTIPLE_DOCS":
      return {
        path: [],
        value: "",
        message: "several documents in one file",
        place,
        readable: false,
        allowed: "one environment a file",
        remedy: "remove the line --- and what follows",
      };
    default:
      return {
        path: [],
        value: "",
        message: `not YAML: ${error.message.split("\n")[0]}`,
        place,
        readable: false,
        allowed: "YAML",
        remedy: "correct the syntax here or in the lines just above",
      };
  }
}

/** After a first syntax error the reader complains about much that is right; only tabs are wrong wherever they are. */
function withoutConsequences(findings: SyntaxFinding[]): SyntaxFinding[] {
  const first = findings.find(({ readable }) => !readable);
  return findings.filter(
    (finding) =>
      finding === first ||
      (finding.readable && (first === undefined || finding.place.line < first.place.line)) ||
      finding.message === tab,
  );
}

function offsetOf(document: Document, path: Path, at: "key" | "value"): number {
  let node: unknown = document.contents;
  let held = offset(node) ?? 0;
  for (const [index, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(part),
      );
      if (pair === undefined) return held;
      held = offset(pair.key) ?? held;
      if (index === path.length - 1 && at === "key") return held;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      held = offset(node) ?? held;
    } else return held;
  }
  // An empty value has no place of its own: its key has.
  const empty = node === null || (isScalar(node) && node.value === null && (node.source ?? "") === "");
  return empty ? held : (offset(node) ?? held);
}

/** Where the slip is: an unclosed quote is noticed at the end of the file, but made where the text starts. */
function startOf(error: YAMLError, document: Document): number {
  const [noticed] = error.pos;
  let start = noticed;
  if (error.code !== "MISSING_CHAR") return start;
  visit(document, {
    Scalar(_, scalar) {
      const [from, , to] = scalar.range ?? [noticed, noticed, noticed];
      if (from < noticed && noticed <= to) start = from;
    },
  });
  return start;
}

/** The key `<<`, by which one map takes over another one. */
export const mergeKey = "<<";

const mergeFinding = (path: Path): Omit<SyntaxFinding, "place"> => ({
  path,
  at: "key",
  value: mergeKey,
  message: "a merge key, which is not read",
  allowed: "keys that are written out; an alias may stand for a whole value",
  remedy: "write the keys of the other map here",
  readable: true,
});

/** Where merge keys stand. In quotes it is a name like any other. */
function mergeKeys(document: Document): number[] {
  const found: number[] = [];
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) && key.value === mergeKey && key.type === "PLAIN") found.push(offset(key) ?? 0);
    },
  });
  return found;
}

function offset(node: unknown): number | undefined {
  return (node as Node | null)?.range?.[0];
}

/** The keys that lead to the key at this offset. */
function pathAt(document: Document, wanted: number): Path {
  let found: (string | number)[] = [];
  visit(document, {
    Pair(_, pair, ancestors) {
      if (offset(pair.key) !== wanted || !isScalar(pair.key)) return undefined;
      const keys = ancestors.filter(isPair).map((above) => (isScalar(above.key) ? String(above.key.value) : ""));
      found = [...keys, String(pair.key.value)];
      return visit.BREAK;
    },
  });
  return found;
}

function firstAlias(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return undefined;
      found = offset(alias);
      return visit.BREAK;
    },
  });
  return found;
}
