import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import execa from "execa";
import { networkFingerprint, type NetworkFingerprint } from "./network";
import type { TestPlatform } from "./platform";

/** What is left after `down`. */
export function removalCases(platform: TestPlatform, before: NetworkFingerprint): void {
  describe("removal", () => {
    it("is refused without the environment's name, since there is data", async () => {
      const { status, stderr } = await platform.ruche(["down", "lab"], { input: "" });
      assert.equal(status, 1);
      assert.match(stderr, /deletes the data of home, pad, wiki[\s\S]*--consent lab/);
      assert.equal((await platform.status()).machines.length, 3);
    });

    it("leaves no container, network, volume, file, process, firewall rule or setting behind", async () => {
      const { prefix, host } = platform.place;
      const identity = (JSON.parse((await platform.ruche(["status", "lab"])).stderr || "{}"), readdirIdentities());
      const shared = (await platform.docker("ps", "--all", "--quiet", "--filter", "label=ruche.lab")).split("\n").filter(Boolean).length > 3;
      const { status, stderr } = await platform.ruche(["down", "lab", "--consent", "lab"]);
      assert.equal(status, 0, stderr);
      const left = await execa("/usr/bin/docker", ["--host", host, "ps", "--all", "--quiet", "--filter", `label=ruche.lab=${prefix}`], { reject: false });
      if (left.exitCode === 0) {
        assert.equal(left.stdout, "");
        for (const kind of ["network", "volume"]) assert.equal(await platform_(host, kind, prefix), "", kind);
      }
      assert.equal(existsSync(join(platform.folder, ".ruche")), false);
      assert.deepEqual(readdirIdentities().length < identity.length || identity.length === 0, true, "the automation key's file is gone");
      assert.equal((await execa("pgrep", ["-f", prefix], { reject: false })).stdout, "");
      // Another lab of this computer keeps the container engine, and with it the settings.
      if (!shared) assert.deepEqual(networkFingerprint(), before);
    });

    it("can be run again", async () => {
      const { status, stderr } = await platform.ruche(["down", "lab", "--consent", "lab"]);
      assert.equal(status, 0, stderr);
    });
  });
}

async function platform_(host: string, kind: string, prefix: string): Promise<string> {
  return (await execa("/usr/bin/docker", ["--host", host, kind, "ls", "--quiet", "--filter", `label=ruche.lab=${prefix}`])).stdout;
}

function readdirIdentities(): string[] {
  const folder = join(process.env.XDG_STATE_HOME ?? join(homedir(), ".local/state"), "ruche/identities");
  return existsSync(folder) ? require("node:fs").readdirSync(folder) as string[] : [];
}
void readFileSync;
