import assert from "node:assert/strict";
import { runningProgram, tasksProgram } from "../../drivers/swarm/programs";
import { reasonsIn, runningIn } from "../../drivers/swarm/running";
import { FakeMachine } from "./support/fakeMachine";

describe("what runs in a swarm", () => {
  let machine: FakeMachine;
  beforeEach(() => {
    machine = new FakeMachine();
  });
  afterEach(() => machine.remove());

  it("is counted by the engine, and what is replaced is named", () => {
    const services = [
      { ID: "1", Spec: { Name: "wiki" }, ServiceStatus: { RunningTasks: 1 }, UpdateStatus: { State: "completed" } },
      { ID: "2", Spec: { Name: "ingress" }, ServiceStatus: { RunningTasks: 3 }, UpdateStatus: { State: "updating" } },
      { ID: "3", Spec: { Name: "pad" } },
    ];
    machine.program("curl", `echo '${JSON.stringify(services)}'`);
    const { copies, replacing } = runningIn(machine.run(runningProgram(), { shell: "/bin/sh" }).stdout);
    assert.deepEqual([...copies], [["wiki", 1], ["ingress", 3], ["pad", 0]]); // biome-ignore format: a table
    assert.deepEqual([...replacing], ["ingress"]);
  });

  it("is not known if the engine is no manager, or has no leader", () => {
    machine.program("curl", "exit 22");
    for (const program of [runningProgram(), tasksProgram()]) {
      const { status, stdout } = machine.run(program, { shell: "/bin/sh" });
      assert.deepEqual([status !== 0, stdout], [true, ""]);
    }
  });

  it("has a reason for each copy that does not run: the newest failure, and where it was", () => {
    const task = (ServiceID: string, NodeID: string, seconds: number, State: string, Err?: string) => ({
      ServiceID,
      NodeID,
      DesiredState: "running",
      Status: { State, Timestamp: `2026-01-01T00:00:0${seconds}Z`, Message: "preparing", ...(Err ? { Err } : {}) },
    });
    const answers: Record<string, unknown> = {
      services: ["wiki", "pad", "home", "new"].map((Name) => ({ ID: Name, Spec: { Name } })),
      tasks: [
        task("wiki", "a", 1, "failed", "task: non-zero exit (1)"),
        task("wiki", "b", 2, "rejected", "No such image: registry/wiki:1"),
        task("wiki", "a", 3, "preparing"),
        task("pad", "", 1, "pending", "no suitable node (insufficient resources on 3 nodes)"),
        task("home", "b", 1, "preparing"),
      ],
      nodes: [
        { ID: "a", Description: { Hostname: "hive1" } },
        { ID: "b", Description: { Hostname: "hive2" } },
      ],
    };
    machine.program(
      "curl",
      Object.fromEntries(
        Object.entries(answers).map(([what, said]) => [`*/${what}`, `echo '${JSON.stringify(said)}'`]),
      ),
    );
    const { stdout } = machine.run(tasksProgram(), { shell: "/bin/sh" });
    assert.deepEqual(Object.fromEntries(reasonsIn(stdout, ["wiki", "pad", "home", "new", "none"])), {
      wiki: "hive2: rejected: No such image: registry/wiki:1",
      pad: "pending: no suitable node (insufficient resources on 3 nodes)",
      home: "hive2: preparing: preparing",
      new: "no copy of it was started",
      none: "the cluster has no service of this name",
    });
  });
});
