/** The passphrase with which secrets are encrypted: where it is taken from, and whether it may be removed. */
import { createHash, randomBytes } from "node:crypto";
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { root } from "../clone";
import { Refusal } from "../failure";

type Variables = Readonly<Record<string, string | undefined>>;

/** What is given in its place, and where to put it. */
const remedy = "Set PULUMI_CONFIG_PASSPHRASE_FILE to a file with it, or put it into .ruche/passphrase.";

const fileIn = (clone: string): string => join(clone, ".ruche", "passphrase");

/** Tells by its digest a passphrase that was made here from one that somebody put there. */
const markIn = (clone: string): string => `${fileIn(clone)}.made`;

const digest = (content: string): string => createHash("sha256").update(content).digest("hex");

/** What the passphrase of an environment depends on. */
export interface Needed {
  readonly name: string;
  /** The environment's file. */
  readonly text: string;
  /** Where a team has the state; undefined if it is in this clone. */
  readonly shared: string | undefined;
}

/**
 * Variables of Pulumi by which it finds the passphrase. One is made where nothing was ever encrypted with another.
 *
 * @throws Refusal where another clone's is needed, or what is named is no passphrase.
 */
export function passphraseVariables(
  { name, text, shared }: Needed,
  { PULUMI_CONFIG_PASSPHRASE, PULUMI_CONFIG_PASSPHRASE_FILE }: Variables = process.env,
  clone: string = root,
): Record<string, string> {
  if (PULUMI_CONFIG_PASSPHRASE) return {};
  if (PULUMI_CONFIG_PASSPHRASE_FILE)
    return { PULUMI_CONFIG_PASSPHRASE_FILE: read(resolve(PULUMI_CONFIG_PASSPHRASE_FILE)) };
  const file = fileIn(clone);
  if (!existsSync(file)) {
    if (shared)
      throw new Refusal(
        `The state of ${name} is a team's (${shared}), and this clone does not have the team's passphrase. ${remedy}`,
      );
    if (isEncrypted(text))
      throw new Refusal(
        `environments/Pulumi.${name}.yaml is encrypted with a passphrase that this clone does not have. ${remedy}`,
      );
    make(clone);
  }
  return { PULUMI_CONFIG_PASSPHRASE_FILE: read(file) };
}

/** A file that holds a passphrase. An empty one would encrypt, and everybody could read it. */
function read(file: string): string {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (error) {
    throw new Refusal(`The passphrase in ${file} cannot be read: ${(error as Error).message}. ${remedy}`);
  }
  if (content.trim() === "") throw new Refusal(`The passphrase in ${file} is empty. ${remedy}`);
  return file;
}

/** All of it or nothing is there, and the first of two commands that begin at once makes it. */
function make(clone: string): void {
  const content = `${randomBytes(24).toString("base64url")}\n`;
  const making = `${fileIn(clone)}.${process.pid}`;
  writeFileSync(making, content, { mode: 0o600 });
  try {
    linkSync(making, fileIn(clone));
    writeFileSync(markIn(clone), digest(content), { mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(making, { force: true });
  }
}

/** Where the passphrase is that encrypts now, in words. */
export function passphrasePlace({ PULUMI_CONFIG_PASSPHRASE, PULUMI_CONFIG_PASSPHRASE_FILE }: Variables): string {
  if (PULUMI_CONFIG_PASSPHRASE) return "the variable PULUMI_CONFIG_PASSPHRASE";
  return PULUMI_CONFIG_PASSPHRASE_FILE ? resolve(PULUMI_CONFIG_PASSPHRASE_FILE) : ".ruche/passphrase";
}

/**
 * Removes a clone's passphrase with the last environment that needs it.
 *
 * @param texts - Of the environments' files, by name.
 * @returns Why it stays, if it does.
 */
export function removePassphrase(
  texts: ReadonlyMap<string, string>,
  needsIt: (text: string) => boolean,
  clone: string = root,
): string | undefined {
  const file = fileIn(clone);
  if (!existsSync(file)) return undefined;
  const needing = [...texts].flatMap(([name, text]) => (needsIt(text) ? [name] : []));
  if (needing.length > 0)
    return `.ruche/passphrase stays: environments/Pulumi.${needing[0]}.yaml cannot be read without it`;
  const made = existsSync(markIn(clone)) && readFileSync(markIn(clone), "utf8") === digest(readFileSync(file, "utf8"));
  if (!made) return ".ruche/passphrase stays: it was put there by hand. Remove it once nobody needs it any more";
  for (const each of [file, markIn(clone)]) rmSync(each, { force: true });
  return undefined;
}

/** Whether a file holds values that only its own passphrase opens. */
export const isEncrypted = (text: string): boolean => /\bsecure:/.test(text);

/**
 * Takes empty variables of a passphrase out of a process' environment. Pulumi takes one that is there and empty before
 * the file that is named, and encrypts with nothing.
 */
export function forgetEmptyPassphrase(environment: NodeJS.ProcessEnv): void {
  for (const name of ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"])
    if (environment[name] === "") delete environment[name];
}
