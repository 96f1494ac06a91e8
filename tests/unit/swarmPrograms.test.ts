import assert from "node:assert/strict";
import {
  endpointModeScript,
  initProbe,
  initScript,
  joinScript,
  leaveScript,
} from "../../components/orchestrators/swarm/join";
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
    const state = (word: string) => ({
      "info *LocalNodeState*": `echo ${word}`,
      "info *Retention*": "echo 2",
      "swarm *": "",
    });
    /** A probe of a port: it answers for these machines. */
    const answering = (...addresses: string[]): void =>
      machine.program(
        "timeout",
        `case "$*" in ${addresses.map((one) => `*/${one}/2377*`).join(" | ") || "nobody"}) ;; *) exit 1 ;; esac`,
      );

    it("the first manager makes it, with a short history", () => {
      machine.program("docker", state("inactive"));
      answering();
      assert.deepEqual(machine.run(strict(initScript("10.0.0.1", ["10.0.0.2", "10.0.0.3"]))), {
        status: 0,
        stdout: "",
        stderr: "",
      });
      assert.deepEqual(
        machine.calls.filter((call) => call.startsWith("docker swarm")),
        ["docker swarm init --advertise-addr 10.0.0.1", "docker swarm update --task-history-limit 2"],
      );
    });

    it("a first manager that left makes no second one while another manager answers", () => {
      machine.program("docker", state("inactive"));
      answering("10.0.0.3");
      const { status, stderr } = machine.run(strict(initScript("10.0.0.1", ["10.0.0.2", "10.0.0.3"])));
      assert.equal(status, 1);
      assert.match(stderr, /the swarm runs without this machine: let it join again .* on 10\.0\.0\.3\n$/);
      assert.ok(!machine.calls.some((call) => call.startsWith("docker swarm")));
    });

    it("one that is there is left as it is, also when it has a single manager", () => {
      machine.program("docker", state("active"));
      assert.equal(machine.run(strict(initScript("10.0.0.1", []))).status, 0);
      assert.deepEqual(
        machine.calls.filter((call) => call.startsWith("docker swarm")),
        ["docker swarm update --task-history-limit 2"],
      );
      assert.equal(machine.run(strict(initProbe)).status, 0);
      machine.program("docker", state("inactive"));
      assert.equal(machine.run(strict(initProbe)).status, 1);
    });

    it("nothing is made by an engine that does not say whether it is in one", () => {
      machine.program("docker", { ...state("inactive"), "info *LocalNodeState*": "exit 4" });
      answering();
      assert.equal(machine.run(strict(initScript("10.0.0.1", []))).status, 4);
      assert.ok(!machine.calls.some((call) => call.startsWith("docker swarm")));
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

  describe("joining and leaving", () => {
    const token = "SWMTKN-1-nobody-sees-it";
    const connections = { manager: "-o 'A=b c' root@10.0.0.1", machine: "root@10.0.0.2" };
    const join = joinScript({
      role: "manager",
      name: "hive2",
      address: "10.0.0.2",
      managerAddress: "10.0.0.1",
      ...connections,
    });
    /** SSH runs its last word here; `$on` is the machine. Standard input goes to the machine unless `-n` was given. */
    const ssh = String.raw`words=("$@"); export on="${"$"}{words[-2]}"
if [ "$1" = -n ]; then exec </dev/null; fi
exec sh -c "${"$"}{words[-1]}"`;
    const nodes = "printf '%s\\n' 'id1 hive1' 'id2 hive2' 'id22 hive22' 'old2 hive2'";

    /** What was done on a machine, in order. */
    const doneOn = (): readonly string[] => machine.read("done").split("\n").slice(0, -1);
    const noting = (answers: Readonly<Record<string, string>>): Record<string, string> =>
      Object.fromEntries(
        Object.entries(answers).map(([words, does]) => [
          words,
          `printf '%s\\n' "\${on##*@} $*" >> "$machine/done"\n${does}`,
        ]),
      );

    beforeEach(() => {
      machine.program("ssh", ssh);
      machine.program("curl", 'cat > "$machine/request"');
    });

    const joining = (state: string) =>
      noting({
        "info *": state,
        "node ls *": nodes,
        "node demote *": "",
        "node rm *": "",
        "swarm join-token -q manager": `echo ${token}`,
        "node inspect hive2 *": '[ "$(nth)" -lt 3 ] || echo ready',
      });

    it("the token is in no argument: it goes from one SSH session into the next", () => {
      machine.program("docker", joining("echo inactive"));
      assert.deepEqual(machine.run(join), { status: 0, stdout: "", stderr: "" });
      assert.deepEqual(JSON.parse(machine.read("request")), {
        ListenAddr: "0.0.0.0:2377",
        AdvertiseAddr: "10.0.0.2",
        RemoteAddrs: ["10.0.0.1:2377"],
        JoinToken: token,
      });
      assert.ok(!machine.calls.join("\n").includes(token));
      const curl = machine.calls.find((call) => call.startsWith("curl "))!;
      assert.match(curl, /--fail-with-body --unix-socket \/var\/run\/docker\.sock .*http:\/\/docker\/swarm\/join$/);
    });

    it("its old identities are forgotten before, by their whole name; it is waited for until the manager sees it", () => {
      machine.program("docker", joining("echo inactive"));
      machine.run(join);
      assert.deepEqual(doneOn(), [
        "10.0.0.2 info --format {{.Swarm.LocalNodeState}}",
        "10.0.0.1 node ls --format {{.ID}} {{.Hostname}}",
        "10.0.0.1 node demote id2",
        "10.0.0.1 node rm --force id2",
        "10.0.0.1 node demote old2",
        "10.0.0.1 node rm --force old2",
        "10.0.0.1 swarm join-token -q manager",
        ...Array(3).fill("10.0.0.1 node inspect hive2 --format {{.Status.State}}"),
      ]);
      assert.ok(machine.calls.some((call) => call.startsWith("ssh -n -o A=b c root@10.0.0.1 ")));
    });

    it("one that is in the swarm stays as it is", () => {
      machine.program("docker", joining("echo active"));
      assert.equal(machine.run(join).status, 0);
      assert.ok(!doneOn().some((call) => /join-token|node rm|demote/.test(call)));
    });

    it("a machine that cannot be asked, or that refuses, fails", () => {
      machine.program("docker", joining("exit 1"));
      assert.equal(machine.run(join).status, 1);
      machine.program("docker", joining("echo inactive"));
      machine.program("curl", 'cat >/dev/null; echo \'{"message":"no"}\'; exit 22');
      const refused = machine.run(`set -o pipefail\n${join}`);
      assert.deepEqual([refused.status, refused.stdout], [22, '{"message":"no"}\n']);
    });

    it("who leaves gives up its vote first, and is forgotten by its whole name whether it answers or not", () => {
      const known = { "node ls *": nodes, "node demote *": "", "node rm *": "" };
      for (const answer of ["", "exit 1"]) {
        machine.write("done", "");
        machine.program("docker", noting({ ...known, "swarm leave --force": answer }));
        assert.deepEqual(machine.run(leaveScript({ name: "hive2", ...connections })), {
          status: 0,
          stdout: "",
          stderr: "",
        });
        assert.deepEqual(doneOn(), [
          "10.0.0.1 node ls --format {{.ID}} {{.Hostname}}",
          "10.0.0.1 node demote id2",
          "10.0.0.1 node demote old2",
          "10.0.0.2 swarm leave --force",
          "10.0.0.1 node ls --format {{.ID}} {{.Hostname}}",
          "10.0.0.1 node demote id2",
          "10.0.0.1 node rm --force id2",
          "10.0.0.1 node demote old2",
          "10.0.0.1 node rm --force old2",
        ]);
      }
    });

    it("a manager that does not list its nodes fails: one that nobody forgets would count in the quorum for ever", () => {
      const silent = { "node ls *": "echo 'no leader' >&2; exit 3", "swarm leave --force": "" };
      machine.program("docker", noting(silent));
      const left = machine.run(leaveScript({ name: "hive2", ...connections }));
      assert.deepEqual([left.status, left.stderr], [3, "no leader\n"]);
      machine.program("docker", { ...joining("echo inactive"), ...noting(silent) });
      assert.equal(machine.run(join).status, 3);
      assert.ok(!doneOn().some((call) => call.includes("join-token")));
    });

    it("a node that does not go yet is asked to go again", () => {
      const twice = '[ "$(nth)" -gt 2 ]';
      machine.program(
        "docker",
        noting({ "node ls *": "echo 'id2 hive2'", "node demote *": "exit 1", "node rm *": twice, "swarm leave *": "" }),
      );
      assert.equal(machine.run(leaveScript({ name: "hive2", ...connections })).status, 0);
      assert.equal(doneOn().filter((call) => call.includes("node rm")).length, 3);
    });

    it("a node that never goes fails, with the manager's last word", () => {
      const stays = "echo 'Error response from daemon: the swarm has no leader' >&2; exit 1";
      const answers = { "node ls *": "echo 'id2 hive2'", "node demote *": "", "node rm *": stays, "swarm leave *": "" };
      machine.program("docker", noting(answers));
      const stderr =
        "hive2 (id2) cannot be taken out of the swarm: Error response from daemon: the swarm has no leader\n";
      const left = machine.run(leaveScript({ name: "hive2", ...connections }));
      assert.deepEqual(left, { status: 1, stdout: "", stderr });
      assert.equal(doneOn().filter((call) => call.includes("node rm")).length, 100);
      machine.write("done", "");
      machine.program("docker", { ...joining("echo inactive"), ...noting({ "node rm *": stays }) });
      assert.deepEqual(
        [machine.run(join).stderr, doneOn().some((call) => call.includes("join-token"))],
        [stderr, false],
      );
    });

    it("a machine that its manager never sees ready is not waited for without an end", () => {
      machine.program("date", "echo $((50 * $(nth)))");
      const unseen = { ...joining("echo active"), ...noting({ "node inspect hive2 *": "echo down" }) };
      machine.program("docker", unseen);
      assert.deepEqual(machine.run(join), {
        status: 1,
        stdout: "",
        stderr: "hive2 joined the swarm, and its manager does not see it ready within two minutes: down\n",
      });
      assert.equal(machine.callsOf("date").length, 4);
    });
  });
});
