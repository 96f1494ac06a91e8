import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { brickProgram } from "../../components/storage/gluster/brick";
import { FakeMachine } from "./support/fakeMachine";

describe("the program that keeps a brick of GlusterFS within reach", () => {
  let machine: FakeMachine;
  beforeEach(() => {
    machine = new FakeMachine();
    machine.program("sleep");
  });
  afterEach(() => machine.remove());

  const made = (): readonly string[] => machine.callsOf("gluster").filter((call) => call.includes("volume start"));
  const well = { status: 0, stdout: "", stderr: "" };

  const status = (online: string, port: string, pid: number | string = "N/A") =>
    `printf '%s\\n' 'Brick                : Brick 10.0.0.1:/srv/gluster/data' 'TCP Port             : ${port}' 'Online               : ${online}' 'Pid                  : ${pid}'`;
  const detail = "volume status data 10.0.0.1:/srv/gluster/data detail";
  const start = (verb: string) => {
    machine.write("ruche-gluster-brick", brickProgram.content, 0o755);
    return machine.start("ruche-gluster-brick", [verb, "data", "10.0.0.1"]);
  };

  it("does nothing to one that can be reached, that is down, or that is no part of a volume that is started", () => {
    const none = ["Volume x does not exist", "Volume x is not started", "No brick a in volume x"];
    const silent = none.map((said) => `echo '${said}' >&2; exit 1`);
    for (const said of [status("Y", "49152"), status("N", "N/A"), ...silent]) {
      machine.program("gluster", { [detail]: said });
      assert.deepEqual([start("probe"), start("mend")], [well, well], said);
    }
  });

  it("says so if glusterd does not tell how the brick is", () => {
    const silent = "Connection failed. Please check if gluster daemon is operational.";
    for (const why of [silent, "Locking failed on hive2"]) {
      machine.program("gluster", { [detail]: `echo '${why}' >&2; exit 1` });
      const stderr = `glusterd does not say how the brick 10.0.0.1:/srv/gluster/data is: ${why}\n`;
      for (const verb of ["probe", "mend"]) assert.deepEqual(start(verb), { status: 1, stdout: "", stderr });
    }
  });

  it("starts one anew that tells clients port 0, until it can be reached", async () => {
    const brick = spawn("sleep", ["60"]);
    machine.program("gluster", {
      [detail]: `if [ "$(nth)" -gt 4 ]; then ${status("Y", "49153")}; else ${status("Y", "0", brick.pid)}; fi`,
      "volume start data force": "",
    });
    assert.equal(start("probe").status, 1);
    const ended = once(brick, "exit");
    assert.deepEqual(start("mend"), well);
    assert.equal((await ended)[1], "SIGTERM");
    assert.equal(made().length, 3);
    assert.equal(start("probe").status, 0);
  });

  it("tells when it does not come back", () => {
    machine.program("gluster", {
      [detail]: `[ "$(nth)" -gt 1 ] && ${status("N", "N/A")} || ${status("Y", "0", "")}`,
      "volume start data force": "",
    });
    const { status: ended, stderr } = start("mend");
    assert.equal(ended, 1);
    assert.match(stderr, /the brick 10\.0\.0\.1:\/srv\/gluster\/data does not come back\n$/);
    assert.equal(made().length, 100);
  });
});
