/**
 * What the last comparison was made of, if it found nothing to change. The same program, policies, file and state on
 * the same day give the same answer again, so that `up` need not start five programs to hear it. What somebody changed
 * by hand on the platform is asked of it each time, with or without a comparison.
 */
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { recordOf } from "../../bundling/record";
import { root } from "../clone";
import type { Result } from "../pulumi/stack";
import type { Workspace } from "../workspace";

/** Where it is noted. */
const noteOf = ({ directory }: Pick<Workspace, "directory">): string => join(directory, "unchanged.json");

/** What is read to compare: by the program, by the policies, by both. */
const read = [
  ..."bundling components engine evidence images model policies stacks tools".split(" "),
  ..."Pulumi.yaml package.json package-lock.json".split(" "),
];

/** Programs that compare, whose records name what else they were made from. */
const programs = ["stacks/index.ts", "policies/index.ts"];

/** Variables of a terminal and its session, which tell nothing to any program here. */
const ofTerminals =
  /^(_|PWD|OLDPWD|SHLVL|LINES|COLUMNS|TERM(_.*)?|COLORTERM|WINDOWID|STY|TMUX.*|SSH_(TTY|CLIENT|CONNECTION)|XDG_SESSION_.*)$/;

/** What a comparison is made of. */
export interface Compared {
  readonly workspace: Pick<Workspace, "name" | "directory" | "file" | "project">;
  /** The variables of Pulumi's process. */
  readonly variables: NodeJS.ProcessEnv;
  /** File of the state. */
  readonly state: string;
}

/**
 * One word for everything that decides what a comparison finds; undefined if something of it lies where nobody looks.
 *
 * @param clone - Default: this one.
 */
export function fingerprint(
  { workspace, variables, state }: Compared,
  clone = root,
  now = new Date(),
): string | undefined {
  // Policies may be told to read elsewhere.
  if (variables.RUCHE_EVIDENCE || variables.RUCHE_FACTS || !existsSync(state)) return undefined;
  const hash = createHash("sha256");
  const add = (...words: readonly string[]): void => void hash.update(`${JSON.stringify(words)}\n`);
  add("day", now.toISOString().slice(0, 10), "node", process.version);
  for (const [name, value = ""] of Object.entries(variables).sort()) if (!ofTerminals.test(name)) add(name, value);
  for (const file of [state, workspace.file, join(workspace.directory, "place.json"), ...filesIn(workspace.project)])
    add(file, contentOf(file));
  const passphrase = variables.PULUMI_CONFIG_PASSPHRASE_FILE ?? [];
  for (const file of [...read.flatMap((name) => filesIn(join(clone, name))), ...librariesOf(clone)].concat(passphrase))
    add(file, stamp(file));
  return hash.digest("hex");
}

/** What a comparison with this fingerprint found, if it is the last one and found nothing to change. */
export function recall(workspace: Pick<Workspace, "directory">, word: string | undefined): Result | undefined {
  try {
    const noted = JSON.parse(readFileSync(noteOf(workspace), "utf8")) as { word?: string; result?: Result };
    return word !== undefined && noted.word === word ? noted.result : undefined;
  } catch {
    return undefined; // none yet, or one that was cut off: it is compared
  }
}

/**
 * Notes a comparison.
 *
 * @param word - Of before and after it. Where they differ, somebody changed something meanwhile.
 */
export function remember(
  workspace: Pick<Workspace, "directory">,
  [before, after]: readonly [string | undefined, string | undefined],
  result: Result,
): void {
  const note = noteOf(workspace);
  rmSync(note, { force: true });
  if (before === undefined || before !== after || !result.succeeded || result.changes.length > 0) return;
  const { warnings, policies } = result;
  const kept: Result = { changes: [], policies, errors: [], warnings, blocked: false, reviewed: [], succeeded: true };
  writeFileSync(`${note}.${process.pid}`, JSON.stringify({ word: before, result: kept }), { mode: 0o600 });
  renameSync(`${note}.${process.pid}`, note);
}

/** What the programs were made from beside this clone's sources. */
function librariesOf(clone: string): string[] {
  const records = programs.map(recordOf);
  const inputs = records.flatMap((record) => {
    const { inputs: named = [] } = JSON.parse(contentOf(record) || "{}") as { inputs?: readonly [string, string][] };
    return named.map(([name]) => name).filter((name) => name.startsWith("node_modules/"));
  });
  return [...records, ...new Set(inputs.map((name) => join(clone, name)))];
}

/** A file, or all below a folder, in one order. */
function filesIn(place: string): string[] {
  if (!lstatSync(place, { throwIfNoEntry: false })?.isDirectory()) return [place];
  return readdirSync(place, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesIn(join(place, entry.name)) : [join(place, entry.name)]));
}

const contentOf = (file: string): string => (existsSync(file) ? readFileSync(file, "utf8") : "");

/** Changes with a file's content: the time of the last change of any kind is the one that no tool sets back. */
function stamp(file: string): string {
  const found = lstatSync(file, { throwIfNoEntry: false });
  return found ? `${found.ino} ${found.size} ${found.ctimeMs}` : "";
}
