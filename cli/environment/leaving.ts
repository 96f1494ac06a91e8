/** What `down` must know of an environment, which may have lost its file, its state or both. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { usualProvider } from "../../drivers";
import { Refusal } from "../failure";
import { checkedEnvironment, environmentText, folderOf, openWith, stateAddressOf, type Workspace } from "../workspace";
import { projectIn } from "./project";
import { ownFolder, ownState, stacksIn } from "./stateFolder";

/** An environment that shall go. */
export interface Leaving {
  readonly workspace: Workspace;
  /** What made its machines. */
  readonly provider: string;
  /** The environment's file, or the copy that was used last. */
  readonly text: string;
  /** Services whose data goes; undefined if nobody can say. */
  readonly stateful: readonly string[] | undefined;
  /** False: its state is gone, so that neither Pulumi nor a passphrase is needed. */
  readonly hasState: boolean;
  /** What deserves a look. */
  readonly warning: string;
}

/**
 * Opens an environment that shall go. Its state says what there is; without one, what made its machines.
 *
 * @param declared - Environments that have a file.
 * @throws Refusal for a name of which nothing is known.
 */
export function leaving(name: string, declared: readonly string[]): Leaving {
  const known = declared.includes(name);
  const kept = join(projectIn(folderOf(name)), `Pulumi.${name}.yaml`);
  const inClone = stacksIn(ownFolder).includes(name);
  if (!known && !inClone && !existsSync(kept)) environmentText(name); // refuses it
  const keptText = existsSync(kept) ? readFileSync(kept, "utf8") : "";
  const text = known ? environmentText(name) : keptText;
  const { provider, stateful, problem } = declaredIn(name, known);
  const hasState = inClone || stateAddressOf(text) !== ownState;
  return {
    workspace: openWith(name, text, inClone ? ownState : undefined, hasState),
    provider,
    text,
    stateful,
    hasState,
    warning: problem && `${problem}\nWhat is removed is what the state of ${name} says.`,
  };
}

function declaredIn(name: string, known: boolean): Pick<Leaving, "provider" | "stateful"> & { problem: string } {
  if (!known)
    return { provider: usualProvider, stateful: undefined, problem: `environments/Pulumi.${name}.yaml is gone.` };
  try {
    const { environment } = checkedEnvironment(name);
    const stateful = environment.services.filter((service) => service.stateful).map((service) => service.name);
    return { provider: environment.machines.provider, stateful, problem: "" };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { provider: usualProvider, stateful: undefined, problem: error.message };
  }
}
