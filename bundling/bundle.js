/** `node bundle.js ENTRY`: makes a program's bundle and its record, and says the bundle's name. */
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { build } = require("esbuild");
const { kept, recordOf, root, stampOf, write } = require("./record");

/**
 * Every module goes on knowing where it lies. What says so stands on its first line, so that the others keep their
 * numbers.
 */
const places = {
  name: "places",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.[cm]?[jt]s$/ }, async ({ path: file }) => {
      const text = await fs.promises.readFile(file, "utf8");
      if (!/\b__(dirname|filename)\b/.test(text) || text.startsWith("#!")) return undefined;
      const contents = `const __filename = ${JSON.stringify(file)}, __dirname = ${JSON.stringify(path.dirname(file))}; ${text}`;
      return { contents, loader: file.endsWith("ts") ? "ts" : "js", resolveDir: path.dirname(file) };
    }),
};

/** How often a bundle is made of files that go on changing, before one is used without a record. */
const attempts = 3;

/** Makes the bundle, and notes it once nothing changed while it was made. */
async function bundle(entry) {
  let begin = Date.now();
  let before = new Map();
  for (let attempt = 1; ; attempt++) {
    const { code, map, inputs } = await made(entry);
    const now = new Map(inputs.map((name) => [name, `${stampOf(path.join(root, name))} ${contentOf(name)}`]));
    // What was changed meanwhile may have been read before or after. The clock of files is behind by some milliseconds,
    // and a clock that was ahead dates files later than now: then what was there before is compared.
    const settled =
      inputs.every((name) => fs.statSync(path.join(root, name)).ctimeMs <= begin - 20) ||
      inputs.every((name) => now.get(name) === before.get(name));
    if (settled || attempt === attempts) return keep(entry, settled ? inputs : undefined, code, map);
    [begin, before] = [Date.now(), now];
  }
}

/** The code, its map, and the names of all that they were made from. */
async function made(entry) {
  const { outputFiles, metafile } = await build({
    entryPoints: [path.join(root, entry)],
    absWorkingDir: root,
    outfile: path.join(kept, "bundle.js"),
    write: false,
    metafile: true,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    keepNames: true,
    sourcemap: "linked",
    sourcesContent: false,
    tsconfig: path.join(root, "tsconfig.json"),
    logLevel: "silent",
    plugins: [places],
    supported: { "dynamic-import": false },
    // Pulumi's libraries, and gRPC with them, are those of the process that runs the program; esbuild looks for its own
    // files; compiled parts are never installed.
    external: ["@pulumi/*", "@grpc/*", "esbuild", "*.node"],
  });
  const modules = Object.keys(metafile.inputs);
  const folders = modules.filter((name) => !/(^|\/)node_modules\//.test(name)).map((name) => path.dirname(name));
  const inputs = [
    ...new Set([
      ...modules,
      ...folders,
      "bundling",
      ...["bundle.js", "load.js", "record.js"].map((name) => `bundling/${name}`),
      "tsconfig.json",
    ]),
  ].sort();
  const [code, map] = ["js", "map"].map((end) => outputFiles.find(({ path: file }) => file.endsWith(end)).text);
  return { code, map, inputs };
}

/** A file's content, or a folder's names. */
function contentOf(name) {
  const file = path.join(root, name);
  const content = fs.statSync(file).isDirectory() ? fs.readdirSync(file).join("\n") : fs.readFileSync(file);
  return createHash("sha256").update(content).digest("hex");
}

/** @param inputs - What the bundle was made from; undefined if that changed meanwhile, so that nothing is noted. */
function keep(entry, inputs, code, map) {
  const base = path.basename(recordOf(entry), ".json");
  const name = `${base}-${createHash("sha256").update(code).digest("hex").slice(0, 16)}.js`;
  const file = path.join(kept, name);
  write(`${file}.map`, map);
  write(file, code.replace(/(sourceMappingURL=).*/, `$1${name}.map`));
  if (inputs)
    write(
      recordOf(entry),
      JSON.stringify({ clone: root, name, inputs: inputs.map((each) => [each, stampOf(path.join(root, each))]) }),
    );
  for (const old of fs.readdirSync(kept))
    if (old.startsWith(`${base}-`) && !old.startsWith(name)) fs.rmSync(path.join(kept, old), { force: true });
  process.stdout.write(name);
}

bundle(process.argv[2]).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
