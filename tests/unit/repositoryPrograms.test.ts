import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import { shellProgram } from "../../tools/programFile";
import { FakeMachine } from "./support/fakeMachine";

const programs = resolve(__dirname, "../../components/backup");
const well = { status: 0, stdout: "", stderr: "" };

describe("a repository of backups on its machine", () => {
  const { username: user } = userInfo();
  let machine: FakeMachine;
  beforeEach(() => {
    machine = new FakeMachine();
    machine.program("systemctl");
    machine.program("chown");
    machine.program("systemd-run", 'shift 4; exec "$@"');
    machine.program("id");
    // A repository is a file with its passwords. The id of a key is its password.
    machine.program(
      "restic",
      `given=$(cat "$RESTIC_PASSWORD_FILE") && folder="$*"; folder=\${folder#* -r }; folder=\${folder%% *}
      case "$*" in
      *" init "*) echo "$given" > "$folder/config" ;;
      *"key add"*) grep -q "$given" "$folder/config" && cat "\${*: -1}" >> "$folder/config" ;;
      *"cat config"*) grep -qx "$given" "$folder/config" ;;
      *"key list --json"*) printf '[{"id":"other","current":false},{"id":"%s","current":true}]' "$given" ;;
      *"key remove"*) grep -qx "$given" "$folder/config" && sed -i "/^\${*: -1}$/d" "$folder/config" ;;
      esac`,
    );
  });
  afterEach(() => machine.remove());

  const settings = () => ({
    user,
    here: machine.path("etc/ruche/repository/cellar"),
    folder: machine.path("srv/cellar"),
  });
  const run = (name: string, more = {}) =>
    machine.run(`set -euo pipefail\n${shellProgram(programs, name, { ...settings(), ...more })}`);
  const prepare = () => run("prepareRepository.sh");
  const open = ({ writers = "of the repository", pruning = "of the machine", former = [] as string[] } = {}) => {
    machine.write("run/password", `${writers}\n`);
    machine.write("etc/ruche/repository/cellar/password", `${pruning}\n`);
    for (const [at, password] of former.entries()) machine.write(`run/former/${at}`, `${password}\n`);
    return run("openRepository.sh", {
      given: machine.path("run/password"),
      former: machine.path("run/former"),
      timers: ["prune.timer", "check.timer"],
    });
  };
  const opensIt = (): string[] => machine.read("srv/cellar/config").trim().split("\n").sort();
  const mode = (path: string): number => statSync(machine.path(path)).mode & 0o777;

  it("has a user who owns its folder, and keys that only the administrator writes", () => {
    machine.program("id", "exit 1");
    machine.program("useradd");
    assert.deepEqual([prepare(), prepare()], [well, well]);
    assert.equal(
      machine.callsOf("useradd")[0],
      `--system --shell /bin/sh --home-dir ${join(machine.folder, "etc/ruche/repository")} --no-create-home ${user}`,
    );
    assert.deepEqual([mode("srv/cellar"), mode("etc/ruche/repository/authorized")], [0o700, 0o755]);
  });

  it("is made once, takes both passwords, and lets the writers of all repositories in", () => {
    prepare();
    machine.write("etc/ruche/repository/authorized/attic", "key of attic\n");
    machine.write("etc/ruche/repository/authorized/cellar", "key of cellar\n");
    assert.deepEqual([open(), open()], [well, well]);
    assert.equal(machine.read("srv/cellar/config"), "of the repository\nof the machine\n");
    assert.equal(machine.read("etc/ruche/repository/authorized_keys"), "key of attic\nkey of cellar\n");
    assert.ok(!machine.has("run/password"), "the password is read once");
    assert.deepEqual(machine.callsOf("systemctl").slice(-3), [
      "daemon-reload",
      "enable -q --now prune.timer",
      "enable -q --now check.timer",
    ]);
  });

  it("is opened by rotated passwords, one or both at once, and by none from before (B4)", () => {
    prepare();
    machine.write("etc/ruche/repository/authorized/cellar", "key\n");
    assert.deepEqual(open(), well);
    const one = { writers: "of writers 2", former: ["of the repository"] };
    assert.deepEqual([open(one), open(one)], [well, well]);
    assert.deepEqual(opensIt(), ["of the machine", "of writers 2"]);
    const both = {
      writers: "of writers 4",
      pruning: "of the machine 2",
      former: ["of writers 3", "of writers 2", "of the repository", "of the machine"],
    };
    assert.deepEqual(open(both), well);
    assert.deepEqual(opensIt(), ["of the machine 2", "of writers 4"]);
    assert.ok(!machine.has("run/former"));
  });

  it("of another seed is left as it is, and the way out is told (B4)", () => {
    prepare();
    machine.write("etc/ruche/repository/authorized/cellar", "key\n");
    assert.deepEqual(open(), well);
    const { status, stderr } = open({ writers: "strange", pruning: "stranger" });
    assert.equal(status, 1);
    assert.match(stderr, /no password of this platform opens the repository in .*: it belongs to another seed/);
    assert.deepEqual(opensIt(), ["of the machine", "of the repository"]);
  });

  it("that cannot be made fails with restic's own words", () => {
    prepare();
    machine.write("etc/ruche/repository/authorized/cellar", "key\n");
    machine.program("restic", "echo 'Fatal: no space left' >&2; exit 1");
    assert.deepEqual(open(), { status: 1, stdout: "", stderr: "Fatal: no space left\n" });
  });
});
