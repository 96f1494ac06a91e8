import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { catalogue } from "../../components/services/catalogue";
import { settings } from "../../components/services/settings";
import { circles, importGraph, isTest, type rooms, sources } from "./support/imports";

const root = resolve(__dirname, "../..");
const graph = importGraph(root);

/** What each room may import, besides itself. */
const allowed: Readonly<Record<(typeof rooms)[number], readonly RegExp[]>> = {
  model: [],
  tools: [],
  bundling: [],
  engine: [],
  components: [/^model\//, /^tools\/(programFile|shell)\.ts$/],
  images: [/^tools\//, /^engine\/compiling\.ts$/],
  drivers: [/^model\//, /^tools\//],
  policies: [/^model\//, /^engine\/rpc\/server\.ts$/],
  stacks: [/^model\//, /^components\//, /^images\//, /^drivers\/lab\/place\.ts$/, /^policies\/core\/levels\.ts$/],
  cli: [
    /^(model|components|stacks|images|drivers|tools|bundling)\//,
    /^engine\//,
    /^tests\/run\.ts$/,
    /^policies\/core\/(levels|verdict)\.ts$/,
  ],
};

/**
 * The floors inside a room: a file imports from its own floor or from one below it. What is no folder here is the top.
 */
const floors: Readonly<Record<string, readonly (readonly string[])[]>> = {
  model: [
    ["errors.ts", "inputs.ts", "order.ts", "state.ts", "tokens.ts", "urn.ts", "values", "secrets"],
    ["descriptor.ts", "evidence.ts"],
    ["rules", "storage", "cluster", "machines", "ingress"],
    ["summary.ts", "environment", "backup"],
  ],
  drivers: [["contracts", "reach"], ["lab", "swarm", "gluster", "linux"], ["index.ts"]],
  components: [
    ["contracts"],
    ["core"],
    ["machines"],
    ["networks", "storage"],
    ["registry"],
    ["orchestrators"],
    ["ingress", "databases", "backup"],
    ["platform"],
    ["services"],
  ],
};

const arrows = [...graph].flatMap(([file, targets]) => targets.map((target) => [file, target] as const));
const roomOf = (file: string): string => file.split("/")[0]!;
const floorOf = (file: string): number => {
  const room = floors[roomOf(file)] ?? [];
  const found = room.findIndex((names) => names.includes(file.split("/")[1]!));
  return found < 0 ? room.length : found;
};

describe("the structure of the house", () => {
  it("nothing flows back between the rooms; the ground floor (model, tools) imports nothing", () => {
    const wrong = arrows.filter(
      ([file, target]) =>
        roomOf(file) !== roomOf(target) &&
        !allowed[roomOf(file) as keyof typeof allowed].some((rule) => rule.test(target)),
    );
    assert.deepEqual(wrong, []);
  });

  it("inside a room nothing flows up", () => {
    const wrong = arrows.filter(([file, target]) => roomOf(file) === roomOf(target) && floorOf(target) > floorOf(file));
    assert.deepEqual(wrong, []);
  });

  it("nothing imports itself in a circle, however long", () => {
    assert.deepEqual(circles(graph), []);
  });

  it("a circle is found where there is one", () => {
    const round = new Map([
      ["a", ["b"]],
      ["b", ["c", "d"]],
      ["c", ["a"]],
      ["d", ["d"]],
      ["e", ["a"]],
    ]);
    assert.deepEqual(circles(round), [["d"], ["a", "b", "c"]]);
  });

  it("the model is plain: neither Pulumi, nor files, nor processes", () => {
    assert.deepEqual(
      sourcesWith("model", /from "(@pulumi\/|node:(fs|child_process|http))|process\.(env|argv|cwd)/),
      [],
    );
  });

  it("components read no environment variable, no command line, and no file but programs for machines", () => {
    assert.deepEqual(sourcesWith("components", /process\.(env|argv|cwd)|from "node:(fs|child_process)"/), []);
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
    assert.ok(loaded.some((file) => file.endsWith("/bundling/load.js")));
    assert.deepEqual(
      loaded.filter((file) => /[/]node_modules[/]@pulumi[/]/.test(file)),
      [],
    );
  }).timeout(30_000);

  it("lines are short: hardly one of over 140 columns, and no comment of over 120", async () => {
    const lines = (await programs())
      .flatMap((file) =>
        readFileSync(join(root, file), "utf8")
          .split("\n")
          .map((line, index) => ({ line, place: `${file}:${index + 1}` })),
      )
      .filter(({ line }) => line.trim() !== "");
    const share = lines.filter(({ line }) => line.length > 140).length / lines.length;
    assert.ok(share <= 0.01, `${(100 * share).toFixed(2)} % of the lines are over 140 columns`);
    assert.deepEqual(
      lines
        .filter(
          ({ line, place }) => line.length > 120 && (place.includes(".sh:") ? /^\s*#/ : /^\s*(\/\/|\/?\*)/).test(line),
        )
        .map(({ place }) => place),
      [],
    );
  });

  it("no file has more than 300 lines", async () => {
    const long = (await programs()).filter((file) => readFileSync(join(root, file), "utf8").split("\n").length > 301);
    assert.deepEqual(long, []);
  });

  it("a service is a folder of the catalogue with everything of it, and its definition has under 60 lines", () => {
    const folder = join(root, "components/services");
    const kinds = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    assert.deepEqual(
      kinds.map(({ name }) => name).sort(),
      catalogue.map(({ definition }) => definition.kind),
    );
    for (const { definition } of catalogue) {
      const { kind, image } = definition;
      assert.equal(definition.settings, settings[kind], `${kind}/settings.ts`);
      const ownImage = image === kind ? ["image.yaml", "image/Dockerfile", "image.test.ts"] : [];
      for (const file of ["definition.ts", "page.md", "software.yaml", "suite.ts", ...ownImage])
        assert.ok(existsSync(join(folder, kind, file)), `${kind}/${file}`);
      assert.ok(readFileSync(join(folder, kind, "definition.ts"), "utf8").split("\n").length < 60, kind);
    }
  });
});

/** The sources of a folder that hold what matches. */
/** Files of the clone in which something is programmed. */
async function programs(): Promise<string[]> {
  const patterns = ["*.ts", "*.js", "*.sh", "*.py", "*.go"];
  const { stdout } = await promisify(execFile)("git", ["ls-files", "--", ...patterns], { cwd: root });
  return stdout.split("\n").filter((file) => file !== "" && existsSync(join(root, file)));
}

function sourcesWith(folder: string, pattern: RegExp): string[] {
  return sources(root, folder).filter((file) => !isTest(file) && pattern.test(readFileSync(join(root, file), "utf8")));
}
