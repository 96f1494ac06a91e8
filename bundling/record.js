/** What is noted of a bundle: its file, and all that it was made from. */
const fs = require("node:fs");
const path = require("node:path");

/** The clone. */
exports.root = path.dirname(__dirname);

/** Where bundles are kept. No environment has a name that begins with a dot. */
exports.kept = path.join(exports.root, ".ruche", ".programs");

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
