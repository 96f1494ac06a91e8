import type { Command } from "commander";

/** What every command gives: an exit status and, with `--json`, one documented object. */
export interface Answer {
  readonly status?: number;
  readonly json: object;
  /** For people. */
  readonly text: string;
}

/** A command: how it is written, and what it does. */
export interface CommandDefinition {
  readonly command: Command;
  readonly run: (
    args: readonly (string | undefined)[],
    options: Readonly<Record<string, string | boolean | undefined>>,
  ) => Promise<Answer>;
}
