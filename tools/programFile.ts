import { readFileSync } from "node:fs";
import { join } from "node:path";
import { quote } from "./shell";

/**
 * The text of a program that runs on a machine. It lies in a file of its own beside the component, so that editors and
 * linters know its language. It is the one kind of file that components read, and it is part of the package.
 *
 * @param folder - `__dirname` of the component.
 * @param name - For instance `repository.sh`.
 */
export function programFile(folder: string, name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

/** What a shell program is told: a word, or words, which become an array of bash. */
export type ShellSettings = Readonly<Record<string, string | readonly string[]>>;

/**
 * A shell program with its settings: each becomes a variable, set by an assignment before the program's first line.
 *
 * @param settings - By the variable's name. Nothing secret: a script is kept in the state.
 */
export function shellProgram(folder: string, name: string, settings: ShellSettings = {}): string {
  const lines = Object.entries(settings).map(
    ([variable, value]) =>
      `${variable}=${typeof value === "string" ? quote(value) : `(${value.map(quote).join(" ")})`}`,
  );
  return [
    ...lines,
    programFile(folder, name)
      .replace(/^#!.*\n/, "")
      .trimEnd(),
  ].join("\n");
}
