/** What a failed command tells: where, how, and the end of what it said; never what it was given. */

/** How a command ended. */
export interface CommandOutcome {
  /** What it wrote, each without its last line break. */
  readonly stdout: string;
  readonly stderr: string;
  /** The exit status, or undefined if a signal ended it. */
  readonly code: number | undefined;
  readonly signal?: string;
}

const mostLines = 20;
const mostCharacters = 4000;

/**
 * The error for a command that did not end with status 0: host, exit status or signal, the last 20 lines of
 * standard error (of standard output if it said nothing there). The script, its environment and its standard
 * input are not in it: they may hold what must not be in a log.
 */
export function failure(where: string, outcome: CommandOutcome, mask: (message: string) => string): Error {
  const how =
    outcome.code === undefined
      ? `was ended by signal ${outcome.signal ?? "unknown"}`
      : `failed with exit status ${outcome.code}`;
  const said = mask(outcome.stderr.trim() !== "" ? outcome.stderr : outcome.stdout).trimEnd();
  const lines = said.split("\n").slice(-mostLines).join("\n").slice(-mostCharacters);
  return new Error(`the command on ${where} ${how}${lines === "" ? "" : `:\n${lines}`}`);
}
