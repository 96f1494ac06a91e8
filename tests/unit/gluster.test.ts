import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { patientGluster } from "../../components/storage/gluster/command";
import { remountScript, staleProgram } from "../../components/storage/gluster/mount";
import {
  type GlusterLayout,
  memberProbe,
  memberScript,
  volumeProbe,
  volumeScript,
} from "../../components/storage/gluster/scripts";
import { FakeMachine } from "./support/fakeMachine";

const layout: GlusterLayout = {
  volume: "data",
  through: "10.0.0.1",
  members: ["10.0.0.1", "10.0.0.2", "10.0.0.3"],
  clients: [],
  replicas: 3,
  arbiter: false,
};

/** A glusterd with one volume: what it keeps lies in files of the machine. */
const glusterd: Readonly<Record<string, string>> = {
  "peer probe *": "",
  "*peer status": 'printf "State: Peer in Cluster (Connected)\\n%.0s" {1..2}',
  "volume info data":
    'if [ -e "$machine/volume" ]; then cat "$machine/bricks"; echo "Status: $(cat "$machine/volume")"; else echo "Volume data does not exist" >&2; exit 1; fi',
  "--mode=script volume create data *":
    'echo Created > "$machine/volume"; printf "%s\\n" "$@" | grep : | awk \'{ print "Brick" NR ": " $0 }\' > "$machine/bricks"',
  "volume get data all": 'cat "$machine/options"',
  "volume set data *": 'shift 3; printf "%s %s\\n" "$@" >> "$machine/options"',
  "volume start data": 'echo Started > "$machine/volume"; echo 3 > "$machine/online"',
  "volume start data force": 'echo 3 > "$machine/online"',
  "volume status data detail":
    'for ((i = 0; i < $(cat "$machine/online"); i++)); do echo "Online               : Y"; done',
};

describe("programs of GlusterFS", () => {
  let machine: FakeMachine;
  beforeEach(() => {
    machine = new FakeMachine();
    machine.program("sleep");
    machine.program("gluster", glusterd);
    machine.write("options", "network.ping-timeout 42\nstorage.owner-uid 0\ncluster.quorum-type auto\n");
  });
  afterEach(() => machine.remove());

  const run = (script: string) => machine.run(`set -euo pipefail\n${script}`);
  const made = (): readonly string[] =>
    machine.callsOf("gluster").filter((call) => /volume (create|set|start)/.test(call));
  const well = { status: 0, stdout: "", stderr: "" };

  describe("the volume", () => {
    it("has one brick per member, with quorum, limited to its members, and passes its own probe then", () => {
      assert.notEqual(run(volumeProbe(layout)).status, 0);
      machine.forget();
      assert.deepEqual(run(volumeScript(layout)), well);
      assert.deepEqual(made(), [
        "--mode=script volume create data replica 3 10.0.0.1:/srv/gluster/data 10.0.0.2:/srv/gluster/data 10.0.0.3:/srv/gluster/data force",
        "volume set data auth.allow 127.0.0.1,10.0.0.1,10.0.0.2,10.0.0.3 cluster.server-quorum-type server network.ping-timeout 5 cluster.favorite-child-policy none",
        "volume start data",
      ]);
      machine.write(
        "options",
        "auth.allow 127.0.0.1,10.0.0.1,10.0.0.2,10.0.0.3\ncluster.quorum-type auto\ncluster.server-quorum-type server\nnetwork.ping-timeout 5\ncluster.favorite-child-policy none\nstorage.owner-uid 0\n",
      );
      assert.equal(run(volumeProbe(layout)).status, 0);
    });

    it("is left as it is when it is well, and each thing that was changed is put right and nothing else", () => {
      run(volumeScript(layout));
      const options = machine.read("options").replace(/^network.ping-timeout 42\n/, "");
      machine.write("options", options);
      machine.forget();
      assert.deepEqual(run(volumeScript(layout)), well);
      assert.deepEqual(made(), []);
      assert.deepEqual(run(volumeProbe(layout)), well);
      for (const [file, content, repair] of [
        ["options", options.replace("server\n", "none\n"), "volume set data cluster.server-quorum-type server"],
        ["options", options.replace("auto\n", "none\n"), "volume set data cluster.quorum-type auto"],
        ["volume", "Stopped\n", "volume start data"],
        ["online", "2\n", "volume start data force"],
        ["online", "0\n", "volume start data force"],
      ] as const) {
        const before = machine.read(file);
        machine.write(file, content);
        assert.notEqual(run(volumeProbe(layout)).status, 0, repair);
        machine.forget();
        assert.deepEqual(run(volumeScript(layout)), well);
        assert.deepEqual(made(), [repair]);
        machine.write(file, before);
      }
    });

    it("may have an arbiter, or a single copy; a machine without a brick is allowed to mount it", () => {
      run(volumeScript({ ...layout, arbiter: true }));
      assert.match(made()[0]!, /volume create data replica 2 arbiter 1 10\.0\.0\.1:/);
      rmSync(machine.path("volume"));
      machine.forget();
      run(volumeScript({ ...layout, clients: ["10.0.0.9"] }));
      assert.match(made()[1]!, /auth\.allow 127\.0\.0\.1,10\.0\.0\.1,10\.0\.0\.2,10\.0\.0\.3,10\.0\.0\.9 /);
      rmSync(machine.path("volume"));
      machine.forget();
      run(volumeScript({ ...layout, members: ["10.0.0.1"], replicas: 1 }));
      assert.equal(made()[0], "--mode=script volume create data 10.0.0.1:/srv/gluster/data force");
      assert.ok(!machine.calls.some((call) => call.includes("peer probe")));
    });

    it("is made when each member sees all others, not only the first one", () => {
      const seen = 'seen=$(($(nth) - 1)); printf "State: Peer in Cluster (Connected)\\n%.0s" $(seq $seen); exit';
      machine.program("gluster", { "peer probe 10.0.0.3": '[ "$(nth)" -gt 1 ]', ...glusterd, "*peer status": seen });
      assert.deepEqual(run(volumeScript(layout)), well);
      const calls = machine.callsOf("gluster");
      assert.deepEqual(
        calls.slice(
          0,
          calls.findIndex((call) => call.includes("create")),
        ),
        [
          "volume info data",
          "peer probe 10.0.0.2",
          ...Array<string>(2).fill("peer probe 10.0.0.3"),
          ...Array<string>(3).fill("peer status"),
          ...Array<string>(3).fill("--remote-host=10.0.0.2 peer status"),
          ...Array<string>(3).fill("--remote-host=10.0.0.3 peer status"),
        ],
      );
    });

    it("is asked for again while a peer is on its way; any other refusal is told", () => {
      const create = "--mode=script volume create data *";
      const early = "echo \"Host 10.0.0.3 is not in 'Peer in Cluster' state\" >&2; exit 1";
      machine.program("gluster", { ...glusterd, [create]: `[ "$(nth)" -gt 2 ] || { ${early}; }\n${glusterd[create]}` });
      assert.deepEqual(run(volumeScript(layout)), well);
      machine.program("gluster", {
        ...glusterd,
        "volume info data": "echo 'Volume data does not exist' >&2; exit 1",
        [create]: "echo 'brick is part of a volume' >&2; exit 1",
      });
      assert.deepEqual(run(volumeScript(layout)), { status: 1, stdout: "", stderr: "brick is part of a volume\n" });
    });
  });

  it("a question that fails fails the script and the probe: it is no answer, and nothing is changed for it", () => {
    run(volumeScript(layout));
    for (const question of ["volume info data", "volume status data detail"]) {
      // The first time that `info` is asked it says whether there is a volume; the second time, whether it is started.
      const stopped = `[ "$(nth)" = 1 ] && cat "$machine/bricks" && echo "Status: Stopped" && exit`;
      const fails = question === "volume info data" ? stopped : "";
      machine.program("gluster", { ...glusterd, [question]: `${fails}\necho "glusterd is down" >&2; exit 5` });
      machine.forget();
      assert.deepEqual(run(volumeScript(layout)), { status: 5, stdout: "", stderr: "glusterd is down\n" }, question);
      assert.ok(!made().some((call) => call.includes("volume start")), question);
    }
    machine.program("gluster", { ...glusterd, "volume info data": "echo 'Status: Started'; exit 5" });
    assert.equal(run(volumeProbe(layout)).status, 5);
  });

  describe("asking glusterd", () => {
    it("goes on while another command holds the volume or another machine has just started, and tells the answer and its status as they are", () => {
      const busy = 'echo "Another transaction is in progress" >&2; exit 1';
      machine.program("gluster", { "volume info x": `[ "$(nth)" -gt 3 ] || { ${busy}; }\necho said` });
      assert.deepEqual(run(`${patientGluster}\ngluster volume info x`), { ...well, stdout: "said\n" });
      const young = 'echo "Staging failed on 10.0.0.3. Error: No brick 10.0.0.1:/srv/x in volume x" >&2; exit 1';
      machine.program("gluster", { "volume status x": `[ "$(nth)" -gt 3 ] || { ${young}; }\necho said` });
      assert.deepEqual(run(`${patientGluster}\ngluster volume status x`), { ...well, stdout: "said\n" });
      machine.program("gluster", "echo wrong; exit 3");
      assert.deepEqual(run(`${patientGluster}\ngluster a || exit $?`), { status: 3, stdout: "", stderr: "wrong\n" });
    });

    it("ends after a hundred times", () => {
      machine.program("gluster", "echo 'Locking failed on 10.0.0.2'; exit 1");
      machine.forget();
      const { status, stderr } = run(`${patientGluster}\ngluster volume info x`);
      assert.deepEqual([status, stderr], [1, "Locking failed on 10.0.0.2\n"]);
      assert.equal(machine.callsOf("gluster").length, 100);
    });
  });

  describe("a member", () => {
    it("has glusterd from boot on and a folder, and is waited for", () => {
      machine.program("systemctl");
      machine.program("mkdir");
      machine.program("gluster", { "pool list": '[ "$(nth)" -gt 2 ]' });
      assert.deepEqual(run(memberScript("data")), well);
      assert.deepEqual(
        [machine.callsOf("systemctl"), machine.callsOf("mkdir")],
        [["enable -q --now glusterd"], ["-p /srv/gluster/data"]],
      );
      assert.equal(machine.callsOf("gluster").length, 3);
      machine.program("systemctl", { "is-enabled *": "", "is-active *": "exit 3" });
      assert.equal(run(memberProbe("data")).status, 3);
    });
  });

  describe("a mount that somebody took away", () => {
    const remount = () => run(remountScript("ruche-mount-data.service", "/DATA"));

    it("comes back", () => {
      machine.program("mountpoint", "exit 1");
      machine.program("systemctl");
      assert.deepEqual(remount(), well);
      assert.deepEqual(machine.callsOf("systemctl"), ["restart ruche-mount-data.service"]);
    });

    it("is left alone while it is there", () => {
      machine.program("mountpoint", { "-q /DATA": "" });
      assert.deepEqual(remount(), well);
      assert.deepEqual(machine.calls, ["mountpoint -q /DATA"]);
    });
  });

  describe("a mount that died", () => {
    const stale = () => run(`set -- /DATA\n${staleProgram.content}`);
    beforeEach(() => machine.program("systemctl"));

    it("takes the containers along that had it: they are stopped, and start again (B11)", () => {
      machine.program("docker", {
        "ps -q": "printf '%s\\n' c1 c2 c3 c4",
        "inspect *": "printf '%s\\n' 'c1 /DATA/pad /etc/x' 'c2 /DATABASE/x' 'c3 /srv /DATA/wiki /DATA/x' 'c4 /DATA'",
        "stop *": "echo stopped",
      });
      assert.deepEqual(stale(), well);
      assert.deepEqual(machine.callsOf("docker").slice(1), [
        "inspect --format {{.Id}}{{range .Mounts}} {{.Source}}{{end}} c1 c2 c3 c4",
        "stop -t 30 c1 c3 c4",
      ]);
      machine.program("docker", { "ps -q": "" });
      assert.deepEqual(stale(), well);
    });

    it("asks no Docker at boot, which waits for the mount", () => {
      machine.forget();
      machine.program("systemctl", { "is-active -q docker.service": "exit 3" });
      assert.deepEqual(stale(), well);
      assert.deepEqual(machine.callsOf("docker"), []);
    });

    describe("and containers that end meanwhile", () => {
      const gone = "Error response from daemon: No such container: c2";
      const listed = (inspect: string, stop = "echo stopped") => {
        machine.program("docker", { "ps -q": "printf '%s\\n' c1 c2", "inspect *": inspect, "stop *": stop });
        return stale();
      };

      it("are left out, and the others are stopped", () => {
        assert.deepEqual(listed("echo 'c1 /DATA/pad'; echo 'Error: No such object: c2' >&2; exit 1"), well);
        assert.equal(machine.callsOf("docker").at(-1), "stop -t 30 c1");
        assert.deepEqual(listed("printf '%s\\n' 'c1 /DATA/pad' 'c2 /DATA/pad'", `echo '${gone}' >&2; exit 1`), well);
      });

      it("excuse no other failure", () => {
        const fails = `echo '${gone}' >&2; echo 'Cannot connect to the Docker daemon' >&2; exit 1`;
        for (const ran of [listed(fails), listed("echo 'c1 /DATA/pad'", fails)])
          assert.deepEqual(ran, { status: 1, stdout: "", stderr: "Cannot connect to the Docker daemon\n" });
      });
    });
  });
});
