import { createHash, type Hash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import * as path from "node:path";
import { type ImageCatalogue, type ImageName, platformImages, SUITE } from "./catalogue";
import type { ImageEntry } from "./entry";

/** Raised when the builder makes something else of the same folder. */
const BUILDER = 1;

/**
 * Names what an image is made of: 16 hexadecimal digits from its folder's content, its catalogue entry, its parent's
 * key and the Debian suite. The same content has the same key in every clone; a change in a parent changes its
 * children. Folders are read once for each catalogue: most images stand on the same few.
 */
export function imageKey(name: ImageName, catalogue: ImageCatalogue = platformImages): string {
  const keys = known.get(catalogue) ?? new Map<ImageName, string>();
  known.set(catalogue, keys);
  let key = keys.get(name);
  if (key === undefined) {
    const entry = catalogue.entries[name];
    key = contentKey(catalogue.folders[name], entry, entry.parent && imageKey(entry.parent, catalogue));
    keys.set(name, key);
  }
  return key;
}

const known = new WeakMap<ImageCatalogue, Map<ImageName, string>>();

/** The key of one folder, given its parent's. */
function contentKey(folder: string, entry: ImageEntry, parentKey = ""): string {
  const hash = createHash("sha256");
  add(
    hash,
    JSON.stringify({
      builder: BUILDER,
      suite: SUITE,
      parentKey,
      artefact: entry.artefact ?? null,
      version: entry.version,
    }),
  );
  addFolder(hash, folder, "");
  return hash.digest("hex").slice(0, 16);
}

/** The key of what is made on the computer: Go and npm programs do not change with the image around them. */
export function artefactKey(name: ImageName, { entries, folders }: ImageCatalogue = platformImages): string {
  const { artefact, version } = entries[name];
  const hash = createHash("sha256");
  add(hash, JSON.stringify({ builder: BUILDER, suite: SUITE, artefact: artefact ?? null, version }));
  const replacements = artefact?.kind === "go" ? (artefact.replaced ?? []).map(({ by }) => by) : [];
  for (const file of ["go.mod", "go.sum", "package.json", "package-lock.json", ...replacements]) {
    const full = path.join(folders[name], file);
    if (lstatSync(full, { throwIfNoEntry: false })) add(hash, file, readFileSync(full));
  }
  for (const module of (artefact?.kind === "go" && artefact.modules) || []) addFolder(hash, folders[name], module);
  return hash.digest("hex").slice(0, 16);
}

function addFolder(hash: Hash, folder: string, below: string): void {
  const entries = readdirSync(path.join(folder, below), { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  for (const entry of entries) {
    const relative = path.posix.join(below, entry.name);
    const full = path.join(folder, relative);
    if (entry.isDirectory()) addFolder(hash, folder, relative);
    else if (entry.isSymbolicLink()) add(hash, `link ${relative}`, readlinkSync(full));
    // Git keeps the executable bit and no other, so neither does the key.
    else add(hash, `${lstatSync(full).mode & 0o100 ? "program" : "file"} ${relative}`, readFileSync(full));
  }
}

/** Lengths go in as well, so that no two different lists give the same bytes. */
function add(hash: Hash, ...parts: (string | Buffer)[]): void {
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
}
