/** Objects that an interrupted update had begun to make, and what is proven of them. */
import assert from "node:assert/strict";
import { removeHalfMade, removeNeverStarted } from "../../drivers/lab/halfMade";
import { removeProgram } from "../../drivers/swarm/programs";
import { FakeMachine } from "./support/fakeMachine";

describe("a half-made object", () => {
  let machine: FakeMachine;
  beforeEach(() => {
    machine = new FakeMachine();
  });
  afterEach(() => machine.remove());

  const removals = (): string[] => machine.callsOf("docker").filter((call) => / rm /.test(call));

  describe("of a lab", () => {
    const become = (kind: "container" | "network") =>
      removeHalfMade({ client: machine.path("bin/docker"), host: "unix:///x" }, "ruche-1-lab", kind, "hive1");

    it("goes only if its label says that it is this lab's", async () => {
      machine.program("docker", { "*inspect*": "echo ruche-1-lab", "* rm *": "" });
      assert.equal(await become("container"), "removed");
      assert.equal(await become("network"), "removed");
      assert.equal(removals().length, 2);
      machine.write("calls", "");
      for (const label of ["ruche-2-lab", ""]) {
        machine.program("docker", { "*inspect*": `echo '${label}'` });
        assert.equal(await become("container"), "strange");
      }
      assert.deepEqual(removals(), []);
    });

    it("is absent only if the engine says so; a removal that fails is none", async () => {
      machine.program("docker", "echo 'Error: No such container: hive1' >&2; exit 1");
      assert.equal(await become("container"), "absent");
      machine.program("docker", "echo 'Error response from daemon: network hive1 not found' >&2; exit 1");
      assert.equal(await become("network"), "absent");
      machine.program("docker", "echo 'Cannot connect to the Docker daemon' >&2; exit 1");
      await assert.rejects(become("container"), /does not say whether hive1 is there: Cannot connect/);
      machine.program("docker", { "*inspect*": "echo ruche-1-lab", "* rm *": "echo 'it is busy' >&2; exit 1" });
      await assert.rejects(become("container"), /hive1 could not be removed: it is busy/);
    });

    it("that was made and never started goes if the state does not know it", async () => {
      machine.program("docker", { "* ps *": "printf '%s\\n' 'id1 hive1' 'id4 hive4'", "* rm *": "" });
      const engine = { client: machine.path("bin/docker"), host: "unix:///x" };
      assert.deepEqual(await removeNeverStarted(engine, "ruche-1-lab", new Set(["id1"])), ["hive4"]);
      assert.deepEqual(removals(), ["--host unix:///x rm id4"]);
      assert.match(machine.callsOf("docker")[0]!, /label=ruche\.lab=ruche-1-lab .*status=created/);
    });
  });

  it("of a swarm is absent only if the swarm says so", () => {
    const become = (): [number | null, string, string] => {
      const { status, stdout, stderr } = machine.run(removeProgram("service", "wiki"));
      return [status, stdout, stderr];
    };
    machine.program("docker", { "service inspect *": "echo found", "service rm *": "" });
    assert.deepEqual(become(), [0, "removed\n", ""]);
    machine.program("docker", "echo 'Error: no such service: wiki' >&2; exit 1");
    assert.deepEqual(become(), [0, "absent\n", ""]);
    machine.program("docker", "echo 'This node is not a swarm manager.' >&2; exit 1");
    assert.deepEqual(become(), [1, "", "This node is not a swarm manager.\n"]);
    machine.program("docker", { "service inspect *": "echo found", "service rm *": "exit 1" });
    assert.deepEqual(become().slice(0, 2), [1, ""]);
  });
});
