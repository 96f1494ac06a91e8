import { Command } from "commander";
import { usualEnvironment } from "./clone";
import type { Progress } from "./progress";

/** What every command gives: an exit status and, with `--json`, one documented object. */
export interface Answer {
  readonly status?: number;
  readonly json: object;
  /** For people. */
  readonly text: string;
}

/** What a command was called with. */
export interface Call {
  readonly args: readonly (string | undefined)[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  /** Says on standard error what is going on, and ends with the command. */
  readonly progress: Progress;
}

/** What a command does. */
export type Run = (call: Call) => Promise<Answer>;

/** A command: how it is written, and what it does. */
export interface CommandDefinition {
  readonly command: Command;
  readonly run: Run;
}

/** A command about an environment. */
export const environmentCommand = (name: string): Command =>
  new Command(name).argument("[environment]", "name of the environment", usualEnvironment);

/** The text of a command's help: sentences, and a call of it. */
export const explained = (sentences: readonly string[], example: string): string =>
  `${sentences.join(" ")}\n\nExample: ${example}`;
