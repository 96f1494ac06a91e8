import { Refusal } from "./failure";

/**
 * A shell goes on having what `env` exported for one environment. The command works everything out for itself: with
 * those variables it would look into that environment's folder and state while it was asked for another, and from
 * another clone change the first clone's platform.
 */

/** Names the variables that `env` exported, and their values. */
const note = "RUCHE_EXPORTS";

type Variables = Readonly<Record<string, string>>;

/**
 * A variable that tells a later command what `env` exported. PATH is not among it: others change that, too, and engines
 * on it are known by a mark.
 */
export const noteOf = ({ PATH: _, ...exported }: Variables): Variables => ({ [note]: JSON.stringify(exported) });

/** Takes out of a process' environment what `env` exported, but for what was set to something else since. */
export function forgetExports(environment: NodeJS.ProcessEnv): void {
  const { [note]: exported = "{}" } = environment;
  delete environment[note];
  for (const [name, value] of Object.entries(readNote(exported))) {
    if (environment[name] === value) delete environment[name];
  }
}

/** @throws Refusal for a note that is broken: what it stands for may still be set, and would lead astray. */
function readNote(exported: string): Variables {
  try {
    const read: unknown = JSON.parse(exported);
    if (typeof read === "object" && read !== null && !Array.isArray(read)) return read as Variables;
  } catch {
    // told below
  }
  throw new Refusal(
    `${note} is not what ./ruche env wrote, so that what it exported cannot be told from what you set. Begin a new ` +
      "shell, or: unset $(compgen -v PULUMI_) RUCHE_EXPORTS",
  );
}
