import assert from "node:assert/strict";
import { type GlusterLayout, volumeScript } from "../../components/storage/gluster/scripts";
import { FakeMachine } from "./support/fakeMachine";

const at = (number: number): string => `10.0.0.${number}`;
const brick = (number: number): string => `${at(number)}:/srv/gluster/data`;

const layout = (...numbers: number[]): GlusterLayout => ({
  volume: "data",
  through: at(numbers[0]!),
  members: numbers.map(at) as [string, ...string[]],
  clients: [],
  replicas: 3,
  arbiter: false,
});

describe("machines of a volume that are exchanged", () => {
  let machine: FakeMachine;

  /** A volume on these machines, of which some are down. Two files are not on all copies after each exchange. */
  const volume = (on: readonly number[], { down = [] as readonly number[], more = {} } = {}): void => {
    machine.write("bricks", on.map((number, index) => `Brick${index + 1}: ${brick(number)}\n`).join(""));
    machine.write("pending", "0 0");
    machine.write("options", "");
    machine.write("down", down.map((number) => `${brick(number)}\n`).join(""));
    machine.program("gluster", {
      ...more,
      "volume info data": 'cat "$machine/bricks"; echo "Status: Started"',
      "peer probe *": "",
      "peer status": `for n in 1 2 3 4 5 6 8 9; do grep -qE "^10.0.0.$n(:|$)" "$machine/down" "$machine/silent" || printf 'Hostname: 10.0.0.%s\\nUuid: u%s\\nState: Peer in Cluster (Connected)\\n\\n' $n $n; done`,
      "--remote-host=* peer status": 'printf "State: Peer in Cluster (Connected)\\n%.0s" {1..8}',
      "volume get data all": 'cat "$machine/options"',
      "volume set data *": 'shift 3; printf "%s %s\\n" "$@" >> "$machine/options"',
      "volume status data detail": `for ((i = ${down.length}; i < ${on.length}; i++)); do echo "Online               : Y"; done`,
      "volume status data * detail": 'grep -qx "$4" "$machine/down" && echo "Online : N" || echo "Online : Y"',
      "volume heal data info summary": [
        'if [ -s "$machine/down" ]; then echo "Status: Transport endpoint is not connected"; exit; fi',
        'read -r now later < "$machine/pending"; echo "$later 0" > "$machine/pending"',
        'printf "Status: Connected\\nTotal Number of entries: %s\\n" "$now"',
      ].join("\n"),
      "--mode=script volume replace-brick data *":
        'sed -i "s|$5|$6|" "$machine/bricks"; sed -i "\\|$5|d" "$machine/down"; echo "2 1" > "$machine/pending"',
      "volume heal data full": "",
      "--mode=script peer detach *": "",
      "volume start data force": "",
      ...more,
    });
  };
  beforeEach(() => {
    machine = new FakeMachine();
    machine.program("sleep");
    machine.program("touch", 'printf "%s\\n" marked >> "$machine/calls"; : > "$machine/mark"');
    machine.program("hostname", "echo hive1");
    machine.write("silent", "");
    machine.program("nft", {
      "delete table *": ': > "$machine/silent"',
      "*": 'grep -oE "daddr [0-9.]+" <<<"$*" | head -n 1 | cut -d " " -f 2 > "$machine/silent"',
    });
  });
  afterEach(() => machine.remove());

  /** The script, with its mark in the machine's folder. */
  const run = (declared: GlusterLayout) =>
    machine.run(
      `set -euo pipefail\n${volumeScript(declared).replace("/srv/gluster/data.exchange", machine.path("mark"))}`,
    );
  const well = { status: 0, stdout: "", stderr: "" };
  const changes = (): readonly string[] =>
    machine.callsOf("gluster").filter((call) => /replace-brick|heal data full|detach|peer probe/.test(call));

  it("the new one takes the place of the old one, gets everything, and the old one votes no more", () => {
    volume([1, 2, 3]);
    assert.deepEqual(run(layout(1, 2, 4)), well);
    assert.deepEqual(changes(), [
      `peer probe ${at(4)}`,
      `--mode=script volume replace-brick data ${brick(3)} ${brick(4)} commit force`,
      `--mode=script peer detach ${at(3)} force`,
      "volume heal data full",
    ]);
    // What the old one would object to is not heard meanwhile, and everything of it afterwards.
    assert.match(
      machine.read("calls"),
      /^ *add rule inet ruche_exchange output ip daddr 10\.0\.0\.3 tcp dport 24007 /m,
    );
    assert.equal(machine.read("silent"), "");
    assert.equal(machine.has("mark"), false);
    const calls = machine.callsOf("gluster");
    const healing = calls.slice(calls.indexOf("volume heal data full"));
    // Two, one, and then three times nothing.
    assert.equal(healing.filter((call) => call.endsWith("info summary")).length, 5);
    machine.forget();
    assert.deepEqual(run(layout(1, 2, 4)), well);
    assert.deepEqual(changes(), []);
  });

  it("in whatever order machines are named, nothing is exchanged that is there", () => {
    volume([1, 2, 3]);
    assert.deepEqual(run(layout(3, 1, 2)), well);
    assert.deepEqual(changes(), []);
  });

  it("several are exchanged one after the other: each is whole before the next one goes", () => {
    volume([1, 2, 3]);
    assert.deepEqual(run(layout(1, 4, 5)), well);
    const steps = machine
      .callsOf("gluster")
      .filter((call) => /replace-brick|info summary/.test(call))
      .map((call) => (call.includes("replace") ? "exchanged" : "asked"));
    assert.deepEqual(
      steps.join(" "),
      "asked asked asked exchanged asked asked asked asked asked asked asked asked exchanged asked asked asked asked asked",
    );
  });

  it("one that is lost is exchanged without being asked, and none while one of the others is down", () => {
    volume([1, 2, 3], { down: [3] });
    assert.deepEqual(run(layout(1, 2, 4)), well);
    volume([1, 2, 3], { down: [2] });
    machine.forget();
    assert.deepEqual(run(layout(1, 2, 4)), {
      status: 1,
      stdout: "",
      stderr: `${brick(3)} of the volume data is not exchanged while ${brick(2)} is down, which has the data\n`,
    });
    assert.ok(!changes().some((call) => call.includes("replace-brick")));
  });

  it("what was broken off is waited for by the next run, and told where a copy never answers", () => {
    volume([1, 2, 4]);
    machine.write("mark", "");
    machine.write("pending", "3 1");
    assert.deepEqual(run(layout(1, 2, 4)), well);
    assert.equal(machine.has("mark"), false);
    volume([1, 2, 4], { down: [2] });
    machine.write("mark", "");
    const { status, stderr } = run(layout(1, 2, 4));
    assert.equal(status, 1);
    assert.match(stderr, /^a copy of the volume data does not answer, .*remove .*\/mark on hive1 and run up again\n$/);
  });

  it("groups stay what they are: the new one stands where the old one stood", () => {
    volume([1, 2, 3, 4, 5, 6]);
    assert.deepEqual(run(layout(1, 9, 3, 4, 5, 8)), well);
    assert.deepEqual(
      changes().filter((call) => call.includes("replace")),
      [
        `--mode=script volume replace-brick data ${brick(2)} ${brick(9)} commit force`,
        `--mode=script volume replace-brick data ${brick(6)} ${brick(8)} commit force`,
      ],
    );
    volume([1, 2, 3, 4, 5, 6]);
    const { status, stderr } = run(layout(1, 3, 4, 5, 6, 9));
    assert.equal(status, 1);
    assert.match(stderr, /^nothing of .* stands in the place of 10\.0\.0\.2:/);
  });

  it("more or fewer machines, and the only copy, are refused", () => {
    for (const [on, declared] of [
      [[1, 2, 3], layout(1, 2, 3, 4, 5, 6)],
      [[1, 2, 3, 4, 5, 6], layout(1, 2, 3)],
      [[1], { ...layout(2), replicas: 1 }],
    ] as const) {
      volume(on);
      machine.forget();
      const { status, stderr } = run(declared);
      assert.equal(status, 1);
      assert.match(stderr, /^the volume data lies on .* and does not spread over .* by itself\n$/);
      assert.ok(!changes().some((call) => call.includes("replace")));
    }
  });

  it("a machine that was made anew since it was asked is forgotten as what it was, and asked again", () => {
    const rejected = "printf 'Hostname: 10.0.0.4\\nState: Peer Rejected (Connected)\\n\\n'";
    const let_in =
      "printf 'Hostname: hive4\\nState: Peer in Cluster (Connected)\\nOther names:\\n10.0.0.4\\n'; printf 'State: Peer in Cluster (Connected)\\n'";
    volume([1, 2, 3], {
      more: {
        "peer status": `if grep -q 'detach 10.0.0.4 force' "$machine/calls"; then ${let_in}; else ${rejected}; fi`,
      },
    });
    machine.program("date", "echo $((10 * $(nth)))");
    assert.deepEqual(run(layout(1, 2, 4)), well);
    assert.deepEqual(changes().slice(0, 3), [
      `peer probe ${at(4)}`,
      `--mode=script peer detach ${at(4)} force`,
      `peer probe ${at(4)}`,
    ]);
  });

  it("a machine that belongs to others, that never comes, or that has an old copy in the way, is told", () => {
    const failing = (words: string, said: string): string => {
      volume([1, 2, 3], { more: { [words]: `echo '${said}' >&2; exit 1` } });
      machine.program("date", "echo $((50 * $(nth)))");
      return run(layout(1, 2, 4)).stderr;
    };
    assert.match(
      failing("peer probe *", "peer probe: failed: 10.0.0.4 is already part of another cluster"),
      /^10\.0\.0\.4 holds volumes together with other machines/,
    );
    assert.match(
      failing("peer probe *", "not ready"),
      /^10\.0\.0\.4 does not join the machines with volumes: not ready\n/,
    );
    assert.match(
      failing("--mode=script volume replace-brick *", "/srv/gluster/data is already part of a volume"),
      /Move the folder \/srv\/gluster\/data aside on 10\.0\.0\.4, and run up again\n$/,
    );
    assert.equal(machine.has("mark"), false);
  });
});
