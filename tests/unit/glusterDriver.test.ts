import assert from "node:assert/strict";
import { volumeOf } from "../../drivers";
import { healthIn, healthProgram } from "../../drivers/gluster/health";
import { FakeMachine } from "./support/fakeMachine";

const machines = ["hive1", "hive2", "hive3"];
const known = machines.map((name, index) => ({ name, internal: `10.0.0.${index + 1}` }));

/** Lines of `gluster volume status data detail`. */
const status = (...bricks: readonly (readonly [machine: number, online: "Y" | "N"])[]): string =>
  [
    "Status of volume: data",
    ...bricks.flatMap(([machine, online]) => [
      "-".repeat(78),
      `Brick                : Brick 10.0.0.${machine}:/srv/gluster/data`,
      "TCP Port             : 49152",
      `Online               : ${online}`,
      "Device               : /dev/sda1",
    ]),
  ].join("\n");

/** Lines of `gluster volume heal data info summary`. */
const heal = (...counts: readonly (number | "-")[]): string =>
  counts
    .flatMap((count, index) => [
      `Brick 10.0.0.${index + 1}:/srv/gluster/data`,
      `Status: ${count === "-" ? "Transport endpoint is not connected" : "Connected"}`,
      `Total Number of entries: ${count}`,
      `Number of entries in heal pending: ${count}`,
      "",
    ])
    .join("\n");

describe("the driver of GlusterFS", () => {
  let machine: FakeMachine;
  beforeEach(() => {
    machine = new FakeMachine();
  });
  afterEach(() => machine.remove());

  const ask = (answers: { status: string; heal?: string; type?: string }) => {
    machine.write("status", answers.status);
    machine.write("heal", answers.heal ?? "");
    machine.program("gluster", {
      "volume status data detail": 'cat "$machine/status"',
      "volume info data": `printf 'Volume Name: data\\nType: ${answers.type ?? "Replicate"}\\nStatus: Started\\n'`,
      "volume heal data info summary": 'cat "$machine/heal"',
    });
    const ran = machine.run(healthProgram("data"));
    assert.equal(ran.status, 0, ran.stderr);
    return healthIn(ran.stdout, { machines }, known);
  };

  it("counts the copies that are there, and the files that differ", () => {
    const all = status([1, "Y"], [2, "Y"], [3, "Y"]);
    assert.deepEqual(ask({ status: all, heal: heal(0, 0, 0) }), { there: machines, missing: [], pending: 0 });
    assert.deepEqual(ask({ status: all, heal: heal(2, 0, 3) }), { there: machines, missing: [], pending: 5 });
    const grown = ask({ status: all, heal: heal(0, 1, 0), type: "Distributed-Replicate" });
    assert.equal(grown.pending, 1);
  });

  it("a copy that is offline, or whose machine is gone, is missing, and nothing can be counted without it", () => {
    const expected = { there: ["hive1", "hive2"], missing: ["hive3"], pending: undefined };
    assert.deepEqual(ask({ status: status([1, "Y"], [2, "Y"], [3, "N"]), heal: heal(0, 0, "-") }), expected);
    assert.deepEqual(ask({ status: status([1, "Y"], [2, "Y"]), heal: heal(0, 0, 0) }), expected);
  });

  it("a copy that nothing connects to for the moment leaves the number unknown", () => {
    const all = status([1, "Y"], [2, "Y"], [3, "Y"]);
    assert.equal(ask({ status: all, heal: heal(0, "-", 0) }).pending, undefined);
  });

  it("a volume with one copy of each file has nothing that could differ", () => {
    machine.write("status", status([1, "Y"]));
    machine.program("gluster", {
      "volume status data detail": 'cat "$machine/status"',
      "volume info data": "echo 'Type: Distribute'",
    });
    const { stdout } = machine.run(healthProgram("data"));
    assert.deepEqual(healthIn(stdout, { machines: ["hive1"] }, known), { there: ["hive1"], missing: [], pending: 0 });
  });

  it("a machine of which one copy is offline is not whole", () => {
    const twice = status([1, "Y"], [2, "Y"], [3, "Y"], [3, "N"]);
    const reversed = status([1, "Y"], [2, "Y"], [3, "N"], [3, "Y"]);
    const expected = { there: ["hive1", "hive2"], missing: ["hive3"], pending: undefined };
    for (const bricks of [twice, reversed])
      assert.deepEqual(ask({ status: bricks, heal: heal(0, 0, 0, 0), type: "Distributed-Replicate" }), expected);
    assert.deepEqual(
      ask({ status: status([1, "Y"], [2, "Y"], [3, "Y"], [3, "Y"]), heal: heal(0, 0, 0, 0) }).missing,
      [],
    );
  });

  it("nothing that was counted is no number", () => {
    const all = status([1, "Y"], [2, "Y"], [3, "Y"]);
    assert.equal(ask({ status: all, heal: "" }).pending, undefined);
  });

  it("fails if any of its questions fails", () => {
    const questions = ["volume status data detail", "volume info data", "volume heal data info summary"];
    for (const failing of questions) {
      machine.write("status", status([1, "Y"], [2, "Y"], [3, "Y"]));
      machine.write("heal", heal(0, 0, 0));
      machine.program("gluster", {
        "volume status data detail": 'cat "$machine/status"',
        "volume info data": "echo 'Type: Replicate'",
        "volume heal data info summary": 'cat "$machine/heal"',
        [failing]: "echo 'Another transaction is in progress for data.' >&2; exit 1",
      });
      assert.notEqual(machine.run(healthProgram("data")).status, 0, failing);
    }
  });

  it("fails while another question is under way", () => {
    machine.program("gluster", "echo 'Another transaction is in progress for data. Please try again.' >&2; exit 1");
    assert.notEqual(machine.run(healthProgram("data")).status, 0);
  });

  it("is found by the volume's technology; names that nothing has are refused", () => {
    const volume = { name: "data", technology: "gluster", mount: "/DATA", machines } as const;
    const platform = { machines: [], identityFile: "/none", volumes: [volume] };
    assert.ok(volumeOf(platform, "data"));
    assert.throws(() => volumeOf(platform, "films"), /no volume films/);
    const local = { ...volume, technology: "local" } as const;
    assert.throws(() => volumeOf({ ...platform, volumes: [local] }, "data"), /no driver for volumes of local/);
  });
});
