import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { promisify } from "node:util";

const root = resolve(__dirname, "../..");
const folders = ["components", "stacks", "policies", "cli", "engine", "images"];

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name))
    .sort();
}

/** Relative imports of a file, as paths from the root. */
function imports(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/(?:from|import\(|require\()\s*"(\.[^"]*)"/g)].map(([, target]) =>
    relative(root, resolve(root, file, "..", target!)),
  );
}

/** What each folder may import, besides itself. */
const allowed: Readonly<Record<string, readonly RegExp[]>> = {
  components: [],
  policies: [/^components\/core\/(descriptor|evidence|values\/(day|duration)|review\/\w+)$/, /^engine\/rpc\/server$/],
  engine: [],
  images: [/^engine\/compiling$/],
  stacks: [/^components\//, /^images\//, /^policies\/core\/levels$/],
  cli: [/^components\//, /^stacks\//, /^images\//, /^engine(\/|$)/, /^tests\/run$/, /^policies\/core\/verdict$/],
};

/** The floors of components/: a file imports from its own floor or from one below it. */
const floors = [
  ["core"],
  ["machines"],
  ["networks", "storage"],
  ["clusters"],
  ["workloads"],
  ["registry"],
  ["exposure", "data"],
  ["services"],
];
const floorOf = (file: string): number => floors.findIndex((names) => names.includes(file.split("/")[1]!));

describe("the structure of the house", () => {
  it("nothing flows back between the top folders", () => {
    const wrong = folders.flatMap((folder) =>
      sources(folder).flatMap((file) =>
        imports(file)
          .filter(
            (target) =>
              !target.startsWith(`${folder}/`) &&
              target !== folder &&
              !allowed[folder]!.some((rule) => rule.test(target)),
          )
          .map((target) => `${file} imports ${target}`),
      ),
    );
    assert.deepEqual(wrong, []);
  });

  it("inside components/ nothing flows up: core is the ground floor, services the top one", () => {
    const wrong = sources("components")
      .filter((file) => floorOf(file) >= 0)
      .flatMap((file) =>
        imports(file)
          // Workloads are rendered in the words of the cluster, whose types they share.
          .filter((target) => target.startsWith("components/") && floorOf(target) > floorOf(file))
          .map((target) => `${file} imports ${target}`),
      );
    assert.deepEqual(wrong, []);
  });

  it("components read no environment variable, no file and no command line", () => {
    const wrong = sources("components").filter((file) =>
      /process\.(env|argv|cwd)|from "node:(fs|child_process)"/.test(readFileSync(join(root, file), "utf8")),
    );
    assert.deepEqual(wrong, []);
  });

  it("the command starts without Pulumi's libraries, which take half a second at each start", async () => {
    const telling =
      'import Module from "node:module"; process.on("exit", () => console.log(JSON.stringify(Object.keys(Module._cache))))';
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--import",
      `data:text/javascript,${encodeURIComponent(telling)}`,
      join(root, "cli/start.js"),
      "--help",
    ]);
    const loaded = JSON.parse(stdout.trim().split("\n").at(-1)!) as string[];
    assert.ok(loaded.some((file) => file.endsWith("/programs/load.js")));
    assert.deepEqual(
      loaded.filter((file) => /[/]node_modules[/]@pulumi[/]/.test(file)),
      [],
    );
  }).timeout(30_000);

  it("no file has more than 300 lines", () => {
    const long = [...folders, "tests"]
      .flatMap(sources)
      .filter((file) => readFileSync(join(root, file), "utf8").split("\n").length > 301);
    assert.deepEqual(long, []);
  });

  it("a service of the catalogue is one file of under 60 lines", () => {
    const services = sources("components/services").filter((file) =>
      readFileSync(join(root, file), "utf8").includes("defineService({"),
    );
    assert.deepEqual(
      services.map((file) => file.split("/").at(-1)),
      ["dokuwiki.ts", "etherpad.ts", "mattermost.ts", "site.ts"],
    );
    for (const file of services) assert.ok(readFileSync(join(root, file), "utf8").split("\n").length < 60, file);
  });
});
