import assert from "node:assert/strict";
import { endpointModeScript, initProbe, initScript } from "../../components/orchestrators/swarm/join";
import { FakeMachine } from "./support/fakeMachine";

describe("programs of a swarm", () => {
  let machine: FakeMachine;
  beforeEach(() => {
    machine = new FakeMachine();
    machine.program("sleep");
  });
  afterEach(() => machine.remove());

  const strict = (script: string): string => `set -euo pipefail\n${script}`;

  describe("making one", () => {
    const state = (word: string, manages = true) => ({
      "info *ControlAvailable*": `echo '${word} ${manages}'`,
      "info *LocalNodeState*": `echo ${word}`,
      "info *Retention*": "echo 2",
      "info *NodeCertExpiry*": "echo 17520h0m0s",
      "swarm *": "",
    });
    /** A probe of a port: it answers for these machines. */
    const answering = (...addresses: string[]): void =>
      machine.program(
        "timeout",
        `case "$*" in ${addresses.map((one) => `*/${one}/2377*`).join(" | ") || "nobody"}) ;; *) exit 1 ;; esac`,
      );
    const init = (...others: string[]): string =>
      strict(initScript({ address: "10.0.0.1", others, pool: "10.223.0.0/16" }));
    const done = (): readonly string[] => machine.calls.filter((call) => call.startsWith("docker swarm"));
    const settings = "docker swarm update --task-history-limit 2 --cert-expiry 17520h";
    const well = { status: 0, stdout: "", stderr: "" };

    it("the usual manager makes it, with networks of its own, a short history and certificates for two years", () => {
      machine.program("docker", state("inactive", false));
      answering();
      assert.deepEqual(machine.run(init("10.0.0.2", "10.0.0.3")), well);
      assert.deepEqual(done(), [
        "docker swarm init --advertise-addr 10.0.0.1 --default-addr-pool 10.223.0.0/16",
        settings,
      ]);
    });

    it("a manager that left makes no second one while another machine answers for it", () => {
      for (const word of ["inactive", "error"]) {
        machine.program("docker", state(word, false));
        answering("10.0.0.3");
        assert.deepEqual(machine.run(init("10.0.0.2", "10.0.0.3")), well);
        assert.deepEqual(done(), []);
      }
    });

    it("one that is there is left as it is, also when it has a single manager, and by one that does not manage it", () => {
      machine.program("docker", state("active", false));
      assert.equal(machine.run(init()).status, 0);
      assert.deepEqual(done(), []);
      machine.program("docker", state("active"));
      assert.equal(machine.run(init()).status, 0);
      assert.deepEqual(done(), [settings]);
      assert.equal(machine.run(strict(initProbe)).status, 0);
      machine.program("docker", state("inactive", false));
      assert.equal(machine.run(strict(initProbe)).status, 1);
    });

    it("after a summer without power it goes on with what it knows; any other error makes nothing", () => {
      answering();
      const error = (text: string) => ({ ...state("x"), "info *ControlAvailable*": `echo 'error false ${text}'` });
      machine.program("docker", error("x509: certificate has expired or is not yet valid"));
      assert.deepEqual(machine.run(init("10.0.0.2")), well);
      assert.deepEqual(done(), ["docker swarm init --force-new-cluster --advertise-addr 10.0.0.1", settings]);
      machine.forget();
      for (const answer of [
        error("could not find local IP address"),
        state("locked", false),
        state("pending", false),
      ]) {
        machine.program("docker", answer);
        assert.deepEqual(machine.run(init()), well);
      }
      assert.deepEqual(done(), []);
    });

    it("nothing is made by an engine that does not say whether it is in one", () => {
      machine.program("docker", { ...state("inactive"), "info *ControlAvailable*": "exit 4" });
      answering();
      assert.equal(machine.run(init()).status, 4);
      assert.deepEqual(done(), []);
    });

    it("virtual addresses are used if the kernel has them", () => {
      machine.program("modprobe", "exit 1");
      const mode = (): string => machine.run(strict(endpointModeScript(machine.folder))).stdout;
      assert.equal(mode(), "dnsrr");
      machine.write("net/ip_vs", "");
      assert.equal(mode(), "vip");
      assert.ok(machine.calls.includes("modprobe -q ip_vs"));
    });
  });
});
