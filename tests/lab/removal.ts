import assert from "node:assert/strict";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import execa from "execa";
import { type NetworkFingerprint, networkFingerprint } from "./network";
import { keyFiles, type TestPlatform } from "./platform";

/** What is left after `down`. */
export function removalCases(platform: TestPlatform, settings: { readonly before?: NetworkFingerprint }): void {
  describe("removal", () => {
    let others = false;
    const assertSettings = (): void => {
      // Another lab of this computer keeps the container engine, and with it the settings.
      if (!others) assert.deepEqual(networkFingerprint(), settings.before);
    };

    it("is refused without the environment's name, since there is data", async () => {
      const { status, stderr } = await platform.ruche(["down", "lab"], { input: "" });
      assert.equal(status, 1);
      assert.match(stderr, /deletes the data of home, pad, wiki[\s\S]*--consent lab/);
      assert.equal((await platform.status()).machines.length, 4);
    });

    it("is what up asks for when the state is gone while the machines are there, before anything is touched", async () => {
      const [state, away] = [join(platform.folder, ".ruche/state"), join(platform.folder, "state.away")];
      renameSync(state, away);
      try {
        const { status, stderr } = await platform.ruche(["up", "lab"]);
        assert.equal(status, 1);
        assert.match(
          stderr,
          /its state is gone: \.ruche was removed while it was up[\s\S]*\.\/ruche down lab; nothing was touched/,
        );
      } finally {
        rmSync(state, { recursive: true, force: true });
        renameSync(away, state);
      }
    });

    it("leaves no container, network, volume, file, process, firewall rule or setting behind", async () => {
      const { prefix, host } = platform.place;
      const docker = (...args: string[]) => execa("/usr/bin/docker", ["--host", host, ...args], { reject: false });
      const labels = (
        await docker("ps", "--all", "--filter", "label=ruche.lab", "--format", '{{.Label "ruche.lab"}}')
      ).stdout.split("\n");
      others = settings.before === undefined || labels.some((label) => label !== prefix);
      const keys = keyFiles();
      const { status, stderr } = await platform.ruche(["down", "lab", "--consent", "lab"]);
      assert.equal(status, 0, stderr);
      for (const list of [
        ["ps", "--all"],
        ["network", "ls"],
        ["volume", "ls"],
      ]) {
        // An engine that is gone has nothing either: then the question fails and prints nothing.
        assert.equal(
          (await docker(...list, "--quiet", "--filter", `label=ruche.lab=${prefix}`)).stdout,
          "",
          list.join(" "),
        );
      }
      assert.equal(existsSync(join(platform.folder, ".ruche")), false);
      assert.equal(keyFiles().length, keys.length - 1, "the automation key's file");
      assert.equal((await execa("pgrep", ["-f", prefix], { reject: false })).stdout, "");
      assertSettings();
    });

    it("stays complete after a preview and an up that a policy refuses: the container engine they started is stopped again (D2)", async () => {
      const preview = await platform.ruche<{ changes: unknown[] }>(["preview", "lab"]);
      assert.equal(preview.status, 0, preview.stderr);
      assert.ok(preview.json.changes.length > 50, `${preview.json.changes.length} changes`);
      assertSettings();
      const file = join(platform.folder, "environments/Pulumi.lab.yaml");
      writeFileSync(
        file,
        readFileSync(file, "utf8").replace(
          "    provider: lab",
          '    administrationFrom: ["0.0.0.0/0"]\n    provider: lab',
        ),
      );
      assert.equal((await platform.ruche(["up", "lab"])).status, 3);
      assertSettings();
    });

    it("stays complete after an up that fails before it has begun", async () => {
      const stacks = join(platform.folder, ".ruche/state/.pulumi/stacks/ruche");
      rmSync(stacks, { recursive: true, force: true });
      writeFileSync(stacks, "a file where a folder belongs");
      const { status, stderr } = await platform.ruche(["up", "lab"]).finally(() => rmSync(stacks));
      assert.deepEqual([status, /ENOTDIR.*stacks\/ruche/.test(stderr)], [1, true], stderr);
      assertSettings();
    });

    it("can be run again", async () => {
      const { status, stderr } = await platform.ruche(["down", "lab", "--consent", "lab"]);
      assert.equal(status, 0, stderr);
    });
  });
}
