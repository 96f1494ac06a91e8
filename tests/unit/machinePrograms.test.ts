import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { installPrograms, programsAreThere } from "../../components/machines/configuration/packages";
import { namesProgram } from "../../components/networks/hostsFile";
import { pullImage, registryProbe, registryScript, startScript } from "../../components/registry/registryScripts";
import { FakeMachine } from "./support/fakeMachine";

const well = { status: 0, stdout: "", stderr: "" };

describe("programs of machines", () => {
  let machine: FakeMachine;
  beforeEach(() => {
    machine = new FakeMachine();
    machine.program("sleep");
  });
  afterEach(() => machine.remove());

  const run = (script: string, input = "") => machine.run(`set -euo pipefail\n${script}`, { input });

  describe("installing programs", () => {
    const apt = () =>
      machine.program(
        "apt-get",
        '[ "$1" = update ] || { cat; for name in "${@:4}"; do printf "#!/bin/sh\\n" > "$machine/bin/$name"; chmod +x "$machine/bin/$name"; done; echo chatter; }',
      );

    it("those that are missing are installed, in one go, without what they only recommend", () => {
      apt();
      const wanted = ["sed", "ruche-missing-1", "ruche-missing-2"];
      assert.notEqual(run(programsAreThere(wanted)).status, 0);
      assert.deepEqual(run(`${installPrograms(wanted)}\ncat`, "left to read"), { ...well, stdout: "left to read" });
      assert.deepEqual(machine.callsOf("apt-get"), [
        "update -qq",
        "install -y --no-install-recommends ruche-missing-1 ruche-missing-2",
      ]);
      assert.equal(run(programsAreThere(wanted)).status, 0);
    });

    it("where all are there, nothing is asked for", () => {
      assert.deepEqual(run(installPrograms(["sed", "awk"])), well);
      assert.deepEqual(machine.calls, []);
    });

    it("what cannot be installed fails", () => {
      machine.program("apt-get", { "update -qq": "", "install *": "echo 'no such package' >&2; exit 100" });
      const { status, stderr } = run(installPrograms(["ruche-missing"]));
      assert.deepEqual([status, stderr], [100, "no such package\n"]);
    });
  });

  describe("the registry of a machine", () => {
    const asked = "-so /dev/null -w %{http_code} --cacert /etc/ruche/registry/authority.pem https://127.0.0.1:5000/v2/";

    it("is started from now on and from boot on, and waited for until it asks for a password", () => {
      machine.program("systemctl");
      machine.program("curl", '[ "$(nth)" -gt 3 ] && echo -n 401 || { echo -n 000; exit 7; }');
      assert.deepEqual(run(startScript()), well);
      assert.deepEqual(machine.callsOf("systemctl"), [
        "daemon-reload",
        "enable -q ruche-registry",
        "restart ruche-registry",
      ]);
      assert.deepEqual(machine.callsOf("curl"), Array<string>(4).fill(asked));
    });

    it("does not start at once: systemd starts it again; in the end its journal is told", () => {
      machine.program("systemctl", { "restart *": "exit 1", "*": "" });
      machine.program("curl", "echo -n 502");
      machine.program("journalctl", "echo 'no certificate'");
      assert.deepEqual(run(startScript(0)), {
        status: 1,
        stdout: "",
        stderr: "the registry has not answered for a minute:\nno certificate\n",
      });
      assert.deepEqual(machine.callsOf("journalctl"), ["-u ruche-registry -n 20 --no-pager -o cat"]);
    });

    it("its script writes what its probe looks at, and its secrets come before its start", () => {
      const script = registryScript("/DATA/registry", "ruche-mount-data.service", "echo the secrets");
      const probe = registryProbe("/DATA/registry", "ruche-mount-data.service", "echo the secrets");
      const place = (text: string): number => script.indexOf(text);
      assert.ok(place("echo the secrets") > place("systemctl disable -q --now docker-registry"));
      assert.ok(place("systemctl restart ruche-registry") > place("echo the secrets"));
      for (const part of [
        "/etc/ruche/registry/config.yml",
        "/etc/systemd/system/ruche-registry.service",
        "echo the secrets",
      ])
        assert.ok(script.includes(part) && probe.includes(part), part);
      assert.equal(machine.run(`bash -n <<'END'\n${script}\nEND`).stderr, "");
      machine.program("curl", "echo -n 401");
      const check = probe.split("\n").at(-1)!;
      assert.equal(run(check).status, 0);
      assert.deepEqual(machine.callsOf("curl"), [asked]);
    });
  });

  describe("an image that a machine pulls", () => {
    const reference = "registry.lab.internal:5000/ruche/web:k@sha256:0";

    it("is asked for again while the machine does not know the registry's name", () => {
      machine.program(
        "docker",
        '[ "$(nth)" -gt 2 ] && echo sha256:0 || { echo "dial tcp: no such host" >&2; exit 1; }',
      );
      assert.deepEqual(machine.run(pullImage(reference)), well);
      const pulls = machine.callsOf("docker").filter((call) => call.startsWith("pull"));
      assert.deepEqual(pulls, Array<string>(3).fill(`pull -q ${reference}`));
    });

    it("leaves of the other images of its name the newest, and what Docker does not give away", () => {
      const images = ["sha256:new", "sha256:before", "sha256:here", "sha256:here", "sha256:used", "sha256:old"];
      const [name] = reference.split(/:[^:/]*@/);
      machine.program("docker", {
        "pull -q *": "echo pulled",
        "image inspect *": "echo sha256:here",
        [`image ls --no-trunc --format {{.ID}} ${name}`]: `printf '%s\\n' ${images.join(" ")}`,
        "image rm sha256:used": "echo 'image is being used by a container' >&2; exit 1",
        "image rm *": "echo removed",
      });
      assert.deepEqual(machine.run(pullImage(reference)), well);
      assert.deepEqual(
        machine.callsOf("docker").filter((call) => call.startsWith("image rm")),
        ["sha256:before", "sha256:used", "sha256:old"].map((id) => `image rm ${id}`),
      );
    });

    it("fails at once for any other reason, which is told, and after fifty times", () => {
      machine.program("docker", "echo 'unauthorized' >&2; exit 1");
      assert.deepEqual(machine.run(pullImage(reference)), { status: 1, stdout: "", stderr: "unauthorized\n" });
      assert.equal(machine.callsOf("docker").length, 1);
      machine.forget();
      machine.program("docker", "echo 'no such host' >&2; exit 1");
      assert.deepEqual(machine.run(pullImage(reference)), { status: 1, stdout: "", stderr: "no such host\n" });
      assert.equal(machine.callsOf("docker").length, 50);
    });
  });

  describe("names in the file of hosts", () => {
    const write = () => {
      machine.write("names-program", namesProgram(machine.path("hosts"), machine.path("names")), 0o755);
      return machine.start("names-program");
    };

    it("stand below the others, which stay, and are replaced by the next ones, in the same file", () => {
      machine.write("hosts", "127.0.0.1 localhost\n::1 localhost\n");
      const { ino } = statSync(machine.path("hosts"));
      for (const names of ["10.0.0.1 hive1", "10.0.0.1 hive1 pad.lab.internal\n10.0.0.2 hive2"]) {
        machine.write("names", `${names}\n`);
        assert.deepEqual(write(), well);
        assert.equal(
          machine.read("hosts"),
          `127.0.0.1 localhost\n::1 localhost\n# ruche begin\n${names}\n# ruche end\n`,
        );
      }
      assert.equal(statSync(machine.path("hosts")).ino, ino);
    });

    it("that are taken away leave the others as they were", () => {
      machine.write("hosts", "127.0.0.1 localhost\n# ruche begin\n10.0.0.1 hive1\n# ruche end\n10.9.9.9 by-hand\n");
      machine.write("names", "");
      assert.deepEqual(write(), well);
      assert.equal(machine.read("hosts"), "127.0.0.1 localhost\n10.9.9.9 by-hand\n# ruche begin\n# ruche end\n");
    });
  });
});
