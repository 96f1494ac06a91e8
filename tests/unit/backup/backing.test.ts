import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { lost } from "./declared";
import { FakeMachine, now } from "./fakeMachine";

describe("a backup", () => {
  let machine: FakeMachine;
  beforeEach(() => {
    machine = new FakeMachine();
  });
  afterEach(() => machine.end());

  const runs = (service = "wiki"): { run: string; purpose: string; time: string; repository: string }[] =>
    JSON.parse(machine.well(`snapshots ${service}`)) as {
      run: string;
      purpose: string;
      time: string;
      repository: string;
    }[];

  it("is a snapshot of each item and a manifest that names them all, made last", () => {
    machine.declare({ database: true });
    const before = now();
    const run = machine.well("run wiki").trim();
    assert.match(run, /^\d{8}T\d{6}Z-[0-9a-f]{6}$/);
    const manifest = JSON.parse(machine.well(`show wiki ${run}`)) as Record<string, unknown> & { seconds: number };
    const dump = "-- made now\nrow one\nrow two\n";
    assert.deepEqual(manifest, {
      version: 1,
      run,
      purpose: "regular",
      machine: manifest.machine,
      seconds: manifest.seconds,
      items: [
        {
          kind: "database",
          engine: "mariadb",
          name: "wiki",
          file: "mariadb-wiki.sql",
          image: "registry/mariadb:10",
          snapshot: "1".padStart(64, "0"),
          bytes: dump.length,
          sha256: createHash("sha256").update(dump).digest("hex"),
        },
        {
          kind: "files",
          target: "/storage",
          path: machine.path(machine.files),
          snapshot: "2".padStart(64, "0"),
          files: 1,
          bytes: 9,
        },
      ],
      environment: "lab",
      service: "wiki",
      kind: "dokuwiki",
      softwareVersion: "1",
      image: "registry/wiki:1",
    });
    const { times, last, ...others } = machine.state();
    assert.deepEqual(others, {});
    assert.ok(times!.length === 1 && times![0]! >= before && times![0]! <= now());
    assert.deepEqual({ ...last, seconds: 0, machine: "" }, { run, at: times![0], seconds: 0, bytes: 37, machine: "" });
    const [listed] = runs();
    assert.deepEqual([listed!.run, listed!.purpose, listed!.repository], [run, "regular", "cellar"]);
    assert.equal(Date.parse(listed!.time) / 1000, times![0]);
    assert.deepEqual(machine.list("run"), ["lock"], "nothing is left");
  });

  it("calls restic as its repository expects it, and database tools with what is needed to notice a server that is gone", () => {
    machine.declare({ database: true });
    const run = machine.well("run wiki").trim();
    const here = machine.path("etc/ruche/backup/repositories/cellar");
    const common = [
      "-r",
      "rclone:ruche",
      "-o",
      `rclone.program=${here}/connect`,
      "-o",
      "rclone.timeout=300s",
      "backup",
      "-q",
    ];
    const calls = machine.calls("restic");
    assert.equal(calls.length, 3);
    for (const { words, environment } of calls) {
      assert.deepEqual(words.slice(0, common.length), common);
      assert.deepEqual(environment, {
        RUCHE_WISH: "add",
        RESTIC_PASSWORD_FILE: `${here}/password`,
        RESTIC_CACHE_DIR: machine.path("var/cache/ruche/restic"),
        TZ: "UTC",
      });
      assert.match(words.join(" "), /--host lab --time \d{4}-\d\d-\d\d \d\d:\d\d:\d\d /);
      assert.match(words.join(" "), new RegExp(`--tag service=wiki --tag run=${run}( |$)`));
    }
    assert.match(calls[0]!.words.join(" "), /--stdin --stdin-filename mariadb-wiki\.sql/);
    assert.match(calls[1]!.words.join(" "), new RegExp(`--ignore-inode.* ${machine.path(machine.files)}$`));
    assert.match(
      calls[2]!.words.join(" "),
      /--stdin --stdin-filename manifest\.json .*--tag complete --tag purpose=regular/,
    );
    const words = [...machine.calls("docker")[0]!.words];
    const name = words.indexOf("--name") + 1;
    assert.match(words[name]!, /^ruche-wiki-\d+-\d+$/);
    words[name] = "";
    assert.deepEqual(
      words.join(" "),
      "run --rm -i --sysctl net.ipv4.tcp_keepalive_time=15 --sysctl net.ipv4.tcp_keepalive_intvl=5 --sysctl net.ipv4.tcp_keepalive_probes=4 " +
        "--sysctl net.ipv4.tcp_retries2=8 --name  --network data --log-driver none --entrypoint /bin/sh registry/mariadb:10 -c " +
        'server=mariadb name=wiki owner=wiki staged=restoring_12a435ec8454; read -r password; [ "$password" = "of the backup" ] && cat $server/$name',
    );
    machine.forgetCalls();
    runs();
    const [read] = machine.calls("restic");
    assert.deepEqual(read!.words.slice(0, 3), ["-r", "rclone:ruche", "--no-lock"]);
    assert.equal(read!.environment.RUCHE_WISH, "read");
  });

  it("counts when it is in every repository; what is read comes from the first that has it", () => {
    machine.declare();
    machine.repository("attic");
    const run = machine.well("run wiki").trim();
    for (const name of ["attic", "cellar"]) assert.equal(machine.list(`repositories/${name}/snapshots`).length, 2);
    assert.equal(runs()[0]!.repository, "attic");
    machine.repository(
      "attic",
      'echo "ssh: connect to host attic port 22: No route to host" >> "$RUCHE_SAID"; exit 255',
    );
    assert.equal(runs()[0]!.repository, "cellar");
    assert.match(machine.well(`show wiki ${run}`), /"version": 1/);
    const failed = machine.run("run wiki");
    const said = "repository attic: ssh: connect to host attic port 22: No route to host\n";
    assert.deepEqual([failed.status, failed.printed], [1, ""]);
    assert.match(
      failed.said,
      new RegExp(
        `^the backup (\\S+) of wiki is in cellar alone: ${said}the backup \\1 of wiki is not everywhere: ${said}$`,
      ),
    );
  });

  it("that fails is remembered with its reason and counted; one that succeeds forgets that", () => {
    machine.declare();
    machine.repository("cellar", "exit 255");
    for (const times of [1, 2]) {
      assert.equal(
        machine.run("run wiki").said,
        "backup of wiki failed: repository cellar: the connection broke off\n",
      );
      const { failure } = machine.state();
      assert.deepEqual([failure!.times, failure!.why], [times, "repository cellar: the connection broke off"]);
      assert.ok(now() - failure!.at < 60 && failure!.machine);
    }
    machine.repository("cellar");
    machine.remember({ ...machine.state(), warned: 1, since: 5, times: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] });
    machine.well("run wiki");
    const { failure, warned, since, times } = machine.state();
    assert.deepEqual([failure, warned, since, times!.length, times![0]], [undefined, undefined, 5, 10, 2]);
  });

  it("is not made when a dump broke off, and says why", () => {
    machine.declare({ database: true });
    machine.hook("docker", 'echo "mariadb-dump: Lost connection to server during query" >&2; exit 2');
    const { status, said } = machine.run("run wiki");
    assert.equal(status, 1);
    assert.equal(
      said,
      "backup of wiki failed: repository cellar: error: the dump of the database wiki broke off: mariadb-dump: Lost connection to server during query\n",
    );
    assert.deepEqual(runs(), []);
    assert.deepEqual(machine.list("repositories/cellar/snapshots"), [], "the beginning is kept nowhere");
  });

  it("asks again for a dump that could not begin, since Docker had lost the network", () => {
    machine.declare({ database: true });
    machine.hook("docker", lost(2));
    machine.well("run wiki");
    assert.equal(runs().length, 1);
    assert.equal(machine.calls("docker", "run").length, 3);
  });

  it("is not begun again behind what a dump has written already, whatever its tool says", () => {
    const lost = "docker: Error response from daemon: network data not found.";
    for (const [says, printed] of [
      [lost, "row one"],
      ["mariadb-dump: Error: view network_log: table wiki.x not found", ""],
    ]) {
      machine.declare({ database: true });
      const declared = machine.json<{ items: { commands: { dump: string } }[] }>(
        `${machine.shared}/services/wiki.json`,
      );
      declared.items[0]!.commands.dump = `printf '%s' '${printed}'; echo '${says}' >&2; exit 2`;
      machine.write(`${machine.shared}/services/wiki.json`, JSON.stringify(declared));
      machine.forgetCalls();
      const { status, said } = machine.run("run wiki");
      const why = `error: the dump of the database wiki broke off: ${says}`;
      assert.deepEqual([status, said], [1, `backup of wiki failed: repository cellar: ${why}\n`]);
      assert.equal(machine.calls("docker", "run").length, 1);
    }
    assert.deepEqual(runs(), []);
  });

  it("does not wait for a dump whose snapshot failed, and says why that failed", () => {
    machine.declare({ database: true });
    machine.write("networks/data/mariadb/wiki", "row\n".repeat(1 << 20));
    machine.hook(
      "restic",
      'case "$*" in *mariadb-wiki.sql*) echo "Fatal: wrong password or no key found" >&2; exit 1;; esac',
    );
    const { status, said } = machine.run("run wiki");
    assert.deepEqual(
      [status, said],
      [1, "backup of wiki failed: repository cellar: Fatal: wrong password or no key found\n"],
    );
  });

  it("without a snapshot is none", () => {
    machine.declare();
    machine.hook("restic", 'case "$*" in *ignore-inode*) kill $PPID;; esac');
    assert.equal(machine.run("run wiki").status, 1);
    assert.deepEqual(runs(), []);
  });

  it("of a service that nobody declared, or in the middle of its restore, is refused", () => {
    machine.declare();
    machine.declare({ service: "pad" });
    assert.deepEqual(machine.run("run chat"), {
      status: 1,
      printed: "",
      said: "there is no service chat to back up here; there are: pad wiki\n",
    });
    machine.write(`${machine.shared}/services/wiki.json`, '{"environment": "la');
    assert.match(machine.run("run wiki").said, /there is no service wiki/);
    machine.declare();
    const declared = `${machine.shared}/services/wiki.json`;
    const [text, signature] = machine.read(declared).split("\n") as [string, string];
    machine.write(declared, `${text.replace('"service":"wiki"', '"service":"wikl"')}\n${signature}\n`);
    assert.match(machine.run("run wiki").said, /wiki\.json was changed by somebody else than \.\/ruche up lab/);
    machine.write(declared, `${text}\n`);
    assert.match(machine.run("run wiki").said, /wiki was declared by an earlier version of Ruche/);
    machine.declare();
    machine.write(machine.journal, '{"run":"x","replicas":1}');
    assert.equal(machine.run("run wiki").said, "wiki is in the middle of a restore: finish that first\n");
    assert.deepEqual(machine.calls("restic"), []);
  });

  it("of another repository that has no such run says so", () => {
    machine.declare();
    machine.well("run wiki");
    assert.deepEqual(machine.run("show wiki 20260101T000000Z-000000"), {
      status: 1,
      printed: "",
      said: "no repository has a complete backup 20260101T000000Z-000000 of wiki: Fatal: no snapshot found\n",
    });
    machine.repository("cellar", "exit 1");
    assert.equal(machine.run("snapshots wiki").said, "no repository answers: the connection broke off\n");
  });

  it("keeps its lock as long as something that it began goes on, also when it was killed", () => {
    machine.declare();
    machine.hook("restic", `touch ${machine.folder}/began; until [ -e ${machine.folder}/go ]; do sleep 0.05; done`);
    const child = machine.start("run wiki");
    const free = (): boolean => machine.flock("wiki");
    return new Promise<void>((resolve, reject) => {
      child.once("exit", () => {
        try {
          assert.equal(free(), false, "restic still runs");
          machine.write("go", "");
          const end = Date.now() + 10_000;
          while (!free()) assert.ok(Date.now() < end, "the lock ends with it");
          resolve();
        } catch (error) {
          reject(error as Error);
        }
      });
      const wait = setInterval(() => {
        if (!machine.has("began")) return;
        clearInterval(wait);
        child.kill("SIGKILL");
      }, 20);
    });
  });

  it("that is told to end stops what it began and leaves nothing", async () => {
    machine.declare();
    machine.hook("restic", `touch ${machine.folder}/began; exec sleep 60`);
    const child = machine.start("run wiki");
    const wait = setInterval(() => {
      if (!machine.has("began")) return;
      clearInterval(wait);
      child.kill("SIGTERM");
    }, 20);
    const signal = await new Promise((resolve) => child.once("close", (_, by) => resolve(by)));
    assert.equal(signal, "SIGTERM", "for systemd it was stopped, and did not fail");
    assert.deepEqual(machine.list("run"), ["lock"]);
  });
});
