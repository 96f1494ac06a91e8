import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../model/environment";
import { nearest } from "../model/environment/suggest";
import { policyIds } from "../policies/core/levels";
import { providers } from "../stacks/providers";
import { catalogueFacts } from "./catalogue";
import { root, usualEnvironment } from "./clone";
import { exitStatus, Refusal } from "./failure";

/** One environment of this clone: its file, and the directory with what only this clone knows of it. */
export interface Workspace {
  readonly name: string;
  /** `environments/Pulumi.<name>.yaml`, absolute. */
  readonly file: string;
  /** `.ruche/<name>`; never in Git. */
  readonly directory: string;
  /** Where Pulumi's project file is. */
  readonly project: string;
  /** For PULUMI_*: where the state is and how it is encrypted. */
  readonly variables: Readonly<Record<string, string>>;
}

const environmentFile = (name: string): string => join(root, "environments", `Pulumi.${name}.yaml`);

/** A workspace whose file was read and found right. */
export interface CheckedWorkspace extends Workspace {
  readonly environment: Environment;
  /** Text of what deserves a look but is allowed. */
  readonly warnings: string;
}

/** Names of all environments of the clone. */
export function environmentNames(): string[] {
  return readdirSync(join(root, "environments"))
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

/** The text of an environment's file. */
export function environmentText(name: string): string {
  const file = environmentFile(name);
  if (!existsSync(file)) {
    const names = environmentNames();
    const near = nearest(name, names);
    throw new Refusal(
      `There is no environment "${name}". ${near === undefined ? "" : `Did you mean ${near}? `}` +
        `There are: ${names.join(", ")}. Make one: ./ruche init ${name} --like ${usualEnvironment}`,
      exitStatus.wrongUse,
    );
  }
  return readFileSync(file, "utf8");
}

/**
 * Opens an environment without reading its file: enough to look at what is there.
 *
 * @param state - Address of the state. Default: where the environment says that it is.
 * @throws Refusal where the environment says that a team has the state, and it is in this clone.
 */
export function openWorkspace(name: string, state?: string): Workspace {
  const text = environmentText(name);
  const directory = join(root, ".ruche", name);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return {
    name,
    file: environmentFile(name),
    directory,
    project: projectOf(name, text, directory),
    variables: variables(name, text, state),
  };
}

/** An environment that was read and found right, and the text of what deserves a look but is allowed. */
export type CheckedEnvironment = Pick<CheckedWorkspace, "environment" | "warnings">;

/**
 * Reads and checks an environment; neither state nor passphrase is asked for.
 *
 * @throws Refusal with every mistake of the file.
 */
export function checkedEnvironment(name: string): CheckedEnvironment {
  const text = environmentText(name);
  // Loaded here and not above: whoever only looks needs neither the schema nor the catalogue.
  const { formatMistakes, parseEnvironment } = require("../model/environment") as typeof import("../model/environment");
  const { environment, mistakes, warnings } = parseEnvironment(text, {
    file: `environments/Pulumi.${name}.yaml`,
    kinds: catalogueFacts().kinds,
    providers,
    policies: policyIds,
  });
  if (!environment) throw new Refusal(formatMistakes(mistakes), exitStatus.failed, { mistakes });
  return { environment, warnings: warnings.length > 0 ? formatMistakes(warnings) : "" };
}

/**
 * Checks an environment and opens it; nothing is touched before it is right.
 *
 * @throws Refusal with every mistake of the file.
 */
export function checkedWorkspace(name: string): CheckedWorkspace {
  const checked = checkedEnvironment(name);
  return { ...openWorkspace(name), ...checked };
}

/** Where an environment says that a team's state is; undefined for one in this clone. */
export function sharedState(text: string): string | undefined {
  if (!text.includes("ruche:state")) return undefined;
  const { parseDocument } = require("yaml") as typeof import("yaml");
  const state: unknown = parseDocument(text).getIn(["config", "ruche:state"]);
  return typeof state === "string" && state.includes("://") ? state : undefined;
}

const ownFolder = join(root, ".ruche", "state");

/** Address of a state that is in this clone. */
export const ownState = `file://${ownFolder}`;

/** A team's state would be taken for an empty one, and all that is there be made a second time. */
function refuseLeftState(name: string, shared: string): void {
  if (!existsSync(join(ownFolder, ".pulumi", "stacks", "ruche", `${name}.json`))) return;
  throw new Refusal(
    `The state of ${name} is in this clone, and its file says that it is in ${shared}. Take it there: ` +
      `./ruche move-state ${name} --from files; nothing was touched.`,
  );
}

function variables(name: string, text: string, state?: string): Record<string, string> {
  const result: Record<string, string> = {};
  const { PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE, PULUMI_CONFIG_PASSPHRASE_FILE } = process.env;
  const shared = state === undefined || state === ownState ? sharedState(text) : state;
  if (state !== undefined || !PULUMI_BACKEND_URL) {
    if (state === undefined && shared) refuseLeftState(name, shared);
    result.PULUMI_BACKEND_URL = state ?? shared ?? ownState;
    if (result.PULUMI_BACKEND_URL === ownState) mkdirSync(ownFolder, { recursive: true, mode: 0o700 });
  }
  if (!PULUMI_CONFIG_PASSPHRASE && !PULUMI_CONFIG_PASSPHRASE_FILE) {
    const file = join(root, ".ruche", "passphrase");
    if (!existsSync(file)) {
      if (shared)
        throw new Refusal(
          `The state of ${name} is a team's (${shared}), and this clone does not have the team's passphrase. ` +
            "Set PULUMI_CONFIG_PASSPHRASE_FILE to a file with it, or put it into .ruche/passphrase.",
        );
      if (isEncrypted(text)) {
        throw new Refusal(
          `environments/Pulumi.${name}.yaml is encrypted with a passphrase that this clone does not have. ` +
            "Set PULUMI_CONFIG_PASSPHRASE_FILE to a file with it, or put it into .ruche/passphrase.",
        );
      }
      writeFileSync(file, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
    }
    result.PULUMI_CONFIG_PASSPHRASE_FILE = file;
  }
  return result;
}

/** Whether a file holds values that only its own passphrase opens. */
const isEncrypted = (text: string): boolean => /\bsecure:/.test(text);

/**
 * The project that Pulumi works in. It writes the salt of its passphrase into the stack's file, which is right for an
 * environment with encrypted values. Any other one is copied into a project of its own, so that Git sees no change.
 */
function projectOf(name: string, text: string, directory: string): string {
  if (isEncrypted(text)) return root;
  const project = join(directory, "project");
  mkdirSync(project, { recursive: true, mode: 0o700 });
  const copy = join(project, `Pulumi.${name}.yaml`);
  const salt = existsSync(copy) ? /^encryptionsalt:.*$/m.exec(readFileSync(copy, "utf8"))?.[0] : undefined;
  const plain = text.replace(/^encryptionsalt:.*\n?/m, "").replace(/\n?$/, "\n");
  writeFileSync(copy, salt ? `${plain}${salt}\n` : plain, { mode: 0o600 });
  const settings = readFileSync(join(root, "Pulumi.yaml"), "utf8")
    .replace(/^main: /m, "main: ../../../")
    .replace(/^stackConfigDir:.*\n?/m, "");
  writeFileSync(join(project, "Pulumi.yaml"), settings);
  return project;
}

/** Forgets what this clone knew of an environment, and the clone's passphrase with the last one. */
export function forget({ name, directory, project }: Workspace): void {
  rmSync(directory, { recursive: true, force: true });
  // A made seed goes with its state, and nothing can verify any more what was signed with it.
  if (project !== root) rmSync(join(root, "evidence", name), { recursive: true, force: true });
  const ours = join(root, ".ruche");
  const left = readdirSync(ours, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== "state" && !entry.name.startsWith("."),
  );
  if (left.length === 0) rmSync(ours, { recursive: true, force: true });
}
