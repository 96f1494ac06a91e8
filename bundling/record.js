/** What is noted of a bundle: the clone, the bundle's name, and all that it was made from. */
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const { homedir } = require("node:os");
const path = require("node:path");

/** The clone. */
exports.root = path.dirname(__dirname);

/** Where bundles are kept. No environment has a name that begins with a dot. */
exports.kept = writable(path.join(exports.root, ".ruche", ".programs")) ?? elsewhere();

/** A clone that somebody else owns, or that is only read, has its bundles in this user's cache. */
function elsewhere() {
  const cache = process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache");
  const clone = createHash("sha256").update(exports.root).digest("hex").slice(0, 16);
  const folder = path.join(cache, "ruche", "programs", clone);
  if (writable(folder)) return folder;
  throw new Error(
    `Neither ${path.join(exports.root, ".ruche")} nor ${folder} can be written. ` +
      "Give one of them to this user, or set XDG_CACHE_HOME to a folder that can be written.",
  );
}

/** @param {string} folder - Made if it is missing. @returns undefined if this user may not write into it. */
function writable(folder) {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK);
    return folder;
  } catch {
    return undefined;
  }
}

/** @param {string} entry - A program's first module, relative to the clone. */
exports.recordOf = (entry) => path.join(exports.kept, `${entry.replaceAll("/", "-")}.json`);

/**
 * Changes with a file's content and with a folder's names: the time of the last change of any kind is the one that no
 * tool sets back.
 */
exports.stampOf = (file) => {
  const { ino, size, ctimeMs } = fs.statSync(file);
  return `${ino} ${size} ${ctimeMs}`;
};

/** Writes a file that others may read at the same time: all of it or nothing is there. */
exports.write = (file, content) => {
  fs.writeFileSync(`${file}.${process.pid}`, content);
  fs.renameSync(`${file}.${process.pid}`, file);
};
