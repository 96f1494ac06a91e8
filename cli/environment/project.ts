import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../clone";
import { isEncrypted } from "./passphrase";

/** Folder of the project that Pulumi works in, below the folder of an environment. */
export const projectIn = (directory: string): string => join(directory, "project");

/**
 * Writes the project that Pulumi works in, with a copy of the environment's file. Pulumi writes the salt of its
 * passphrase into the stack's file. That is right for an environment with encrypted values, whose salt is copied.
 * In any other one Git shall see no change. The copy also stays the same while somebody edits the file.
 *
 * A Pulumi of another command may read at the same time: what is as it should be is not written again.
 */
export function writeProject(name: string, text: string, directory: string, clone: string = root): void {
  const project = projectIn(directory);
  mkdirSync(project, { recursive: true, mode: 0o700 });
  const copy = join(project, `Pulumi.${name}.yaml`);
  replace(copy, isEncrypted(text) ? text : withSalt(text, copy));
  replace(
    join(project, "Pulumi.yaml"),
    readFileSync(join(clone, "Pulumi.yaml"), "utf8")
      .replace(/^main: /m, "main: ../../../")
      .replace(/^stackConfigDir:.*\n?/m, ""),
  );
}

/** Whether a command can look at the stack: the project is there, even if it is not what the file says by now. */
export const hasProject = (name: string, directory: string): boolean =>
  ["Pulumi.yaml", `Pulumi.${name}.yaml`].every((file) => existsSync(join(projectIn(directory), file)));

/** The file without a salt of its own, and with the one that Pulumi wrote into the copy. */
function withSalt(text: string, copy: string): string {
  const salt = existsSync(copy) ? /^encryptionsalt:.*$/m.exec(readFileSync(copy, "utf8"))?.[0] : undefined;
  const plain = text.replace(/^encryptionsalt:.*\n?/m, "").replace(/\n?$/, "\n");
  return salt ? `${plain}${salt}\n` : plain;
}

function replace(file: string, content: string): void {
  if (existsSync(file) && readFileSync(file, "utf8") === content) return;
  const making = `${file}.${process.pid}`;
  writeFileSync(making, content, { mode: 0o600 });
  renameSync(making, file);
}
