import { createInterface } from "node:readline/promises";
import { Refusal } from "./failure";

/** What somebody has to agree to, with a word that nobody types by accident. */
export interface Consent {
  /** What will be lost. */
  readonly what: string;
  /** What the word is: `environment`, `service`. */
  readonly of: string;
  readonly word: string;
  /** The word, if the command was called with it. */
  readonly given: string | undefined;
  /** What to do where nobody can be asked. */
  readonly remedy: string;
}

/** Asks for the word where somebody can answer. @throws Refusal without it. */
export async function askForConsent({ what, of, word, given, remedy }: Consent): Promise<void> {
  if (given === word) return;
  if (given !== undefined)
    throw new Refusal(`--consent is "${given}", and the name of the ${of} is ${word}. ${what} ${remedy}`);
  if (!process.stdin.isTTY) throw new Refusal(`${what} ${remedy}`);
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question(`${what} Type the name of the ${of} to go on: `);
  prompt.close();
  if (answer.trim() !== word) throw new Refusal("Nothing was touched.");
}
