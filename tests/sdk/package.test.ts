import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import execa from "execa";
import { setUp } from "../../engine";
import { cacheRoot } from "../../tools/cacheRoot";

const root = resolve(__dirname, "../..");

/** Somebody else's program: the components without the template. */
const program = `import { GlusterVolume, LabMachines, SwarmCluster } from "ruche";
const hives = new LabMachines("hive", { count: 3 });
const data = new GlusterVolume("data", { on: hives.all, replicas: 3, mount: "/DATA" });
const swarm = new SwarmCluster("swarm", { managers: hives.all });
export const mount = data.mount, nodes = swarm.nodes.map((node) => node.name);
`;

describe("the package", function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), "ruche-sdk-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  before("packed, and installed in an empty folder", async () => {
    const { stdout } = await execa(
      "npm",
      ["pack", "--silent", "--ignore-scripts=false", "--pack-destination", folder],
      { cwd: root },
    );
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({
        name: "somebody",
        private: true,
        devDependencies: { typescript: "5.9.3", "ts-node": "10.9.2" },
      }),
    );
    await execa(
      "npm",
      [
        "install",
        "--silent",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        join(folder, stdout.trim().split("\n").at(-1)!),
      ],
      { cwd: folder },
    );
    writeFileSync(join(folder, "index.ts"), program);
    writeFileSync(join(folder, "Pulumi.yaml"), "name: somebody\nruntime: nodejs\n");
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          target: "es2022",
          module: "commonjs",
          moduleResolution: "node10",
          skipLibCheck: true,
          types: [],
        },
        files: ["index.ts"],
      }),
    );
  });

  it("has types that somebody else's compiler takes, and refuses what is wrong (D1)", async () => {
    const compile = (file: string) =>
      execa(join(root, "node_modules/.bin/tsc"), ["--noEmit", "-p", file], { cwd: folder, reject: false });
    assert.equal((await compile("tsconfig.json")).stdout, "");
    writeFileSync(join(folder, "wrong.ts"), program.replace('mount: "/DATA"', "mount: 1"));
    writeFileSync(
      join(folder, "tsconfig.wrong.json"),
      JSON.stringify({ extends: "./tsconfig.json", files: ["wrong.ts"] }),
    );
    assert.match(
      (await compile("tsconfig.wrong.json")).stdout,
      /wrong\.ts.*'number' is not assignable to type 'string'/,
    );
  });

  it("five lines of somebody else's program preview a whole platform (D1)", async () => {
    const engine = await setUp({ plugins: ["command", "docker"], cache: cacheRoot() });
    const state = join(folder, "state");
    mkdirSync(state);
    const env = {
      ...engine.environment,
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: "for this test alone",
    };
    await execa("pulumi", ["stack", "init", "test", "--non-interactive"], { cwd: folder, env });
    const { stdout } = await execa("pulumi", ["preview", "--stack", "test", "--non-interactive", "--json"], {
      cwd: folder,
      env,
    });
    const { steps } = JSON.parse(stdout.slice(stdout.indexOf("{"))) as { steps: { op: string; urn: string }[] };
    const count = (type: string): number =>
      steps.filter(({ op, urn }) => op === "create" && urn.split("::")[2]!.endsWith(type)).length;
    assert.deepEqual(["Container", "GlusterVolume", "SwarmCluster", "network:Network"].map(count), [3, 1, 1, 3]);
  });
});
