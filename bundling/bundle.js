/** `node bundle.js ENTRY`: makes a program's bundle and its record. */
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

async function bundle(entry) {
  const begin = Date.now();
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
  // What was changed meanwhile may have been read before or after; the clock of files is behind by some milliseconds.
  if (inputs.some((name) => fs.statSync(path.join(root, name)).ctimeMs > begin - 20)) return bundle(entry);
  keep(entry, inputs, ...["js", "map"].map((end) => outputFiles.find(({ path: file }) => file.endsWith(end)).text));
}

function keep(entry, inputs, code, map) {
  const base = path.basename(recordOf(entry), ".json");
  const name = `${base}-${createHash("sha256").update(code).digest("hex").slice(0, 16)}.js`;
  const file = path.join(kept, name);
  fs.mkdirSync(kept, { recursive: true, mode: 0o700 });
  write(`${file}.map`, map);
  write(file, code.replace(/(sourceMappingURL=).*/, `$1${name}.map`));
  write(
    recordOf(entry),
    JSON.stringify({ file, inputs: inputs.map((each) => [each, stampOf(path.join(root, each))]) }),
  );
  for (const old of fs.readdirSync(kept))
    if (old.startsWith(`${base}-`) && !old.startsWith(name)) fs.rmSync(path.join(kept, old), { force: true });
}

bundle(process.argv[2]).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
