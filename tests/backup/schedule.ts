import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import execa from "execa";
import { verifyEvidence } from "../../model/evidence";
import { Bench } from "../images/support";
import type { TestPlatform } from "../lab/platform";
import { FakeForge } from "../workflows/support/forge";
import { Repository } from "../workflows/support/repository";
import { run } from "./machine";
import { evidenceKey } from "./state";

const services = ["chat", "home", "pad", "wiki"] as const;

/** The platform in a team's hands: its state in a database, and workflows that drill its backups. */
export function scheduleCases(platform: TestPlatform): void {
  describe("drills on a schedule", function () {
    this.timeout(300_000);
    const forge = new FakeForge();
    const file = join(platform.folder, "environments/Pulumi.lab.yaml");
    let bench: Bench;
    let repository: Repository;
    let [address, key, declared] = ["", "", ""];
    let moved = false;
    const secrets = { RUCHE_PASSPHRASE: "", RUCHE_STATE_PASSWORD: "state-of-the-bees" };
    const withPassword = { env: { PGPASSWORD: secrets.RUCHE_STATE_PASSWORD } };
    const drill = async (kind: "github" | "forgejo", { folder }: { readonly folder: string }) =>
      (await repository.run(`.${kind}/workflows/drill.yml`, "schedule", { schedule: "43 2 * * 1" }, { folder }))[0]!;
    const git = async (...words: string[]): Promise<string> =>
      (await execa("git", words, { cwd: repository.origin })).stdout;
    const committed = async (service: string) =>
      verifyEvidence(await git("show", `main:evidence/lab/${service}.json`), key, { environment: "lab", service });
    const told = (log: string): void => {
      for (const secret of [...Object.values(secrets), forge.token])
        assert.equal(log.includes(secret), false, "a secret is told");
    };

    before("a database for the state, and a repository that everybody pushes to", async () => {
      await forge.open();
      bench = await Bench.open();
      await bench.start("postgresql", "state", [
        "--volume",
        `${bench.secret("database", secrets.RUCHE_STATE_PASSWORD)}:/run/secrets/database:ro`,
        "--env",
        "POSTGRESQL_DATABASES=pulumi=/run/secrets/database",
      ]);
      await bench.healthy("state");
      address = `postgres://pulumi@${await bench.address("state")}:5432/pulumi?sslmode=disable`;
      key = await evidenceKey(platform);
      declared = readFileSync(file, "utf8");
      secrets.RUCHE_PASSPHRASE = readFileSync(join(platform.folder, ".ruche/passphrase"), "utf8").trim();
      writeFileSync(file, declared.replace(/^config:\n/m, `config:\n  ruche:state: ${address}\n`));
      // A team keeps what its drills found; each clone's own lab does not.
      const ignored = join(platform.folder, ".gitignore");
      writeFileSync(ignored, readFileSync(ignored, "utf8").replace(/^evidence\/lab\/\n/m, ""));
      repository = new Repository(forge, secrets, platform);
      await repository.create();
    });
    after("the state is in the clone again", async () => {
      writeFileSync(file, declared);
      const back = moved ? await platform.ruche(["move-state", "lab", "--from", address], withPassword) : undefined;
      await forge.close();
      await bench.end();
      repository.remove();
      if (back) assert.equal(back.status, 0, back.stderr);
    });

    it("a platform that began in a clone is taken into a team's hands: until its state is there nothing is touched, and then nothing changes (D3)", async () => {
      const refused = await platform.ruche(["up", "lab"], withPassword);
      assert.equal(refused.status, 1);
      assert.match(
        refused.stderr,
        /The state of lab is in this clone[\s\S]*\.\/ruche move-state lab --from files; nothing was touched/,
      );
      const { status, stderr } = await platform.ruche(["move-state", "lab", "--from", "files"], withPassword);
      assert.equal(status, 0, stderr);
      moved = true;
      const { json } = await platform.ruche<{ changes: unknown[] }>(["preview", "lab"], withPassword);
      assert.deepEqual(json.changes, []);
    });

    it("restore every backup, and leave signed evidence on the branch although somebody pushes meanwhile (B2, D2)", async () => {
      const begin = Date.now();
      const beside = await repository.checkoutBeside("main");
      const other = await repository.checkout("main", "editor");
      writeFileSync(join(other, "notes.md"), "meanwhile\n");
      await repository.commit(other, "Meanwhile");
      await execa("git", ["push", "--quiet", "origin", "HEAD:main"], { cwd: other });
      const { succeeded, log } = await drill("github", beside);
      assert.equal(succeeded, true, log);
      assert.match(log, /lab: backups come back\nThe evidence is committed/);
      assert.deepEqual((await git("log", "--format=%an %s", "-2", "main")).split("\n"), [
        "github-actions[bot] Evidence of restore drills",
        "ada Meanwhile",
      ]);
      assert.deepEqual(
        (await git("show", "--name-only", "--format=", "main")).split("\n"),
        services.map((service) => `evidence/lab/${service}.json`),
      );
      for (const service of services) {
        const found = await committed(service);
        assert.ok(found.outcome === "genuine" && found.record.passed && Date.parse(found.record.at) > begin, service);
      }
      told(log);
    });

    it("one that fails is seen, and its evidence is kept as well; the same on Forgejo (B2, B8)", async () => {
      await platform.on("hive1", "rm -r /DATA/services/wiki/storage/data/pages/ruche");
      await run(platform, "wiki");
      const { succeeded, log } = await drill("forgejo", await repository.checkoutBeside("main"));
      assert.equal(succeeded, false, "a failed drill is seen");
      assert.match(log, /lab: FAILED[\s\S]*The evidence is committed/);
      assert.equal(await git("log", "--format=%an %s", "-1", "main"), "forgejo-actions Evidence of restore drills");
      const [wiki, pad] = [await committed("wiki"), await committed("pad")];
      assert.ok(wiki.outcome === "genuine" && !wiki.record.passed);
      assert.ok(pad.outcome === "genuine" && pad.record.passed);
      told(log);
    });
  });
}
