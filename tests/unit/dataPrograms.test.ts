import assert from "node:assert/strict";
import { mkdirSync, readdirSync } from "node:fs";
import { setAsideProgram } from "../../cli/backup/programs";
import { listenersProgram, readListeners } from "../../cli/exposure/listeners";
import { rulesAreLoaded } from "../../components/networks/firewall";
import { putFileProgram, startProgram, stopProgram, writtenProgram } from "../../drivers/swarm/programs";
import { FakeMachine } from "./support/fakeMachine";

describe("programs of commands", () => {
  let machine: FakeMachine;
  beforeEach(() => {
    machine = new FakeMachine();
    machine.program("sleep");
  });
  afterEach(() => machine.remove());

  describe("what services wrote", () => {
    it("is each file of their containers that lies on no volume; folders, devices and what is gone again are left out", () => {
      for (const path of ["var/log/pad log", "data/kept", "data-beside", "etc/hosts"])
        machine.write(`processes/77/root/${path}`, "");
      mkdirSync(machine.path("processes/77/root/run"));
      machine.program("docker", {
        "ps *": "printf 'c1 pad\\nc2 \\nc3 wiki\\n'",
        "inspect *Pid* c1": "echo 77",
        "inspect *Mounts* c1": "printf '/data\\n/etc/hosts\\n\\n'",
        "inspect *Pid* c3": "echo 78",
        "inspect *Mounts* c3": "",
        "diff c1":
          "printf '%s\\n' 'C /var' 'A /var/log/pad log' 'A /data/kept' 'A /data-beside' 'C /etc/hosts' 'A /run' 'D /gone' 'A /gone-again'",
        "diff c3": "echo 'A /x'",
      });
      assert.deepEqual(machine.run(writtenProgram(machine.path("processes"))), {
        status: 0,
        stdout: "pad\t/var/log/pad log\npad\t/data-beside\n",
        stderr: "",
      });
    });
  });

  describe("an engine that does not answer", () => {
    it("is an error, and not a machine on which nobody wrote anything", () => {
      machine.program("docker", { "ps *": "exit 4" });
      assert.equal(machine.run(writtenProgram()).status, 4);
      const answers = { "ps *": "echo c1 pad", "inspect *": "echo 77" };
      machine.program("docker", { ...answers, "diff c1": "exit 1" });
      assert.equal(machine.run(writtenProgram()).status, 1);
      const silent = "Cannot connect to the Docker daemon";
      for (const question of ["inspect *Pid* c1", "inspect *Mounts* c1", "diff c1"]) {
        const fails = `echo '${silent}' >&2; exit 1`;
        machine.program("docker", { "ps *": "echo c1 pad", [question]: fails, "inspect c1": fails, "* c1": "echo 77" });
        assert.deepEqual(machine.run(writtenProgram()), { status: 1, stdout: "", stderr: `${silent}\n` }, question);
      }
    });

    it("of a container that has ended since, nothing is asked", () => {
      machine.write("processes/78/root/x", "");
      const gone = "echo 'Error: No such object' >&2; exit 1";
      machine.program("docker", {
        "ps *": "printf '%s\\n' 'c1 pad' 'c2 home' 'c3 wiki'",
        "inspect *Pid* c1": "echo 77",
        "inspect *Mounts* c1": "",
        "diff c1": "exit 1",
        "inspect *c1": gone,
        "inspect *c2": gone,
        "inspect *Pid* c3": "echo 78",
        "inspect *Mounts* c3": "",
        "diff c3": "echo 'A /x'",
      });
      assert.deepEqual(machine.run(writtenProgram(machine.path("processes"))), {
        status: 0,
        stdout: "wiki\t/x\n",
        stderr: "",
      });
    });

    it("does not count as one on which a server has ended, or was asked to start", () => {
      for (const question of ["service ps -q *", "service ps --format *"]) {
        machine.program("docker", { "service scale *": "", [question]: "exit 4", "service ps *": "" });
        assert.equal(machine.run(stopProgram("mariadb")).status, 4, question);
      }
      machine.program("docker", { "service scale *": "exit 4", "service ps *": "echo Running" });
      assert.equal(machine.run(stopProgram("mariadb")).status, 4);
      assert.equal(machine.run(startProgram("mariadb", 180)).status, 4);
    });
  });

  describe("the rules of a firewall", () => {
    const probe = () => machine.run(`set -euo pipefail\n${rulesAreLoaded.join("\n")}`).status;

    it("are loaded if the kernel lists what the file says", () => {
      machine.program("nft", { "-s list table inet ruche": "echo rules" });
      machine.program("unshare", "echo rules");
      assert.equal(probe(), 0);
      machine.program("unshare", "echo others");
      assert.equal(probe(), 1);
    });

    it("are not loaded if neither can be listed", () => {
      machine.program("nft", "exit 1");
      machine.program("unshare", "exit 1");
      assert.equal(probe(), 1);
    });
  });

  describe("a file of a service", () => {
    beforeEach(() =>
      machine.program("docker", { "inspect *": 'printf "%s\\n" "/other $machine/other" "/data $machine/volume" ""' }),
    );

    it("is written on the volume that is mounted there, in one step, of its folder's owner", () => {
      mkdirSync(machine.path("volume/pages"), { recursive: true });
      machine.program("chown");
      assert.deepEqual(machine.run(putFileProgram("c1", "/data/pages/a b's.txt"), { input: "text\nof two lines" }), {
        status: 0,
        stdout: "",
        stderr: "",
      });
      assert.equal(machine.read("volume/pages/a b's.txt"), "text\nof two lines");
      assert.deepEqual(machine.callsOf("chown"), [
        `--reference=${machine.path("volume/pages")} ${machine.path("volume/pages/a b's.txt.new")}`,
      ]);
      assert.deepEqual(readdirSync(machine.path("volume/pages")), ["a b's.txt"]);
    });

    it("that cannot be written fails", () => {
      assert.notEqual(machine.run(putFileProgram("c1", "/data/none/a.txt"), { input: "x" }).status, 0);
      assert.notEqual(machine.run(putFileProgram("c1", "/elsewhere/a.txt"), { input: "x" }).status, 0);
      assert.ok(!machine.has(".new"), "nothing is written where no volume is");
    });
  });

  describe("moving a database to another version", () => {
    const database = (): { engine: "mariadb"; version: string; data: string } => ({
      engine: "mariadb",
      version: "10.5",
      data: machine.path("mariadb/10.5"),
    });

    it("the old server is waited for until it runs nowhere", () => {
      machine.program("docker", {
        "service scale *": "echo scaled",
        "service ps -q *": '[ "$(nth)" -gt 2 ] || echo id',
        "service ps --format *":
          "[ \"$(nth)\" -gt 1 ] && echo 'Shutdown 1 second ago|hive1' || echo 'Running 1 minute ago|hive1'",
        "node ls *": "echo hive1 Ready",
      });
      assert.deepEqual(machine.run(stopProgram("mariadb")), { status: 0, stdout: "", stderr: "" });
      assert.equal(machine.callsOf("docker")[0], "service scale -d mariadb=0");
      assert.deepEqual(machine.callsOf("docker").slice(1), [
        "service ps -q --filter desired-state=running mariadb",
        "service ps -q --filter desired-state=running mariadb",
        "service ps -q --filter desired-state=running mariadb",
        "service ps --format {{.CurrentState}}|{{.Node}} mariadb",
        "node ls --format {{.Hostname}} {{.Status}}",
        "service ps -q --filter desired-state=running mariadb",
        "service ps --format {{.CurrentState}}|{{.Node}} mariadb",
      ]);
    });

    it("the new server is waited for until it runs", () => {
      machine.program("docker", {
        "service scale *": "",
        "service ps *": "[ \"$(nth)\" -gt 3 ] && echo 'Running 1 second ago' || echo 'Starting 1 second ago'",
      });
      assert.deepEqual(machine.run(startProgram("mariadb", 180)), { status: 0, stdout: "", stderr: "" });
      assert.equal(machine.callsOf("docker")[0], "service scale -d mariadb=1");
      assert.equal(machine.callsOf("docker").length, 5);
    });

    it("a new server that does not start within its time is an error that names where to look", () => {
      machine.program("docker", { "service scale *": "", "service ps *": "echo 'Starting 1 second ago'" });
      const { status, stderr } = machine.run(startProgram("mariadb", 0));
      assert.equal(status, 1);
      assert.equal(stderr, "mariadb did not start within 0 s: docker service logs mariadb\n");
    });

    it("folders of other versions have another name, each once", () => {
      for (const folder of ["10.11", "10.5", "10.4.replaced-by-10.5-20250101T000000Z"])
        mkdirSync(machine.path(`mariadb/${folder}`), { recursive: true });
      machine.program("date", "echo 20260102T030405Z");
      for (let time = 0; time < 2; time++)
        assert.deepEqual(machine.run(setAsideProgram(database(), "10.11")), { status: 0, stdout: "", stderr: "" });
      assert.deepEqual(readdirSync(machine.path("mariadb")).sort(), [
        "10.11",
        "10.4.replaced-by-10.5-20250101T000000Z",
        "10.5.replaced-by-10.11-20260102T030405Z",
      ]);
    });
  });

  describe("what listens on a machine", () => {
    beforeEach(() => {
      machine.program("nft", { "list chain inet ruche input": "echo 'type filter hook input; policy drop;'" });
      machine.program("ss", {
        "-Hln --tcp -p": `printf '%s\\n' 'LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=1,fd=3))' 'LISTEN 0 1 127.0.0.1:8082 0.0.0.0:* users:(("traefik",pid=2,fd=3))' 'LISTEN 0 1 [::1]:25 [::]:* users:(("exim4",pid=2,fd=3))' 'LISTEN 0 1 [::]:2377 [::]:* users:(("dockerd",pid=3,fd=3))'`,
        "-Hln --udp -p": "echo 'UNCONN 0 0 0.0.0.0%eth0:4789 0.0.0.0:*'",
      });
      machine.program("docker", {
        "ps *": "printf '%s\\n' 'pad 0.0.0.0:9998->80/tcp, :::9998->80/tcp' 'wiki ' 'dns 0.0.0.0:53->53/udp'",
      });
    });

    it("is told by protocol, port and program, without loopback, with what Docker publishes", () => {
      const { status, stdout, stderr } = machine.run(listenersProgram());
      assert.deepEqual([status, stderr], [0, ""]);
      assert.equal(
        stdout,
        "loaded\ntcp 22 sshd\ntcp 2377 dockerd\nudp 4789 no program, but the system itself\n" +
          "tcp 9998 the container pad\ntcp 9998 the container pad\nudp 53 the container dns\n",
      );
      assert.equal(readListeners("a", stdout).ports.length, 6);
    });

    it("a firewall that is not loaded is told, and a machine without Docker answers all the same", () => {
      machine.program("nft", "exit 1");
      machine.program("docker", "exit 1");
      const { status, stdout } = machine.run(listenersProgram());
      assert.equal(status, 0);
      assert.match(stdout, /^missing\ntcp 22 sshd\n/);
    });
  });
});
