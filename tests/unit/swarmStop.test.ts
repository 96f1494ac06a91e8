import assert from "node:assert/strict";
import { stopProgram } from "../../drivers/swarm/programs";
import { FakeMachine } from "./support/fakeMachine";

describe("stopping a service of a swarm", () => {
  let machine: FakeMachine;
  beforeEach(() => {
    machine = new FakeMachine();
    machine.program("sleep");
    machine.program("date", "echo $((100 * $(nth)))");
  });
  afterEach(() => machine.remove());

  const answers = (wanted: string, states: string) => ({
    "service scale *": "",
    "service ps -q *": wanted,
    "service ps --format *": states,
    "service ps --filter *": "echo 'hive2 Running 2 hours ago'",
    "node ls *": "echo hive1 Ready; echo hive2 Unknown; echo hive3 Down",
  });

  it("ends when no copy runs any more", () => {
    machine.program("docker", answers("", "echo Shutdown"));
    assert.deepEqual(machine.run(stopProgram("wiki", 150)), { status: 0, stdout: "", stderr: "" });
  });

  it("ends with where a copy is that never stops, as on a machine that went away", () => {
    machine.program("docker", answers("", "echo 'Running 2 hours ago|hive2'"));
    const { status, stderr } = machine.run(stopProgram("wiki", 150));
    assert.equal(status, 1);
    assert.equal(stderr, "wiki does not stop within 150 s; it is said to run on: hive2 Running 2 hours ago\n");
  });

  it("takes a copy on a machine that is down for ended, and a question that fails for no answer", () => {
    machine.program("docker", answers("", "echo 'Running 9 hours ago|hive3'"));
    assert.deepEqual(machine.run(stopProgram("wiki", 150)), { status: 0, stdout: "", stderr: "" });
    machine.program("docker", { ...answers("", "echo 'Running 9 hours ago|hive3'"), "node ls *": "exit 4" });
    assert.equal(machine.run(stopProgram("wiki", 150)).status, 4);
  });
});
