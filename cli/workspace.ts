import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../model/environment";
import { nearest } from "../model/environment/suggest";
import { wrongEnvironmentName } from "../model/rules/names";
import { policyIds } from "../policies/core/levels";
import { providers } from "../stacks/providers";
import { catalogueFacts } from "./catalogue";
import { root, usualEnvironment } from "./clone";
import { passphraseVariables } from "./environment/passphrase";
import { hasProject, projectIn, writeProject } from "./environment/project";
import { ownFolder, ownState, sharedState, stacksIn } from "./environment/stateFolder";
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
  /** The directory was made by this command: nobody knows of the environment yet. */
  readonly fresh?: boolean;
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

/** Name of the lock that a command holds which changes an environment. */
export const environmentLock = (name: string): string => `environment/${root}/${name}`;

/** The text of an environment's file. */
export function environmentText(name: string): string {
  refuseWrongName(name);
  const file = environmentFile(name);
  if (!existsSync(file)) {
    const names = environmentNames();
    const near = nearest(name, names);
    throw new Refusal(
      `There is no environment "${name}". ${near === undefined ? "" : `Did you mean ${near}? `}` +
        `There are: ${names.join(", ")}. Make one: ./ruche init ${name} --like ${usualEnvironment}${orphaned(name)}`,
      exitStatus.wrongUse,
    );
  }
  return readFileSync(file, "utf8");
}

function refuseWrongName(name: string): void {
  const wrong = wrongEnvironmentName(name);
  if (wrong === undefined) return;
  throw new Refusal(
    `"${name}" is ${wrong.message} of an environment. Allowed: ${wrong.allowed}. ` +
      `${wrong.remedy[0]!.toUpperCase()}${wrong.remedy.slice(1)}` +
      `${existsSync(environmentFile(name)) ? `, and rename environments/Pulumi.${name}.yaml` : ""}.`,
    exitStatus.wrongUse,
  );
}

/** The file of a platform that runs may have been renamed, or be on another branch. */
const orphaned = (name: string): string =>
  stacksIn(ownFolder).includes(name)
    ? `\n${name} has a state in this clone, so what it made may still be there. ` +
      `Put environments/Pulumi.${name}.yaml back (git log --all -- environments/Pulumi.${name}.yaml), ` +
      `or remove all of it: ./ruche down ${name}`
    : "";

/**
 * Opens an environment without checking its file: enough to look at what is there.
 *
 * @param state - Address of the state. Default: where the environment says that it is.
 * @throws Refusal where the environment says that a team has the state, and it is in this clone.
 */
export function openWorkspace(name: string, state?: string): Workspace {
  return openWith(name, environmentText(name), state);
}

/** Folder of what only this clone knows of an environment. */
export const folderOf = (name: string): string => join(root, ".ruche", name);

/**
 * The same with the text of an environment's file, which may be gone.
 *
 * @param forPulumi - False: neither a state nor a passphrase is needed.
 */
export function openWith(name: string, text: string, state?: string, forPulumi = true): Workspace {
  refuseWrongName(name);
  const directory = folderOf(name);
  const fresh = !existsSync(directory);
  makeOwn(directory);
  const workspace = {
    name,
    fresh,
    file: environmentFile(name),
    directory,
    project: projectIn(directory),
    variables: forPulumi ? variables(name, text, state) : {},
  };
  if (forPulumi && !hasProject(name, directory)) writeProject(name, text, directory);
  return workspace;
}

/**
 * Brings the project that Pulumi works in up to the environment's file. Only the command that changes the environment
 * may do so: another one's update reads it. A `down` that was waited for has removed what was made for this one.
 */
export function refresh({ name, file, variables: { PULUMI_BACKEND_URL } }: Workspace): void {
  if (!existsSync(file)) return;
  const text = readFileSync(file, "utf8");
  writeProject(name, text, openWith(name, text, PULUMI_BACKEND_URL).directory);
}

/** @throws Refusal where an earlier command ran as another user. */
function makeOwn(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    if (!["EACCES", "EPERM", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    const ours = join(root, ".ruche");
    const owner = statSync(existsSync(ours) ? ours : root).uid;
    throw new Refusal(
      `${existsSync(ours) ? ours : root} cannot be written by this user (${process.getuid?.()}): it belongs to user ${owner}. ` +
        "Run this command as that user, as before (with sudo, if that is root), " +
        `or give it to this one: sudo chown -R ${process.getuid?.()} ${ours}`,
    );
  }
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

/** A team's state would be taken for an empty one, and all that is there be made a second time. */
function refuseLeftState(name: string, shared: string): void {
  if (!stacksIn(ownFolder).includes(name)) return;
  throw new Refusal(
    `The state of ${name} is in this clone, and its file says that it is in ${shared}. Take it there: ` +
      `./ruche move-state ${name} --from files; nothing was touched.`,
  );
}

/**
 * Where the state of an environment is. The variable has a team's address with what its file must not say, such as a
 * region; it says nothing of an environment whose state is in this clone, which would share a stack with every
 * environment of that name.
 */
export function stateAddressOf(text: string): string {
  const shared = sharedState(text);
  return shared === undefined ? ownState : process.env.PULUMI_BACKEND_URL || shared;
}

function variables(name: string, text: string, state?: string): Record<string, string> {
  const address = state ?? stateAddressOf(text);
  if (state === undefined && address !== ownState) refuseLeftState(name, sharedState(text)!);
  if (address === ownState) mkdirSync(ownFolder, { recursive: true, mode: 0o700 });
  const shared = state === undefined || state === ownState ? sharedState(text) : state;
  return { PULUMI_BACKEND_URL: address, ...passphraseVariables({ name, text, shared }) };
}
