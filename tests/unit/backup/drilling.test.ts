import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { containerOf, databaseOf } from "./declared";
import { Drilled } from "./drilled";

const rows = "row one\nrow two\n";
const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("a drill", () => {
  let machine: Drilled;
  beforeEach(() => {
    machine = new Drilled();
  });
  afterEach(() => machine.end());

  const nothingIsLeft = (): void => {
    assert.deepEqual(machine.list("containers"), []);
    assert.deepEqual(machine.list("networks"), ["data"]);
    assert.deepEqual([...machine.list("var/lib/ruche/drill"), ...machine.list("run/ruche/drill")], []);
  };
  const started = (name: string): readonly string[] => machine.json<{ words: string[] }>(`containers/${name}`).words;

  it("restores a run into a copy on a network of its own, and compares what came back", () => {
    const { seconds, address, assertions, manifest } = machine.drill();
    assert.deepEqual([address, manifest.run, seconds < 60], ["10.0.9.2", machine.backup, true]);
    assert.deepEqual(assertions, [
      {
        name: "database wiki",
        passed: true,
        detail: `dumped again after the restore: 3 lines, sha256 ${hash(rows)}; the backup's: ${hash(rows)}`,
      },
      {
        name: "files of /storage",
        passed: true,
        detail: "1 files, 9 bytes restored; 1 files, 9 bytes backed up; each compared with its checksum",
      },
    ]);
    assert.deepEqual(
      machine.calls("docker", "create").map(({ words }) => words.join(" ")),
      ["network create --internal --label ruche.drill=wiki ruche-drill-wiki"],
    );
    assert.equal(
      machine.read("networks/data/mariadb/wiki"),
      `-- made now\n${rows}`,
      "the database itself is not touched",
    );
    assert.deepEqual(machine.list("networks/data"), ["mariadb"]);
    // The user is made before the database is loaded, and after it for what the dump does not tell.
    assert.equal(machine.read("networks/ruche-drill-wiki/users"), "of the administrator\nGRANT;\n".repeat(2));
  });

  const starts = (name: string, host: string): string[] =>
    [
      `-d --label ruche.drill=wiki --name ${name} --hostname ${host}`,
      `--network ruche-drill-wiki --network-alias ${host} --log-driver local --memory 512m --cap-drop NET_RAW`,
    ].flatMap((line) => line.split(" "));

  it("starts the service's own image with its settings and secrets, and a server of its own", () => {
    machine.drill();
    const secrets = machine.path("run/ruche/drill/wiki");
    assert.deepEqual(started("ruche-drill-wiki.mariadb"), [
      ...starts("ruche-drill-wiki.mariadb", "mariadb"),
      ...["--env", "MARIADB_ADMINISTRATOR_PASSWORD_FILE=/run/secrets/administrator"],
      ...["--volume", `${secrets}/administrators/mariadb:/run/secrets/administrator:ro`, "registry/mariadb:10"],
    ]);
    assert.deepEqual(started("ruche-drill-wiki"), [
      ...starts("ruche-drill-wiki", "wiki"),
      ...["--env", "COLOUR=a b"],
      ...["--volume", `${machine.path("var/lib/ruche/drill/wiki/files/0")}${machine.path(machine.files)}:/storage`],
      ...["--volume", `${secrets}/secrets/key:/run/secrets/key:ro`],
      ...["registry/wiki:1", "--loud", "x y"],
    ]);
    assert.deepEqual(machine.list("run/ruche/drill/wiki"), ["administrators", "secrets"]);
    for (const [name, secret] of [
      ["secrets/key", "of the wiki"],
      ["administrators/mariadb", "of the administrator"],
    ] as const) {
      assert.equal(machine.read(`run/ruche/drill/wiki/${name}`), secret);
      assert.equal(statSync(`${secrets}/${name}`).mode & 0o777, 0o444);
    }
    // Containers get there by what they are given, and nobody else of the machine does (C20).
    for (const shut of ["run/ruche/drill", "var/lib/ruche/drill"])
      assert.equal(statSync(machine.path(shut)).mode & 0o777, 0o700);
    for (const place of [`${secrets}/secrets`, `${secrets}/administrators`])
      assert.equal(statSync(place).mode & 0o777, 0o755);
    const asked = machine.calls("docker", "exec").map(({ words }) => words.join(" "));
    assert.deepEqual(asked, [
      "exec ruche-drill-wiki.mariadb mariadb-healthy",
      "exec ruche-drill-wiki http-ok 8080 /health",
    ]);
  });

  it("starts what works for the service beside it, with the files and secrets that it names, and no jobs", () => {
    const worker = { configuration: { "/etc/worker.conf": "loud" }, secrets: [], folders: [], environment: {} };
    machine.redeclare({
      containers: [
        containerOf("wiki"),
        containerOf("wiki-worker", { ...worker, image: "registry/worker:1", command: ["work"] }),
        containerOf("wiki-clean", { job: true }),
      ],
    });
    machine.drill({ images: { service: "registry/wiki:2" } });
    assert.deepEqual(machine.list("containers"), [
      "ruche-drill-wiki",
      "ruche-drill-wiki-worker",
      "ruche-drill-wiki.mariadb",
    ]);
    const file = machine.path("run/ruche/drill/wiki/configuration/wiki-worker-0");
    assert.deepEqual(started("ruche-drill-wiki-worker"), [
      ...starts("ruche-drill-wiki-worker", "wiki-worker"),
      ...["--volume", `${file}:/etc/worker.conf:ro`, "registry/worker:1", "work"],
    ]);
    assert.equal(machine.read("run/ruche/drill/wiki/configuration/wiki-worker-0"), "loud");
    assert.ok(started("ruche-drill-wiki").includes("registry/wiki:2"), "a rehearsal changes the service's image alone");
  });

  it("gives the copy all of its folders", () => {
    const two = { ...machine.json<{ items: object[] }>(`${machine.shared}/services/wiki.json`) };
    const index = { kind: "files", path: machine.path("DATA/services/wiki/index"), target: "/index" };
    machine.write("DATA/services/wiki/index/words", "index");
    machine.redeclare({
      items: [...two.items, index],
      containers: [containerOf("wiki", { folders: ["/storage", "/index"] })],
    });
    machine.backUp();
    const { assertions } = machine.drill();
    assert.deepEqual(
      assertions.map(({ name, passed }) => [name, passed]),
      [
        ["database wiki", true],
        ["files of /storage", true],
        ["files of /index", true],
      ],
    );
    const files = `var/lib/ruche/drill/wiki/files`;
    const folders = [`${files}/0${machine.path(machine.files)}`, `${files}/1${index.path}`];
    const mounts = started("ruche-drill-wiki").filter((word) => word.includes("/drill/wiki/files"));
    assert.deepEqual(mounts, [`${machine.path(folders[0]!)}:/storage`, `${machine.path(folders[1]!)}:/index`]);
    assert.deepEqual(folders.map(machine.list.bind(machine)), [["page"], ["words"]]);
  });

  it("names what is declared and not in the run, as not proven", () => {
    const storage = machine.json<{ items: { kind: string }[] }>(`${machine.shared}/services/wiki.json`).items[1]!;
    const index = { kind: "files", path: machine.path("DATA/services/wiki/index"), target: "/index" };
    machine.write("DATA/services/wiki/index/words", "index");
    machine.redeclare({ items: [storage] });
    machine.backUp();
    const containers = [containerOf("wiki", { folders: ["/storage", "/index"] })];
    machine.redeclare({ items: [databaseOf("wiki"), storage, index], containers });
    const detail =
      `not proven: the backup ${machine.backup} does not hold it; if it was declared after that, ` +
      "run ./ruche backup lab wiki, and drill again";
    const { assertions } = machine.drill();
    assert.deepEqual(
      assertions.map(({ name, passed }) => [name, passed]),
      [
        ["files of /storage", true],
        ["database wiki", false],
        ["files of /index", false],
      ],
    );
    assert.deepEqual([assertions[1]!.detail, assertions[2]!.detail], [detail, detail]);
    assert.ok(!started("ruche-drill-wiki").some((word) => word.endsWith(":/index")));
    machine.backUp();
    assert.ok(machine.drill().assertions.every(({ passed }) => passed));
  });

  it("needs a declaration that says what the service consists of", () => {
    machine.redeclare({ containers: undefined });
    assert.equal(machine.failedDrill().said, "wiki was declared by an earlier version of Ruche: run ./ruche up lab\n");
  });

  it("leaves the copy for questions, until it is cleared; a second one begins anew", () => {
    machine.drill();
    assert.equal(machine.list("containers").length, 2);
    machine.drill();
    assert.equal(machine.list("containers").length, 2);
    assert.equal(machine.well("clear wiki"), "");
    nothingIsLeft();
    assert.equal(machine.well("clear wiki"), "", "also where there is nothing");
  });

  it("rehearses other images on the same data, of which it compares the rows alone", () => {
    machine.write("networks/data/mariadb/wiki", `other settings\n${rows}`);
    const images = { service: "registry/wiki:2", database: "registry/mariadb:11" };
    const { assertions } = machine.drill({ images });
    assert.deepEqual(
      [started("ruche-drill-wiki").includes(images.service), started("ruche-drill-wiki.mariadb").at(-1)],
      [true, images.database],
    );
    assert.equal(
      assertions[0]!.detail,
      `dumped again after the restore: 3 lines, sha256 ${hash(rows)}; the backup's: ${hash(rows)}`,
    );
  });

  it("finds what came back otherwise", () => {
    machine.hook(
      "docker",
      `case "$*" in *compare*) echo; esac; d=networks/ruche-drill-wiki/mariadb/wiki; cd ${machine.folder}; case "$*" in *'cat $server/$name') echo row three >> $d;; esac`,
    );
    machine.hook(
      "restic",
      `case "$*" in *" restore "*) echo more >> ${machine.folder}/repositories/cellar/content/$(printf %064d 2)${machine.path(machine.files)}/page;; esac`,
    );
    const { assertions } = machine.drill();
    assert.deepEqual(
      assertions.map(({ passed, detail }) => [passed, detail.slice(0, 45)]),
      [
        [false, "dumped again after the restore: 4 lines, sha2"],
        [false, "1 files, 14 bytes restored; 1 files, 9 bytes "],
      ],
    );
  });

  for (const [when, program, script, why] of [
    ["files do not come", "restic", 'case "$*" in *" restore "*) echo "Fatal: gone" >&2; exit 1;; esac', "Fatal: gone"],
    [
      "the image does not start",
      "docker",
      'case "$*" in "exec ruche-drill-wiki "*) sed -i s/true/false/ $RUCHE_ROOT/containers/ruche-drill-wiki; exit 1;; esac',
      "fatal: the settings are wrong",
    ],
    [
      "the server does not start",
      "docker",
      'case "$*" in "exec ruche-drill-wiki.mariadb "*) sed -i s/true/false/ $RUCHE_ROOT/containers/ruche-drill-wiki.mariadb; exit 1;; esac',
      "fatal: the settings are wrong",
    ],
    [
      "a dump is cut",
      "restic",
      'case "$*" in *dump*mariadb-wiki.sql*) echo row; echo "Fatal: unexpected EOF" >&2; exit 1;; esac',
      "the connection broke off",
    ],
    [
      "the database cannot be dumped again",
      "docker",
      "case \"$*\" in run*--rm*'cat $server/$name') echo 'ERROR 1146: no such table' >&2; exit 2;; esac",
      "ERROR 1146: no such table",
    ],
    [
      "there is no network",
      "docker",
      'case "$*" in *create*) echo "Error: no room" >&2; exit 1;; esac',
      "Error: no room",
    ],
  ] as const)
    it(`that fails because ${when} says so and leaves nothing`, () => {
      machine.hook(program, script);
      const { status, printed, said } = machine.failedDrill();
      assert.deepEqual([status, printed, said], [1, "", `the drill of wiki failed: ${why}\n`]);
      machine.unhook(program);
      nothingIsLeft();
    });

  it("fails when the copy does not answer in time", () => {
    machine.redeclare({ within: -600 });
    machine.hook("docker", 'case "$*" in "exec ruche-drill-wiki "*) exit 1;; esac');
    assert.equal(
      machine.failedDrill().said,
      "the drill of wiki failed: error: the restored copy did not answer in time\n",
    );
  });

  it("is one at a time on a machine, and waits for no lock of the volume", async () => {
    machine.hook(
      "docker",
      `case "$*" in *create*) touch ${machine.folder}/began; until [ -e ${machine.folder}/go ]; do sleep 0.05; done;; esac`,
    );
    const first = machine.start(`drill wiki ${machine.backup}`, machine.given());
    while (!machine.has("began")) await new Promise((next) => setTimeout(next, 20));
    assert.ok(machine.flock("wiki"));
    const { status, said } = machine.failedDrill();
    assert.deepEqual([status, said], [1, "another drill of wiki is under way on this machine\n"]);
    machine.write("go", "");
    assert.equal(first.exitCode ?? (await new Promise((resolve) => first.once("exit", resolve))), 0);
  });
});
