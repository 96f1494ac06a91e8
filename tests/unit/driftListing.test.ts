import assert from "node:assert/strict";
import { listing } from "../../drivers/swarm/programs";
import { FakeMachine } from "./support/fakeMachine";

describe("a cluster's listing", () => {
  let machine: FakeMachine;
  beforeEach(() => {
    machine = new FakeMachine();
  });
  afterEach(() => machine.remove());

  it("is JSON with everything, or fails: a manager without a leader answers nothing", () => {
    machine.program("curl", "echo '[1]'");
    assert.deepEqual(JSON.parse(machine.run(listing(), { shell: "/bin/sh" }).stdout), {
      services: [1],
      networks: [1],
      secrets: [1],
      configs: [1],
      nodes: [1],
    });
    const socket = "-sf --unix-socket /var/run/docker.sock http://docker";
    const networks = `networks?filters=${encodeURIComponent('{"scope":["swarm"]}')}`;
    assert.deepEqual(
      machine.callsOf("curl"),
      ["services", networks, "secrets", "configs", "nodes"].map((what) => `${socket}/${what}`),
    );
    machine.program("curl", { "*/nodes": "exit 22", "*": "echo '[1]'" });
    const { status, stdout } = machine.run(listing());
    assert.deepEqual([status !== 0, stdout], [true, ""]);
  });
});
