import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { IMAGE_NAMES } from "../../images/catalogue";
import { imageKey } from "../../images/key";
import { examples, Somebody } from "./somebody";

/** A program of five lines. */
const program = `import { GlusterVolume, LabMachines, SwarmCluster } from "ruche";
import { imageFamily } from "ruche/images";
const hives = new LabMachines("hive", { count: 3 });
const data = new GlusterVolume("data", { on: hives.all, replicas: 3, mount: "/DATA" });
const swarm = new SwarmCluster("swarm", { managers: hives.all });
export const mount = data.mount, nodes = swarm.nodes.map((node) => node.name), key = imageFamily().image("web").key;
`;

/** How many resources each example makes, by the end of their type. */
const expected: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "lab-cluster": { Container: 3, GlusterVolume: 1, SwarmCluster: 1, Firewall: 3, "network:Network": 3 },
  platform: { Container: 4, GlusterVolume: 1, Platform: 1, DokuWiki: 1, BackupRunner: 1, "service:Service": 2 },
  "own-service": {
    Container: 1,
    GlusterVolume: 1,
    Platform: 1,
    Greeting: 1,
    "service:Service": 4,
    "serviceConfig:ServiceConfig": 1,
  },
};

describe("the package", function () {
  this.timeout(300_000);
  let somebody: Somebody;
  before("packed, and installed with the examples in an empty folder", async () => {
    somebody = await Somebody.withThePackage();
  });
  after(() => somebody.remove());

  it("is installed with what it asks for, once each", async () => {
    const { stdout } = await somebody.run("npm", ["ls", "--all", "--json", "@pulumi/pulumi"]);
    const versions = [...stdout.matchAll(/"@pulumi\/pulumi": \{\s+"version": "([^"]+)"/g)].map(
      ([, version]) => version,
    );
    assert.equal(new Set(versions).size, 1);
    await somebody.run("npm", ["ls", "--all"]);
  });

  for (const resolution of ["node10", "node16", "bundler"] as const)
    it(`has types that somebody else's compiler finds (${resolution}), and refuses what is wrong (D1)`, async () => {
      writeFileSync(join(somebody.folder, "right.ts"), program);
      writeFileSync(join(somebody.folder, "wrong.ts"), program.replace('mount: "/DATA"', "mount: 1"));
      const said = (await somebody.compile(["right.ts", "wrong.ts"], resolution)).split("\n");
      assert.match(said[0]!, /^wrong\.ts.*'number' is not assignable to type 'string'/);
      assert.deepEqual(
        said.filter((line) => line.startsWith("right.ts")),
        [],
      );
    });

  it("knows the same images by the same keys as the clone, and starts what builds them", async () => {
    const asking = 'const { imageFamily } = require("ruche/images"); const family = imageFamily();';
    const names = JSON.stringify(IMAGE_NAMES);
    const told = `${asking} console.log(JSON.stringify(${names}.map((name) => family.image(name).key)))`;
    const { stdout } = await somebody.run("node", ["-e", told]);
    assert.deepEqual(
      JSON.parse(stdout),
      IMAGE_NAMES.map((name) => imageKey(name)),
    );
    const start = await somebody.run("node", ["-e", `${asking} console.log(family.loadCommand("web"))`]);
    const { stdout: key } = await somebody.run("bash", ["-c", start.stdout.replace("main load", "main key")]);
    assert.deepEqual(JSON.parse(key), { web: imageKey("web") });
  });

  it("the examples are those that are counted here", () => {
    assert.deepEqual([...examples].sort(), Object.keys(expected).sort());
  });

  for (const [name, counts] of Object.entries(expected)) {
    it(`${name} previews (D1)`, async () => {
      await somebody.initialize(name);
      const steps = await somebody.preview(name);
      const count = (type: string): number =>
        steps.filter(({ op, urn }) => op === "create" && urn.split("::")[2]!.endsWith(type)).length;
      assert.deepEqual(Object.fromEntries(Object.keys(counts).map((type) => [type, count(type)])), counts);
    });
  }
});
