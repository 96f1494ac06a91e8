import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { type FoundProbe, probeFindings, probeScript, probesOf } from "../../cli/drift/probes";
import { fileIs } from "../../components/machines/configuration/file";
import { programsAreThere } from "../../components/machines/configuration/packages";
import { withProbe } from "../../components/machines/configuration/script";
import type { StateResource } from "../../model/state";

const urn = (name: string): string => `urn:pulumi:lab::ruche::x::${name}`;

describe("probes", () => {
  const folder = mkdtempSync(join(tmpdir(), "ruche-drift-"));
  after(() => rmSync(folder, { recursive: true }));
  const probe = (concern: string, script: string): FoundProbe => ({
    machine: "hive1",
    concern,
    script,
    urn: urn(concern),
  });
  const ask = (...probes: FoundProbe[]) =>
    probeFindings(probes, execFileSync("/bin/bash", ["-s"], { input: probeScript(probes) }).toString());

  it("come from the state, each with the resource whose script brings its concern back; one that nobody can read is counted", () => {
    const configured = (create: unknown, name = "firewall"): StateResource => ({
      urn: urn(name),
      type: "command:remote:Command",
      inputs: { create },
    });
    const script = withProbe("cat <<'END'\nexit 0\nEND", {
      machine: "hive1",
      concern: "firewall",
      script: "first\nsecond",
    });
    assert.deepEqual(
      probesOf([
        configured(script),
        configured("docker pull x"),
        configured({ ciphertext: "x" }),
        configured(undefined),
      ]),
      {
        probes: [{ machine: "hive1", concern: "firewall", script: "first\nsecond", urn: urn("firewall") }],
        unprobed: 1,
      },
    );
    assert.equal(probesOf([{ urn: urn("old"), type: "ruche:machines:Configuration" }]).unprobed, 1);
  });

  it("are no part of what the machine runs", () => {
    const script = withProbe("echo done", { machine: "hive1", concern: "a", script: "echo probed; (( not bash" });
    for (const way of [
      ["-c", script],
      ["-c", 'eval "$0"', script],
    ])
      assert.equal(execFileSync("/bin/bash", way).toString(), "done\n");
    assert.notEqual(
      spawnSync("/bin/bash", ["-c", withProbe("false; echo done", { machine: "hive1", concern: "a", script: "true" })])
        .status,
      0,
    );
  });

  it("say nothing where all is well, however they print", () => {
    assert.deepEqual(
      ask(probe("a", "echo loud; echo 'it''s' >&2; [ 1 = 1 ]"), probe("b", "if false; then :; fi; ! false")),
      [],
    );
  });

  it("name the file that was changed and since when, the one that is missing, and the one with another mode", () => {
    const owner = userInfo().username;
    const [changed, missing, open] = ["changed", "missing", "open"].map((name) => ({
      path: join(folder, name),
      content: "as declared",
      owner,
    }));
    for (const { path } of [changed!, open!]) writeFileSync(path, "as declared\n", { mode: 0o644 });
    const probes = [changed!, missing!, open!].map((file) => probe(file.path.split("/").at(-1)!, fileIs(file)));
    assert.deepEqual(
      ask(...probes).map(({ concern }) => concern),
      ["missing"],
    );
    writeFileSync(changed!.path, "by hand\n");
    execFileSync("chmod", ["666", open!.path]);
    const found = ask(...probes);
    assert.deepEqual(
      found.map(({ differs }) => differs),
      [`${changed!.path} was changed`, `${missing!.path} is missing`, `${open!.path} has another mode or owner`],
    );
    for (const { since } of found) assert.ok(Math.abs(Date.now() - Date.parse(since!)) < 60_000, String(since));
    assert.deepEqual(found[0]!.repair, { urn: urn("changed"), how: "again" });
  });

  it("know an owner by name or by number, with a group and without", () => {
    const { uid, gid, username } = userInfo();
    const path = join(folder, "owned");
    writeFileSync(path, "as declared\n", { mode: 0o600 });
    const owners = [
      username,
      `${uid}`,
      `${uid}:${gid}`,
      `${uid + 1}`,
      `${uid}:${gid + 1}`,
      `${username}:nobody-has-this`,
    ];
    const found = ask(
      ...owners.map((owner, index) =>
        probe(String(index), fileIs({ path, content: "as declared", mode: "600", owner })),
      ),
    );
    assert.deepEqual(
      found.map(({ concern, differs }) => [concern, differs]),
      ["3", "4", "5"].map((concern) => [concern, `${path} has another mode or owner`]),
    );
  });

  it("tell any other command that fails, and one that breaks off", () => {
    assert.deepEqual(
      ask(probe("a", `value=2\n[ "$value" = 1 ]`), probe("b", "exit 7"), probe("c", "echo $nobody_set_this")).map(
        ({ differs, since }) => [differs, since],
      ),
      [
        [`this fails: [ "$value" = 1 ]`, null],
        ["its probe ended with status 7", null],
        ["its probe ended with status 1", null],
      ],
    );
  });

  it("name the program that is not installed", () => {
    assert.deepEqual(
      ask(probe("a", programsAreThere(["sh", "nobody-has-this"]))).map(({ differs }) => differs),
      ["nobody-has-this is not installed"],
    );
  });

  it("are asked twice: what is being replaced at the moment is no drift", () => {
    const mark = join(folder, "second");
    assert.deepEqual(ask(probe("a", `[ -e ${mark} ] || { touch ${mark}; false; }`)), []);
    assert.ok(existsSync(mark));
  });
});
