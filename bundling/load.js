/**
 * Reads a TypeScript program as one file of JavaScript. A program is some hundred modules, and finding, translating and
 * compiling each of them takes longer than most of what it does afterwards.
 *
 * The bundle is made when there is none or when anything that it was made from has changed. It lies in the clone, and
 * beside it lies what V8 made of it.
 */
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const vm = require("node:vm");
const { kept, recordOf, root, stampOf, write } = require("./record");

/**
 * Runs a program and gives what it exports.
 *
 * @param {string} entry - Its first module, relative to the clone, such as `stacks/index.ts`.
 * @throws Error with file and line when the program cannot be translated.
 */
module.exports = function load(entry) {
  const { file, source } = current(entry) ?? make(entry);
  const compiled = contentOf(`${file}.v8`);
  const script = new vm.Script(Module.wrap(source), { filename: file, cachedData: compiled });
  const program = new Module(file, module);
  program.filename = file;
  // Libraries are the clone's, wherever the bundle lies.
  const require = Module.createRequire(path.join(root, entry));
  script.runInThisContext().call(program.exports, program.exports, require, program, file, path.dirname(file));
  // Only now, when V8 knows what is compiled on the way.
  if (compiled === undefined || script.cachedDataRejected) keep(`${file}.v8`, script.createCachedData());
  return program.exports;
};

/**
 * The bundle, if all that it was made from is as it was then. A record that came along with a moved or copied clone
 * tells of a program that works on the former place, which may be another clone's by now.
 */
function current(entry) {
  try {
    const { clone, name, inputs } = JSON.parse(fs.readFileSync(recordOf(entry), "utf8"));
    if (clone === root && inputs.every(([input, stamp]) => stamp === stampOf(path.join(root, input))))
      return read(name);
  } catch {
    /* never made, or something of it is gone */
  }
  return undefined;
}

function read(name) {
  const file = path.join(kept, path.basename(name));
  return { file, source: fs.readFileSync(file, "utf8") };
}

/** How often a bundle is made that another process removes before it is read. */
const attempts = 5;

function make(entry) {
  for (let attempt = 1; ; attempt++) {
    // In a process of its own: a program is read in one go, while making a bundle is not.
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(__dirname, "bundle.js"), entry], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`${entry} cannot be translated:\n${stderr.trim()}`);
    try {
      return read(stdout);
    } catch (error) {
      if (error.code !== "ENOENT" || attempt === attempts) throw error;
    }
  }
}

function contentOf(file) {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}

function keep(file, content) {
  try {
    write(file, content);
  } catch {
    /* the bundle was replaced or removed meanwhile */
  }
}
