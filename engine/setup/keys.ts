/**
 * The names under which parts are kept: made from the content that a part is built from, so that nothing stale is ever
 * used.
 */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Part } from "./parts";

/** The folder `engine/` itself. */
export const root = path.resolve(__dirname, "..");

/** Folders below `engine/` that go into every bundled part. */
const shared = ["rpc"];

/** npm packages that are bundled: their versions are part of the content. */
const bundled = ["@pulumi/pulumi", "@grpc/grpc-js", "ssh2"];

/**
 * `<part>-<content>-<compiler>-<architecture>`, such as `cli-1f0c…-go1.26-x64`. The compiler's version does not
 * matter to what a part does, so another one's result is used rather than built again (see `findPart`).
 */
export function partKey(part: Part): string {
  return `${part.name}-${contentOf(part)}-${part.kind === "go" ? `go${goVersion() ?? ""}` : `node${process.versions.node.split(".")[0]}`}-${process.arch}`;
}

/**
 * The name of the part's folder below `directory`, or undefined when it has to be built. Without a Go compiler the
 * result of any is taken: a computer that got its cache from another one needs no compiler.
 */
export function findPart(part: Part, directory: string): string | undefined {
  const key = partKey(part);
  if (fs.existsSync(path.join(directory, key))) return key;
  if (part.kind !== "go" || goVersion() !== undefined) return undefined;
  const start = `${part.name}-${contentOf(part)}-go`;
  return names(directory).find((name) => name.startsWith(start) && name.endsWith(`-${process.arch}`));
}

/** The first 16 hexadecimal digits of the SHA-256 over the part's files (names and content). */
function contentOf(part: Part): string {
  const hash = createHash("sha256");
  for (const folder of part.kind === "go" ? [part.folder] : [part.folder, ...shared]) addFolder(hash, folder);
  for (const value of [
    part.kind === "go" ? [part.target, part.tags, part.version] : bundled.map(packageVersion),
  ].flat())
    hash.update(`${value}\0`);
  return hash.digest("hex").slice(0, 16);
}

function addFolder(hash: ReturnType<typeof createHash>, folder: string): void {
  for (const entry of fs
    .readdirSync(path.join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = `${folder}/${entry.name}`;
    if (entry.name.endsWith("_test.go")) continue;
    if (entry.isDirectory()) addFolder(hash, name);
    else
      hash
        .update(`${name}\0`)
        .update(fs.readFileSync(path.join(root, name)))
        .update("\0");
  }
}

function packageVersion(name: string): string {
  for (const folder of require.resolve.paths(name) ?? []) {
    const file = path.join(folder, name, "package.json");
    if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file, "utf8")).version;
  }
  return "";
}

/**
 * `1.26` for Go 1.26.8 on PATH, read without starting it (starting takes longer than all else here); undefined without
 * Go.
 */
function goVersion(): string | undefined {
  const go = onPath("go");
  if (go === undefined) return undefined;
  try {
    const text = fs.readFileSync(path.join(path.dirname(path.dirname(fs.realpathSync(go))), "VERSION"), "utf8");
    return /^go(\d+\.\d+)/.exec(text)?.[1] ?? "";
  } catch {
    return "";
  }
}

/** The first executable of this name on PATH. */
export function onPath(name: string): string | undefined {
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    const file = path.join(folder, name);
    try {
      fs.accessSync(file, fs.constants.X_OK);
      if (folder !== "" && fs.statSync(file).isFile()) return file;
    } catch {
      /* not here */
    }
  }
  return undefined;
}

function names(directory: string): string[] {
  try {
    return fs.readdirSync(directory);
  } catch {
    return [];
  }
}
