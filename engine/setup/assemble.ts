/** Putting built parts together in the shape in which Pulumi looks for its programs. */
import { createHash, randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Plugin } from "../versions";
import { pluginVersions } from "../versions";
import { ownMark } from "./installed";
import { cli, language, plugins } from "./parts";

/** Changes with the layout that `assemble` makes. */
const layout = "2";

/** The name of the set for these parts' folder names; another content or choice of plugins is another set. */
export function setName(folders: readonly string[]): string {
  return `set-${createHash("sha256")
    .update([layout, ...folders].sort().join("\0"))
    .digest("hex")
    .slice(0, 16)}`;
}

/**
 * Makes the set `name` below `directory`:
 *
 *     bin/pulumi, bin/pulumi-language-nodejs
 *     home/plugins/resource-docker-v5.2.0/pulumi-resource-docker …
 *
 * This is the layout that `pulumi plugin install` makes (sdk/go/common/workspace, 3.248). It is made aside and
 * moved into place, so it is there completely or not at all.
 *
 * @param folders each part's folder name below `directory`
 */
export function assemble(
  directory: string,
  name: string,
  wanted: readonly Plugin[],
  folders: Readonly<Record<string, string>>,
): void {
  const temporary = path.join(directory, `.new-${randomBytes(6).toString("hex")}`);
  const bin = path.join(temporary, "bin");
  fs.mkdirSync(bin, { recursive: true });
  place(path.join(directory, folders[cli.name], cli.file), path.join(bin, cli.file));
  fs.writeFileSync(path.join(bin, ownMark), "");
  script(path.join(bin, "pulumi-language-nodejs"), `../../${folders[language.name]}/main.js`);
  for (const plugin of new Set(wanted)) {
    const part = plugins[plugin];
    const target = path.join(temporary, "home", "plugins", `resource-${plugin}-v${pluginVersions[plugin]}`);
    fs.mkdirSync(target, { recursive: true });
    const file = path.join(target, `pulumi-resource-${plugin}`);
    if (part.kind === "go") place(path.join(directory, folders[part.name], part.file), file);
    else script(file, `../../../../${folders[part.name]}/main.js`);
  }
  moveInto(temporary, path.join(directory, name));
}

/** Moves a finished folder to its place. If another process was faster, its result, which is the same, stays. */
export function moveInto(temporary: string, target: string): void {
  try {
    fs.renameSync(temporary, target);
  } catch (error) {
    if (!fs.existsSync(target)) throw error;
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * A second name for the same file, or a copy where the file system knows no such thing. No symbolic link: the CLI looks
 * for the language host beside the file that it really is, and would complain of one found elsewhere.
 */
function place(from: string, to: string): void {
  try {
    fs.linkSync(from, to);
  } catch {
    fs.copyFileSync(from, to);
    fs.chmodSync(to, 0o755);
  }
}

/** An executable that runs a bundle. The path is relative, so that a cache can be moved. */
function script(file: string, bundle: string): void {
  fs.writeFileSync(file, `#!/bin/sh\nexec node "\${0%/*}/${bundle}" "$@"\n`, { mode: 0o755 });
}
