/** The files that `assetPaths` and `archivePaths` of a local command name. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { fileAsset, type PropertyValue } from "./values";

/**
 * The files below `directory` that the patterns name, by their relative path. `*` stands for anything but `/`, `**` for
 * anything, `?` for one character, `{a,b}` for either; a pattern after `!` takes files out again; the last one that
 * fits decides.
 */
export function matchingFiles(directory: string, patterns: readonly string[]): string[] {
  const rules = patterns.map((pattern) => ({
    out: pattern.startsWith("!"),
    expression: expressionOf(pattern.replace(/^!/, "")),
  }));
  const files = fs
    .readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      path
        .relative(directory, path.join(entry.parentPath ?? entry.path, entry.name))
        .split(path.sep)
        .join("/"),
    );
  return files
    .filter((file) => rules.reduce((taken, rule) => (rule.expression.test(file) ? !rule.out : taken), false))
    .sort();
}

function expressionOf(pattern: string): RegExp {
  let text = "";
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i];
    if (pattern.startsWith("**", i)) {
      text += ".*";
      i++;
    } else if (character === "*") text += "[^/]*";
    else if (character === "?") text += "[^/]";
    else if (character === "{") text += "(?:";
    else if (character === "}") text += ")";
    else if (character === "," && text.lastIndexOf("(?:") > text.lastIndexOf(")")) text += "|";
    else text += character.replace(/[\\^$.|+()[\]]/g, "\\$&");
  }
  return new RegExp(`^${text}$`);
}

/** The matching files as assets. */
export function assetsOf(directory: string, patterns: readonly string[]): { [name: string]: PropertyValue } {
  return Object.fromEntries(
    matchingFiles(directory, patterns).map((name) => {
      const file = path.join(directory, name);
      return [name, fileAsset(file, createHash("sha256").update(fs.readFileSync(file)).digest("hex"))];
    }),
  );
}
