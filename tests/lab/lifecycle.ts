import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import execa from "execa";
import { wikiCall } from "../../components/services/dokuwiki/suite";
import { eventually, type TestPlatform } from "./platform";

interface UpAnswer {
  readonly changes: number;
  readonly error?: string;
}
interface PreviewAnswer {
  readonly changes: readonly unknown[];
  readonly blocked: boolean;
  readonly policies: readonly { policy: string; resource: string }[];
}

/** Running commands twice, at once, midway. */
export function lifecycleCases(platform: TestPlatform): void {
  const file = (): string => join(platform.folder, "environments/Pulumi.lab.yaml");
  const withFile = async (change: (text: string) => string, work: () => Promise<void>): Promise<void> => {
    const text = readFileSync(file(), "utf8");
    writeFileSync(file(), change(text));
    try {
      await work();
    } finally {
      writeFileSync(file(), text);
    }
  };

  describe("lifecycle", () => {
    it("a second up changes nothing (D5)", async () => {
      const { status, json, stderr } = await platform.ruche<UpAnswer>(["up", "lab"]);
      assert.equal(status, 0, stderr);
      assert.equal(json.changes, 0, JSON.stringify(json));
    });

    it("plain pulumi with the exports of `ruche env` sees the same stack and no change (D5)", async () => {
      const { stdout } = await execa(join(platform.folder, "ruche"), ["env", "lab"]);
      const preview = await execa(
        "bash",
        ["-c", `${stdout}\npulumi preview --stack lab --non-interactive --expect-no-changes`],
        { cwd: platform.folder, reject: false },
      );
      assert.equal(preview.exitCode, 0, preview.stdout + preview.stderr);
      assert.match(preview.stdout + preview.stderr, /ruche|Policies/i);
    });

    it("the same exports do not lead a command for another environment to this one's state (D5)", async () => {
      const { stdout } = await execa(join(platform.folder, "ruche"), ["env", "lab"]);
      const other = join(platform.folder, "environments/Pulumi.other.yaml");
      writeFileSync(other, readFileSync(file()));
      try {
        const preview = await execa("bash", ["-c", `${stdout}\n./ruche preview other --json`], {
          cwd: platform.folder,
          reject: false,
        });
        assert.equal(preview.exitCode, 0, preview.stderr);
        assert.ok((JSON.parse(preview.stdout) as PreviewAnswer).changes.length > 50, preview.stdout);
        assert.equal((await platform.ruche(["down", "other", "--consent", "other"])).status, 0);
      } finally {
        rmSync(other);
      }
    });

    it("of two ups at once one waits for the other, and both end well", async () => {
      const [one, two] = await Promise.all([platform.ruche(["up", "lab"]), platform.ruche(["up", "lab"])]);
      assert.deepEqual([one.status, two.status], [0, 0]);
      assert.match(one.stderr + two.stderr, /another ruche \(process \d+\) is changing lab: waiting/);
    });

    it("a change that breaks a policy is refused before anything is touched (D2)", async () => {
      await withFile(
        (text) => text.replace("    provider: lab", '    administrationFrom: ["0.0.0.0/0"]\n    provider: lab'),
        async () => {
          const before = await platform.on(
            "hive1",
            "docker service ls --format '{{.ID}} {{.Name}} {{.Replicas}}' | sort",
          );
          const { status, json } = await platform.ruche<{ policies: PreviewAnswer["policies"] }>(["up", "lab"]);
          assert.equal(status, 3);
          assert.deepEqual(
            json.policies
              .filter(({ policy }) => policy === "EXP-002")
              .map(({ resource }) => resource)
              .sort(),
            ["cellar", "hive1", "hive2", "hive3"].map((machine) => `machines-${machine}`),
          );
          assert.equal(
            await platform.on("hive1", "docker service ls --format '{{.ID}} {{.Name}} {{.Replicas}}' | sort"),
            before,
          );
        },
      );
    });

    it("a wrong environment is refused with file, line and remedy, all mistakes at once", async () => {
      await withFile(
        (text) => text.replace("kind: etherpad, exposure: members", "kind: etherpda, exposure: membres"),
        async () => {
          const { status, stderr } = await platform.ruche(["up", "lab"]);
          assert.equal(status, 1);
          assert.match(stderr, /environments\/Pulumi\.lab\.yaml:\d+.*etherpda[\s\S]*etherpad/);
          assert.match(stderr, /membres[\s\S]*members/);
        },
      );
    });

    it("an up that is killed midway ends well when it is run again, and the same for taking the change back", async function () {
      this.timeout(400_000);
      await withFile(
        (text) => text.replace("    home: {", "    second: { kind: site, exposure: public }\n    home: {"),
        async () => {
          const child = execa(join(platform.folder, "ruche"), ["up", "lab"], {
            reject: false,
            cwd: platform.folder,
            detached: true,
            all: true,
          });
          let said = "";
          child.all!.on("data", (data: Buffer) => {
            said += data.toString();
          });
          await eventually("the update to begin", 60, async () => assert.match(said, /changes to make/));
          await eventually("something to be made", 60, async () =>
            assert.match(
              await platform.on("hive1", "docker service ls --format '{{.Name}}'; ls /etc/ruche/ingress/routes"),
              /second/,
            ),
          );
          process.kill(-child.pid!, "SIGKILL");
          await child;
          await eventually("what it had started to end by itself", 30, async () =>
            assert.deepEqual(pulumiProcesses(platform.folder), []),
          );
          const again = await platform.ruche(["up", "lab"]);
          assert.equal(again.status, 0, again.stderr);
          assert.equal((await platform.http("https://second.lab.internal/health")).status, 200);
        },
      );
      const back = await platform.ruche(["up", "lab"]);
      assert.equal(back.status, 0, back.stderr);
      await assert.rejects(platform.http("https://second.lab.internal/"));
      assert.match(await wikiCall(platform, "wiki.getPage", ["proof"]), /The bees are in the hive/);
    });

    it("after the computer's container engine was killed, up starts the machines again and nothing is lost", async function () {
      this.timeout(400_000);
      await platform.docker("kill", ...["hive1", "hive2", "hive3"].map((machine) => platform.container(machine)));
      const { status, stderr } = await platform.ruche(["up", "lab"]);
      assert.equal(status, 0, stderr);
      await eventually("the wiki", 120, async () =>
        assert.match(await wikiCall(platform, "wiki.getPage", ["proof"], 2), /The bees are in the hive/),
      );
      await eventually("every service", 120, async () =>
        assert.ok((await platform.status()).services.every(({ healthy }) => healthy)),
      );
    });

    it("after their containers and their network were removed, as a prune does, up makes the machines anew and nothing is lost", async function () {
      this.timeout(400_000);
      const names = ["cellar", "hive1", "hive2", "hive3"];
      await platform.docker("rm", "--force", ...names.map((machine) => platform.container(machine)));
      await platform.docker("network", "rm", platform.place.prefix);
      const drift = await platform.ruche<{
        findings: readonly { on: string; differs: string; repairedByUp: boolean }[];
      }>(["drift", "lab"]);
      assert.deepEqual(drift.json.findings.map(({ on, differs, repairedByUp }) => [on, differs, repairedByUp]).sort(), [
        ...names.map((name) => [name, "its container is gone", true]),
        ["machines", "the network between them is gone", true],
      ]);
      const { status, stderr } = await platform.ruche(["up", "lab"]);
      assert.equal(status, 0, stderr);
      assert.match(await wikiCall(platform, "wiki.getPage", ["proof"], 2), /The bees are in the hive/);
      assert.match(
        await platform.on("hive1", "docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}' | sort"),
        /^hive1 Ready \w+\nhive2 Ready \w+\nhive3 Ready \w+$/,
      );
    });
  });
}

/** Programs and plugins of Pulumi that run for a clone: they have the place of its state in their environment. */
function pulumiProcesses(clone: string): string[] {
  const read = (pid: string, what: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${what}`, "utf8").replaceAll("\0", " ");
    } catch {
      return ""; // it has just ended, or is somebody else's
    }
  };
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && read(name, "environ").includes(clone))
    .map((pid) => read(pid, "cmdline"))
    .filter((command) => command.includes("pulumi"));
}
