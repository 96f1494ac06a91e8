import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { wikiCall } from "../../components/services/dokuwiki/suite";
import { eventually, TestPlatform } from "../lab/platform";

/** A file of a small lab. `hive1` and `hive3` are in each, since people come in through them. */
interface File {
  readonly hosts: readonly string[];
  readonly on: readonly string[];
  readonly managers: readonly string[];
  readonly workers?: readonly string[];
  /** A volume beside the first one. */
  readonly archive?: boolean;
  /** Name of the first volume. Default: data. */
  readonly volume?: string;
}

const three = ["hive1", "hive2", "hive3"];

/** The files, by what is special about them. */
const files: Readonly<Record<string, File>> = {
  "three machines": { hosts: three, on: three, managers: three },
  "a machine that sorts first": { hosts: ["abri", ...three], on: three, managers: three, workers: ["abri"] },
  "other managers, in another order": {
    hosts: ["abri", ...three],
    on: three,
    managers: ["hive3", "abri", "hive1"],
    workers: ["hive2"],
  },
  "a machine in place of another": {
    hosts: ["hive1", "hive3", "nest"],
    on: ["hive1", "nest", "hive3"],
    managers: ["hive1", "nest", "hive3"],
  },
  "one manager": { hosts: three, on: ["hive3", "hive2", "hive1"], managers: ["hive3"], workers: ["hive1", "hive2"] },
  "a second volume that sorts first": { hosts: three, on: three, managers: three, archive: true },
  "a volume that was renamed": { hosts: three, on: three, managers: three, volume: "main" },
};

const textOf = ({ hosts, on, managers, workers = [], archive = false, volume = "data" }: File): string => {
  const list = (names: readonly string[]): string => `[${names.join(", ")}]`;
  return [
    "config:",
    "  ruche:tier: development",
    "  ruche:domain: lab.internal",
    `  ruche:machines: { provider: lab, hosts: { ${hosts.map((host) => `${host}: {}`).join(", ")} } }`,
    "  ruche:storage:",
    `    ${volume}: { kind: gluster, on: ${list(on)}, replicas: 3, mount: /DATA }`,
    ...(archive ? [`    archive: { kind: gluster, on: ${list(on)}, replicas: 3, mount: /ARCHIVE }`] : []),
    `  ruche:platform: { volume: ${volume} }`,
    `  ruche:cluster: { kind: swarm, managers: ${list(managers)}, workers: ${list(workers)} }`,
    "  ruche:services:",
    `    home: { kind: site, exposure: public, volume: ${volume} }`,
    `    wiki: { kind: dokuwiki, exposure: public, volume: ${volume} }`,
    "",
  ].join("\n");
};

/** Each file once, in an order that looks random: `CHANGES` chooses another one, and is told. */
const seed = Number(process.env.CHANGES ?? 1);
const shuffled = (names: readonly string[]): string[] =>
  names
    .map((name, at) => [Math.sin(seed * 97 + at * 31) * 10_000, name] as const)
    .map(([number, name]) => [number - Math.floor(number), name] as const)
    .sort(([a], [b]) => a - b)
    .map(([, name]) => name);

describe(`files of one lab after each other, in order ${seed}`, function () {
  this.timeout(900_000);
  const platform = new TestPlatform();
  let now = files["three machines"]!;
  let pages = 0;
  const carriedOut: string[] = [];

  const up = (file: File) => {
    writeFileSync(join(platform.folder, "environments/Pulumi.lab.yaml"), textOf(file));
    return platform.ruche(["up", "lab"]);
  };

  /** Everything that was written is there, the cluster can decide, and each copy of the data is whole. */
  async function isWhole({ on, managers, workers = [], volume = "data" }: File): Promise<void> {
    for (let page = 0; page < pages; page++)
      for (const machine of [1, 3])
        assert.match(await wikiCall(platform, "wiki.getPage", [`page${page}`], machine), new RegExp(`text ${page}`));
    const nodes = await platform.on(
      managers[0]!,
      "docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}'",
    );
    assert.deepEqual(
      nodes
        .trim()
        .split("\n")
        .map((line) => line.trim().replace("Leader", "Reachable"))
        .sort(),
      [...managers.map((name) => `${name} Ready Reachable`), ...workers.map((name) => `${name} Ready`)].sort(),
    );
    const detail = await platform.on(on[0]!, `gluster volume status ${volume} detail | grep -c '^Online *: Y'`);
    assert.equal(detail.trim(), String(on.length));
    for (const machine of on)
      assert.match(
        await platform.on(machine, "ls /DATA/services/wiki; ls /srv/gluster/*/services/wiki"),
        /storage[\s\S]*storage/,
      );
  }

  async function write(): Promise<void> {
    await eventually("the wiki", 120, () => wikiCall(platform, "wiki.putPage", [`page${pages}`, `text ${pages}`], 3));
    pages++;
  }

  before("one command brings the first one up", async function () {
    this.timeout(1_800_000);
    const { status, stderr } = await up(now);
    assert.equal(status, 0, stderr);
    await write();
  });

  for (const name of shuffled(Object.keys(files)))
    it(`${name}: carried out, or refused before anything is touched, and everything is whole`, async () => {
      const { status, stderr } = await up(files[name]!);
      if (status === 0) {
        now = files[name]!;
        carriedOut.push(name);
        await write();
      } else assert.match(stderr, /changes what the platform that is up cannot follow; nothing was touched/);
      await isWhole(now);
    });

  it("most of them were carried out, and a renamed volume never is", () => {
    assert.ok(carriedOut.length >= 4, carriedOut.join(", "));
    assert.ok(!carriedOut.includes("a volume that was renamed"));
  });

  it("the last one is as declared: another up changes nothing", async () => {
    const { status, json, stderr } = await up(now);
    assert.deepEqual([status, json.changes], [0, 0], stderr);
  });

  after("nothing of the test stays", async function () {
    this.timeout(180_000);
    await platform.ruche(["down", "lab", "--consent", "lab"]);
    platform.remove();
  });
});
