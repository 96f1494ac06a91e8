import assert from "node:assert/strict";
import { BackedUp, dump } from "./backedUp";

describe("a restore that could leave half", () => {
  let machine: BackedUp;
  beforeEach(() => {
    machine = new BackedUp();
  });
  afterEach(() => machine.end());

  it("that an earlier version staged elsewhere is staged anew, and stays in the middle if that fails", () => {
    machine.write(machine.journal, JSON.stringify({ run: machine.backup, replicas: 2, staged: true }));
    machine.hook("restic", 'case "$*" in *" restore "*) echo "Fatal: gone" >&2; exit 1;; esac');
    assert.match(
      machine.run(`restore wiki ${machine.backup}`, machine.given()).said,
      /^restoring wiki stopped in the middle: Fatal: gone\./,
    );
    machine.unhook("restic");
    machine.well(`restore wiki ${machine.backup}`, machine.given());
    machine.holds("as it was", dump);
    machine.runsOn();
  });

  it("with databases that an earlier version declared is refused, and nothing is touched", () => {
    const declared = machine.json<{ items: { commands?: object }[] }>(`${machine.shared}/services/wiki.json`);
    declared.items[0]!.commands = { ...declared.items[0]!.commands, swap: "true" };
    machine.write(`${machine.shared}/services/wiki.json`, JSON.stringify(declared));
    assert.equal(
      machine.run(`restore wiki ${machine.backup}`, machine.given()).said,
      "wiki was declared by an earlier version of Ruche: run ./ruche up lab\n",
    );
    machine.holds("newer", "row three\n");
    machine.runsOn();
  });

  it("needs room for all of it beside what is there, or touches nothing", () => {
    const [id] = machine.list("repositories/cellar/snapshots").slice(-1);
    const manifest = `repositories/cellar/content/${id?.replace(".json", "")}/manifest.json`;
    machine.write(manifest, machine.read(manifest).replace(/"bytes": \d+/g, '"bytes": 1000000000000000'));
    machine.forgetCalls();
    const { status, said } = machine.run(`restore wiki ${machine.backup}`, machine.given({ safety: true }));
    assert.equal(status, 1);
    assert.match(
      said,
      /^restoring wiki needs 9536\d{5} MiB beside what is there, and \d+ MiB are free in \S+ on \S+\. Nothing was touched\. /,
    );
    assert.deepEqual([machine.calls("docker", "scale"), machine.calls("restic", "backup")], [[], []]);
    assert.equal(machine.has(machine.journal), false);
    assert.match(
      machine.run(`drill wiki ${machine.backup}`, machine.given()).said,
      /^the drill of wiki needs 28610\d{5} MiB/,
    );
    machine.runsOn();
  });

  for (const [engine, replace, again] of [
    ["that can rename", "mv $server/$staged $server/$name", []],
    ["that cannot", undefined, ["wiki"]],
  ] as const)
    it(`keeps the old database of an engine ${engine} as long as nothing shows that the new one can be loaded`, () => {
      const declared = machine.json<{ items: { data?: string; commands?: object }[] }>(
        `${machine.shared}/services/wiki.json`,
      );
      const [database] = declared.items;
      database!.data = machine.path("DATA/services/mariadb");
      database!.commands = {
        ...database!.commands,
        ...(replace ? { replace: `read -r password; ${replace}` } : {}),
        load: 'read -r password; echo "$name" >> loaded; [ "$name" != wiki ] || [ ! -e $server/$staged ] || exit 9; cat > $server/$name',
      };
      machine.write(`${machine.shared}/services/wiki.json`, JSON.stringify(declared));
      machine.well(`restore wiki ${machine.backup}`, machine.given());
      machine.holds("as it was", dump);
      machine.runsOn();
      const staged = "restoring_12a435ec8454";
      assert.equal(machine.read("networks/data/loaded"), `${[staged, ...again].join("\n")}\n`);
    });

  it("takes what ran on a machine that is down for ended: the swarm calls it running for a day more", () => {
    const about = { replicas: 2, looks: 0, lingers: 1_000_000, on: "hive2" };
    machine.write("cluster/wiki.json", JSON.stringify(about));
    machine.well(`restore wiki ${machine.backup}`, machine.given());
    machine.holds("as it was", dump);
    machine.runsOn();
  });

  it("of a service that does not end is given up with its machine named, and the service runs on", () => {
    const place = "usr/local/lib/ruche/backup/swarm.py";
    machine.write(place, machine.read(place).replace("PATIENCE = 600", "PATIENCE = 0"));
    machine.write("cluster/wiki.json", JSON.stringify({ replicas: 2, looks: 0, lingers: 1_000_000 }));
    const { status, said } = machine.run(`restore wiki ${machine.backup}`, machine.given());
    assert.deepEqual([status, said], [1, "wiki still runs on hive1 after 0 minutes; wiki runs on as it was\n"]);
    machine.holds("newer", "row three\n");
    machine.runsOn();
  });

  it("without a safety backup says why, and leaves nothing of that in what is told of the plan", () => {
    machine.hook("docker", 'case "$*" in *"of the backup"*) exit 2;; esac');
    assert.match(
      machine.run(`restore wiki ${machine.backup}`, machine.given({ safety: true })).said,
      /^backup of wiki failed: .*the dump of the database wiki broke off: it ended with status 2 and said nothing\n/,
    );
    assert.equal(machine.state().failure, undefined);
    machine.runsOn();
  });
});
