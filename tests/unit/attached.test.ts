import assert from "node:assert/strict";
import { untilAttached } from "../../components/orchestrators/swarm/attached";
import { FakeMachine } from "./support/fakeMachine";

describe("a container on a network of the cluster", () => {
  let machine: FakeMachine;
  beforeEach(() => {
    machine = new FakeMachine();
  });
  afterEach(() => machine.remove());

  /** A `docker run` that fails with these messages, one after the other, and then takes its input. */
  const run = (...failures: readonly string[]) => {
    const failing = failures.map((said, index) => `[ $n != ${index + 1} ] || { echo "${said}" >&2; exit 125; }`);
    machine.program("docker", ["n=$(nth)", ...failing, 'cat > "$machine/taken"', "echo printed"].join("\n"));
    const script = untilAttached("docker run --rm -i --network n image -c 'two words'", "echo what became of it >&2");
    const ran = machine.run(script, { input: "a secret\nof two lines" });
    const calls = machine.callsOf("docker");
    assert.deepEqual([...new Set(calls)], ["run --rm -i --network n image -c two words"]);
    return { ...ran, tries: calls.length };
  };

  it("is started again while Docker does not find the network, with the same input", () => {
    const gone = "docker: Error response from daemon: network tv5oxuh88kjk not found.";
    assert.deepEqual(run(gone, gone), { status: 0, stdout: "", stderr: "", tries: 3 });
    assert.equal(machine.read("taken"), "a secret\nof two lines\n");
  });

  it("fails at once for any other reason, which is told", () => {
    assert.deepEqual(run("docker: no such image"), {
      status: 1,
      stdout: "",
      stderr: "docker: no such image\nwhat became of it\n",
      tries: 1,
    });
  });

  it("fails after a minute without the network", () => {
    machine.program("date", "echo $(($(nth) * 25))");
    machine.program("sleep");
    const gone = "network x not found";
    const { status, stderr } = run(...Array<string>(9).fill(gone));
    assert.deepEqual([status, stderr], [1, `${gone}\nwhat became of it\n`]);
  });
});
