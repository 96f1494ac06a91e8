import assert from "node:assert/strict";
import { leaveScript, nodeScript } from "../../components/orchestrators/swarm/join";
import { FakeMachine } from "./support/fakeMachine";

describe("programs of a swarm: membership", () => {
  let machine: FakeMachine;
  beforeEach(() => {
    machine = new FakeMachine();
    machine.program("sleep");
    machine.program("ssh", ssh);
    machine.program("curl", 'cat > "$machine/request"');
    machine.program("timeout", 'shift; exec "$@"');
  });
  afterEach(() => machine.remove());

  const token = "SWMTKN-1-nobody-sees-it";
  const reached = (number: number) => ({
    name: `hive${number}`,
    address: `10.0.0.${number}`,
    ssh: `-o 'A=b c' root@10.0.0.${number}`,
  });
  const managers = [reached(1), reached(3)];
  const node = (role: "manager" | "worker" = "manager"): string =>
    nodeScript({ machine: reached(2), role, managers: role === "manager" ? [...managers, reached(2)] : managers });
  const leave = leaveScript({ machine: reached(2), managers: [...managers, reached(2)] });
  const run = (script: string) => machine.run(`set -o pipefail\n${script}`);
  const well = { status: 0, stdout: "", stderr: "" };

  /** SSH runs its last word here; `$on` is the machine. Standard input goes to the machine unless `-n` was given. */
  const ssh = String.raw`words=("$@"); export on="${"$"}{words[-2]##*@}"
if [ "$1" = -n ]; then exec </dev/null; fi
exec sh -c "${"$"}{words[-1]}"`;
  const all = "printf '%s\\n' 'id1 hive1' 'id2 hive2' 'id22 hive22' 'old2 hive2'";
  /** Three managers, of which these are there. */
  const votes = (...there: string[]): string =>
    ["id1", "id2", "id3"].map((id) => `echo ${id} ${there.includes(id) ? "Reachable" : "Unreachable"}`).join("\n");

  /** What was done on a machine, in order, without questions. */
  const doneOn = (): readonly string[] =>
    machine
      .read("done")
      .split("\n")
      .slice(0, -1)
      .filter((call) => !/ (info|node (ls|inspect)) /.test(call));
  const noting = (answers: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(answers).map(([words, does]) => [words, `printf '%s\\n' "$on $*" >> "$machine/done"\n${does}`]),
    );

  /** The swarm behind hive1: hive2 is in this state; its role and its vote lie in files. */
  const swarm = (own: string, more: Readonly<Record<string, string>> = {}) =>
    noting({
      ...more,
      ...usual(own),
      ...more,
    });
  const usual = (own: string) => ({
    "info *ControlAvailable*": '[ "$on" = 10.0.0.1 ] && echo true || echo false',
    "info *LocalNodeState*": own,
    "node ls *role=manager*": votes("id1", "id2", "id3"),
    "node ls *": all,
    "node demote *": 'echo worker > "$machine/role"; : > "$machine/vote"',
    "node promote *": 'echo manager > "$machine/role"; echo reachable > "$machine/vote"',
    "node rm *": "",
    "swarm join-token -q *": `echo manager > "$machine/role"; echo reachable > "$machine/vote"; echo ${token}`,
    "swarm leave --force": "",
    "node inspect * --format {{.Status.State}}": "echo ready",
    "node inspect * --format {{.Spec.Role}}": 'cat "$machine/role"',
    "node inspect * --format {{with*": 'cat "$machine/vote"',
  });
  const is = (role: string): void => {
    machine.write("role", `${role}\n`);
    machine.write("vote", role === "manager" ? "reachable\n" : "");
  };

  it("the token is in no argument: it goes from one SSH session into the next", () => {
    machine.program("docker", swarm("echo inactive"));
    assert.deepEqual(run(node()), well);
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

  it("its old identities are forgotten before, by their whole name", () => {
    machine.program("docker", swarm("echo inactive"));
    assert.deepEqual(run(node()), well);
    assert.deepEqual(doneOn(), [
      "10.0.0.1 node demote id2",
      "10.0.0.1 node rm --force id2",
      "10.0.0.1 node demote old2",
      "10.0.0.1 node rm --force old2",
      "10.0.0.1 swarm join-token -q manager",
    ]);
    assert.ok(machine.calls.some((call) => call.startsWith("ssh -n -o A=b c root@10.0.0.1 ")));
  });

  it("one that is in the swarm in its role stays as it is, and is never forgotten", () => {
    machine.program("docker", swarm("echo 'active id2|'"));
    for (const role of ["manager", "worker"] as const) {
      is(role);
      assert.deepEqual(run(node(role)), well);
    }
    assert.deepEqual(doneOn(), []);
  });

  it("a worker that is to manage is promoted, a manager that is not to is demoted, and its vote is waited for", () => {
    machine.program("docker", swarm("echo 'active id2|'"));
    is("worker");
    assert.deepEqual(run(node("manager")), well);
    assert.deepEqual(run(node("worker")), well);
    assert.deepEqual(doneOn(), ["10.0.0.1 node promote id2", "10.0.0.1 node demote id2"]);
  });

  it("no manager goes if fewer than half of the others would answer, whether it stays as a worker or leaves", () => {
    const lonely = { "node ls *role=manager*": votes("id1", "id2") };
    machine.program("docker", swarm("echo 'active id2|'", lonely));
    is("manager");
    const said = "id2 stays a manager: without it 1 of 2 managers would answer\n";
    for (const script of [node("worker"), leave])
      assert.deepEqual(run(script), { status: 1, stdout: "", stderr: said });
    assert.deepEqual(doneOn(), []);
    // One that goes at the same moment is silent until it is none of them any more.
    const going = `if [ "$(nth)" -gt 3 ]; then ${votes("id1", "id2", "id3").replaceAll("\n", "; ")}; else ${votes("id1", "id2").replaceAll("\n", "; ")}; fi`;
    machine.program("docker", swarm("echo 'active id2|'", { "node ls *role=manager*": going }));
    assert.deepEqual(run(node("worker")), well);
    assert.deepEqual(doneOn(), ["10.0.0.1 node demote id2"]);
    is("manager");
    // One that is gone takes no vote along.
    machine.program("docker", swarm("exit 1", { "node ls *role=manager*": votes("id1", "id3") }));
    assert.deepEqual(run(leave), well);
  });

  it("any manager answers: one that is gone, or manages no more, is passed over", () => {
    const answers = { "info *ControlAvailable*": '[ "$on" = 10.0.0.3 ] && echo true || exit 1' };
    machine.program("docker", swarm("echo inactive", answers));
    assert.deepEqual(run(node()), well);
    assert.ok(doneOn().every((call) => call.startsWith("10.0.0.3 ")));
    assert.deepEqual(JSON.parse(machine.read("request")).RemoteAddrs, ["10.0.0.3:2377"]);
    machine.program("docker", swarm("echo inactive", { "info *ControlAvailable*": "exit 1" }));
    for (const script of [node("worker"), leave])
      assert.deepEqual(run(script), {
        status: 1,
        stdout: "",
        stderr: "no machine manages the swarm now; asked were: hive1 hive3\n",
      });
  });

  it("one that is just booting is waited for; one with a certificate of last year is let in anew", () => {
    is("manager");
    machine.program("docker", swarm("[ $(nth) -gt 3 ] && echo 'active id2|' || echo 'pending |'"));
    assert.deepEqual(run(node()), well);
    assert.deepEqual(doneOn(), []);
    machine.program("docker", swarm("echo 'error |x509: certificate has expired or is not yet valid'"));
    assert.deepEqual(run(node()), well);
    assert.equal(doneOn()[0], "10.0.0.2 swarm leave --force");
    assert.equal(doneOn().at(-1), "10.0.0.1 swarm join-token -q manager");
  });

  it("what cannot be mended is told, and nothing is done about it", () => {
    for (const [own, said] of [
      ["echo 'locked |'", "the swarm of hive2 is locked: run 'docker swarm unlock' on it"],
      ["echo 'error |no address'", "the swarm does not start on hive2: no address"],
      [
        "echo 'is dockerd there?' >&2; exit 1",
        "Docker does not answer on hive2 (systemctl status docker): is dockerd there?",
      ],
    ] as const) {
      machine.program("docker", swarm(own));
      assert.deepEqual(run(node()), { status: 1, stdout: "", stderr: `${said}\n` });
    }
    machine.program(
      "docker",
      swarm("echo 'active idx|'", { "node inspect idx *": "echo 'Error: No such node: idx' >&2; exit 1" }),
    );
    assert.match(run(node()).stderr, /^hive2 is in another swarm: .*'docker swarm leave --force' on it\n$/);
    assert.deepEqual(doneOn(), []);
  });

  it("a machine that refuses fails", () => {
    machine.program("docker", swarm("echo inactive"));
    machine.program("curl", 'cat >/dev/null; echo \'{"message":"no"}\'; exit 22');
    const refused = run(node());
    assert.deepEqual([refused.status, refused.stdout], [22, '{"message":"no"}\n']);
  });

  it("who leaves gives up its vote first, and is forgotten by its whole name whether it answers or not", () => {
    for (const answer of ["", "exit 1"]) {
      machine.write("done", "");
      machine.program("docker", swarm("", { "swarm leave --force": answer }));
      assert.deepEqual(run(leave), well);
      assert.deepEqual(doneOn(), [
        "10.0.0.1 node demote id2",
        "10.0.0.1 node demote old2",
        "10.0.0.2 swarm leave --force",
        "10.0.0.1 node demote id2",
        "10.0.0.1 node rm --force id2",
        "10.0.0.1 node demote old2",
        "10.0.0.1 node rm --force old2",
      ]);
    }
  });

  it("the last manager takes the swarm along", () => {
    machine.program("docker", swarm("", { "node ls -q *": "echo id2" }));
    assert.deepEqual(run(leaveScript({ machine: reached(2), managers: [reached(2)] })), well);
    assert.deepEqual(doneOn(), ["10.0.0.2 swarm leave --force"]);
  });

  it("a manager that does not list its nodes fails: one that nobody forgets would count in the quorum for ever", () => {
    const silent = { "node ls *": "echo 'no leader' >&2; exit 3" };
    machine.program("docker", swarm("echo inactive", silent));
    const left = run(leave);
    assert.deepEqual([left.status, left.stderr], [3, "no leader\n"]);
    assert.equal(run(node()).status, 3);
    assert.deepEqual(doneOn(), []);
  });

  it("a node that does not go yet is asked to go again", () => {
    const slow = { "node ls --format*": "echo 'id2 hive2'", "node rm *": '[ "$(nth)" -gt 2 ]' };
    machine.program("docker", swarm("", slow));
    assert.equal(run(leave).status, 0);
    assert.equal(doneOn().filter((call) => call.includes("node rm")).length, 3);
  });

  it("a node that never goes fails, with the manager's last word", () => {
    const stays = {
      "node ls --format*": "echo 'id2 hive2'",
      "node rm *": "echo 'Error response from daemon: the swarm has no leader' >&2; exit 1",
    };
    machine.program("docker", swarm("echo inactive", stays));
    const stderr =
      "hive2 (id2) cannot be taken out of the swarm: Error response from daemon: the swarm has no leader\n";
    assert.deepEqual(run(leave), { status: 1, stdout: "", stderr });
    assert.equal(doneOn().filter((call) => call.includes("node rm")).length, 100);
    machine.write("done", "");
    assert.deepEqual([run(node()).stderr, doneOn().some((call) => call.includes("join-token"))], [stderr, false]);
  });

  it("a machine that its manager never sees ready, or that never votes, is not waited for without an end", () => {
    machine.program("date", "echo $((50 * $(nth)))");
    is("manager");
    machine.program("docker", swarm("echo 'active id2|'", { "node inspect * --format {{.Status*": "echo down" }));
    assert.deepEqual(run(node()), {
      status: 1,
      stdout: "",
      stderr: "hive2 joined the swarm, and its manager does not see it ready within two minutes: down\n",
    });
    machine.program("docker", swarm("echo 'active id2|'", { "node inspect * --format {{with*": "echo unreachable" }));
    assert.deepEqual(run(node()), {
      status: 1,
      stdout: "",
      stderr: "id2 did not become a manager within a minute\n",
    });
  });
});
