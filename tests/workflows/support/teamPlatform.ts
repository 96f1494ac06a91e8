import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import execa from "execa";
import { Bench } from "../../images/support";
import { type Status, TestPlatform } from "../../lab/platform";
import { FakeForge, type ForgePull } from "./forge";
import { Repository } from "./repository";
import type { JobRun } from "./workflow";

export const file = "environments/Pulumi.team.yaml";
export const up = ".github/workflows/up.yml";
const preview = ".github/workflows/preview.yml";
const comment = ".github/workflows/comment.yml";
export const secrets = { RUCHE_PASSPHRASE: "waggle-dance-to-the-east", RUCHE_STATE_PASSWORD: "state-of-the-bees" };

/** A team's platform of one machine and more, on this computer; its state is in a PostgreSQL. */
export class TeamPlatform {
  readonly forge = new FakeForge();
  readonly platform = new TestPlatform("team");
  readonly repository = new Repository(this.forge, secrets, this.platform);
  readonly env = { PULUMI_CONFIG_PASSPHRASE: secrets.RUCHE_PASSPHRASE, PGPASSWORD: secrets.RUCHE_STATE_PASSWORD };
  /** Address of the state. */
  address = "";
  #bench: Bench | undefined;

  async open(): Promise<void> {
    await this.forge.open();
    const bench = await Bench.open();
    this.#bench = bench;
    await bench.start("postgresql", "state", [
      "--volume",
      `${bench.secret("database", secrets.RUCHE_STATE_PASSWORD)}:/run/secrets/database:ro`,
      "--env",
      "POSTGRESQL_DATABASES=pulumi=/run/secrets/database",
    ]);
    await bench.healthy("state");
    this.address = `postgres://pulumi@${await bench.address("state")}:5432/pulumi?sslmode=disable`;
    await this.repository.create(this.declaration("hive1"));
    // Where the lab is on this computer is found out by the first clone, before anything is made.
    await this.#ruche(this.repository.first, ["report", "team"]);
  }

  async close(): Promise<void> {
    const { first } = this.repository;
    writeFileSync(join(first, file), this.declaration("hive1"));
    await this.#ruche(first, ["down", "team", "--consent", "team"]);
    await this.forge.close();
    await this.#bench?.end();
    this.repository.remove();
    this.platform.remove();
  }

  /** The environment's file with these machines. */
  declaration(...machines: string[]): string {
    return [
      "config:",
      "  ruche:tier: development",
      "  ruche:domain: team.internal",
      `  ruche:machines: { provider: lab, hosts: { ${machines.map((name) => `${name}: {}`).join(", ")} } }`,
      `  ruche:state: ${this.address}`,
      "",
    ].join("\n");
  }

  /** A lab belongs to a clone's place on the computer: all runs have the first one's. */
  checkout(ref: string, runner?: string): ReturnType<Repository["checkoutBeside"]> {
    return this.repository.checkoutBeside(ref, runner);
  }

  /** The machines with what `status` says of them. */
  async machines(): Promise<string[]> {
    const { folder } = await this.checkout("main");
    const { stdout } = await this.#ruche(folder, ["status", "team", "--json"]);
    return (JSON.parse(stdout) as Status).machines.map(({ name, reachable }) => `${name} ${reachable ? "up" : "down"}`);
  }

  /** A pull request with its preview and comment. */
  async reviewed(number: number, name: string, hosts: readonly string[]): Promise<ForgePull> {
    const { repository } = this;
    repository.forgetArtefacts();
    await repository.branch(name, { [file]: this.declaration(...hosts) });
    const pull = await repository.pullRequest(number, name);
    const checkout = await this.checkout(pull.head.sha);
    const [run] = await repository.run(preview, "pull_request", repository.event(pull), checkout);
    assert.equal(run!.succeeded, true, run!.log);
    const [told] = await repository.run(comment, "workflow_run", repository.ended(pull), "main");
    assert.equal(told!.succeeded, true, told!.log);
    return pull;
  }

  /** A push of this commit to the main branch. */
  async push(commit: string): Promise<JobRun> {
    const payload = { ref: "refs/heads/main", after: commit };
    return (await this.repository.run(up, "push", payload, await this.checkout(commit)))[0]!;
  }

  #ruche(folder: string, words: readonly string[]): execa.ExecaChildProcess {
    return execa(join(folder, "ruche"), words, { cwd: folder, env: this.env, reject: false });
  }
}
