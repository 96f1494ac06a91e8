import assert from "node:assert/strict";
import { runningScript, whatBecame } from "../../components/orchestrators/swarm/wait";
import { FakeMachine } from "./support/fakeMachine";

describe("waiting for services of a swarm", () => {
  let machine: FakeMachine;
  beforeEach(() => {
    machine = new FakeMachine();
    machine.program("sleep");
  });
  afterEach(() => machine.remove());

  /** The cluster's answers at each look, the last one from then on; `updates` are lines of `service inspect`. */
  const cluster = (looks: readonly string[], updates = "", failures = ""): void =>
    machine.program("docker", {
      "service ls *": `looks=(${looks.map((look) => `$'${look.replaceAll("\n", "\\n")}'`).join(" ")}); look=$(nth)
printf '%s\\n' "\${looks[look > \${#looks[@]} ? \${#looks[@]} - 1 : look - 1]}"`,
      "service inspect *": `printf '%s\\n' '${updates}'`,
      "service ps --no-trunc *": `printf '%s\\n' '${failures}'`,
      "service ps *": "echo 'pad.1 on hive1: Starting 3 seconds ago'",
    });
  /** A clock that goes on by 100 seconds at each look. */
  const clock = (): void => machine.program("date", "echo $((100 * $(nth)))");

  it("all are waited for at once, by name; what was scaled to nothing is as it should be", () => {
    cluster(["home 0/1\npad 1/1\nother 0/1", "home 1/1\npad 0/1", "home 1/1\npad 0/0\nother 0/1"]);
    assert.deepEqual(machine.run(runningScript(["home", "pad"], 210)), { status: 0, stdout: "", stderr: "" });
    assert.equal(machine.calls.filter((call) => call.startsWith("docker service ls")).length, 3);
    assert.ok(
      machine.calls.includes(
        "docker service inspect --format {{.Spec.Name}} {{with .UpdateStatus}}{{.State}}{{end}} home pad",
      ),
    );
  });

  it("they are waited for as long as the slowest may take; then it is told what the cluster says of those", () => {
    cluster(["home 1/1\npad 0/1\nwiki 0/1"], "", "pad.1 on hive1: no such image\npad.1 on hive1: no such image\n");
    clock();
    const { status, stderr } = machine.run(runningScript(["home", "pad", "wiki", "absent"], 210));
    assert.equal(status, 1);
    assert.equal(stderr, "absent pad wiki did not start:\npad.1 on hive1: no such image\n");
    assert.equal(machine.calls.filter((call) => call === "date +%s").length, 4);
    assert.ok(machine.calls.some((call) => /^docker service ps --no-trunc .* absent pad wiki$/.test(call)));
  });

  it("an update that goes on is waited for, and one that was stopped fails at once", () => {
    cluster(["pad 1/1"], "pad updating");
    clock();
    assert.match(machine.run(runningScript(["pad"], 110)).stderr, /^pad did not start:/);
    machine.forget();
    cluster(["pad 1/1"], "pad paused", "pad.2 on hive1: it ended");
    const { status, stderr } = machine.run(runningScript(["pad"], 100_000));
    assert.deepEqual([status, stderr], [1, "pad did not start:\npad.2 on hive1: it ended\n"]);
    assert.equal(machine.calls.filter((call) => call.startsWith("docker service ls")).length, 1);
  });

  it("a cluster that does not tell of updates has not finished them", () => {
    cluster(["pad 1/1"]);
    machine.program("docker", {
      "service ls *": "echo pad 1/1",
      "service inspect *": '[ "$(nth)" -gt 4 ] || exit 1; echo "pad completed"',
    });
    assert.equal(machine.run(runningScript(["pad"], 100_000)).status, 0);
    assert.equal(machine.calls.filter((call) => call.startsWith("docker service inspect")).length, 5);
  });

  it("a failure that the cluster has not told yet is asked for a while; then its state is told", () => {
    cluster([]);
    assert.deepEqual(machine.run(whatBecame("pad")), {
      status: 0,
      stdout: "",
      stderr: "pad.1 on hive1: Starting 3 seconds ago\n",
    });
    assert.equal(machine.calls.filter((call) => call.startsWith("docker service ps --no-trunc")).length, 9);
  });
});
