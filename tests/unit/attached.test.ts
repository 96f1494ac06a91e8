import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { untilAttached } from "../../components/orchestrators/swarm/attached";
import { FakeMachine } from "./support/fakeMachine";

/** Whether the program for backups takes what Docker said for a container that was not started. */
function unstarted(said: readonly string[]): boolean[] {
  const folders = ["orchestrators/swarm", "backup/programs"].map((one) => resolve(__dirname, "../../components", one));
  const program = [
    "import json, sys",
    "sys.path[:0] = sys.argv[1:]",
    "from swarm import Swarm",
    "print(json.dumps([Swarm().unstarted(said) for said in json.load(sys.stdin)]))",
  ].join("\n");
  const { stdout, stderr } = spawnSync("/usr/bin/python3", ["-SB", "-c", program, ...folders], {
    input: JSON.stringify(said),
    encoding: "utf8",
  });
  assert.equal(stderr, "");
  return JSON.parse(stdout) as boolean[];
}

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

  it("is started again for Docker's own words alone, by the script and by what makes backups", () => {
    const sentences = {
      "docker: Error response from daemon: network tv5oxuh88kjk not found.": true,
      "Unable to find image locally\ndocker: Error response from daemon: network ruche-data not found": true,
      "error: the social network was not found": false,
      "network x not found": false,
      "dump: docker: Error response from daemon: network x not found": false,
      "docker: Error response from daemon: network  not found": false,
      "docker: Error response from daemon: No such image: network not found": false,
    };
    const said = Object.keys(sentences);
    // The fake counts its calls from the beginning.
    const again = said.map((one) => {
      machine.forget();
      return run(one).tries === 2;
    });
    assert.deepEqual(again, Object.values(sentences));
    assert.deepEqual(unstarted(said), Object.values(sentences));
  });

  it("fails after a minute without the network", () => {
    machine.program("date", "echo $(($(nth) * 25))");
    machine.program("sleep");
    const gone = "docker: Error response from daemon: network x not found.";
    const { status, stderr } = run(...Array<string>(9).fill(gone));
    assert.deepEqual([status, stderr], [1, `${gone}\nwhat became of it\n`]);
  });
});
