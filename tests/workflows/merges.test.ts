import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import execa from "execa";
import { keyFiles, keyFolder } from "../lab/platform";
import { FakeForge } from "./support/forge";
import { file, secrets, TeamPlatform, up } from "./support/teamPlatform";

describe("what is merged", function () {
  this.timeout(300_000);
  const setting = new TeamPlatform();
  const { forge, platform, repository, env } = setting;
  const checkout = setting.checkout.bind(setting);
  const machines = setting.machines.bind(setting);
  const push = setting.push.bind(setting);
  const reviewed = setting.reviewed.bind(setting);
  const team = setting.declaration.bind(setting);
  const afterMerge = (number: number): string =>
    forge.ours(number).find((body) => body.startsWith("<!-- ruche:up -->")) ?? "";
  const planOf = (number: number): string =>
    /^<!-- ruche:plan team ([0-9a-f]{64}) [0-9a-f]{40} -->$/m.exec(forge.ours(number)[0]!)?.[1] ?? "";
  const told = (log: string): void => {
    for (const secret of [...Object.values(secrets), forge.token])
      assert.equal(log.includes(secret), false, "a secret is told");
  };

  before(() => setting.open());
  after(() => setting.close());

  it("without a review is refused while it would change something; by hand it is brought up by the digest that is told (B8)", async () => {
    const main = (await execa("git", ["rev-parse", "main"], { cwd: repository.origin })).stdout;
    const refused = await push(main);
    assert.equal(refused.succeeded, false);
    const [, digest] =
      /no plan was reviewed for this merge, and it is not empty: nothing was touched; the plan is ([0-9a-f]{64})\./.exec(
        refused.log,
      ) ?? [];
    assert.ok(digest, refused.log);
    const [by] = await repository.run(
      up,
      "workflow_dispatch",
      { inputs: { environment: "team", digest } },
      await checkout("main"),
    );
    assert.equal(by!.succeeded, true, by!.log);
    assert.deepEqual(await machines(), ["hive1 up"]);
    assert.equal((await push(main)).succeeded, true, "an empty plan needs no review");
    told(refused.log + by!.log);
  });

  it("and was reviewed is brought up by that very plan, and its pull request is told; once more there is nothing to do (B8)", async () => {
    const pull = await reviewed(1, "second", ["hive1", "hive2"]);
    const beside = await reviewed(2, "third", ["hive1", "hive2", "hive3"]);
    assert.match(
      forge.ours(1)[0]!,
      /nothing blocks: \d+ changes: [\s\S]*\+ create machines-hive2 [\s\S]*compared with what is deployed/,
    );
    const commit = await repository.merge(pull);
    const merged = await push(commit);
    assert.equal(merged.succeeded, true, merged.log);
    assert.match(
      afterMerge(1),
      new RegExp(`<code>team</code>: \\d+ changes made in \\d+ s, as reviewed \\(plan ${planOf(1).slice(0, 12)}\\)`),
    );
    assert.deepEqual(await machines(), ["hive1 up", "hive2 up"]);
    assert.equal((await push(commit)).succeeded, true);
    told(merged.log + forge.ours(1).join());

    // What was reviewed beside it would have made both machines; now one is there.
    const refused = await push(await repository.merge(beside));
    assert.equal(refused.succeeded, false, refused.log);
    assert.match(
      afterMerge(2),
      /\*\*FAILED\*\* <code>team<\/code>: What would be done now is not what was reviewed .* The plan now is [0-9a-f]{64}/s,
    );
  });

  it("is not taken for reviewed where the review is of an older commit, or a stranger's (B8)", async () => {
    await repository.branch("fewer", { [file]: team("hive1") });
    const pull = await repository.pullRequest(4, "fewer");
    const plan = (commit: string): string =>
      `<!-- ruche:report -->\n<!-- ruche:plan team ${"a".repeat(64)} ${commit} -->\n## Ruche\n`;
    forge.write(4, "stranger", plan(pull.head.sha));
    forge.write(4, forge.author, plan(pull.base.sha));
    const refused = await push(await repository.merge(pull));
    assert.equal(refused.succeeded, false);
    assert.match(afterMerge(4), /no plan was reviewed for this merge, and it is not empty: nothing was touched/);
  });

  it("twice at once: none is half, and who is refused is told why and changes nothing (D3)", async () => {
    const digest = /the plan is ([0-9a-f]{64})/.exec(afterMerge(4))![1]!;
    assert.deepEqual(await machines(), ["hive1 up", "hive2 up"], "what was refused touched nothing");
    const runs = await Promise.all(
      ["runner", "second"].map(
        async (runner) =>
          (
            await repository.run(
              up,
              "workflow_dispatch",
              { inputs: { environment: "team", digest } },
              await checkout("main", runner),
            )
          )[0]!,
      ),
    );
    const done = runs.filter(({ succeeded }) => succeeded);
    // The second one may come when all is done: then nothing is left to do.
    assert.ok(done.length >= 1, runs.map(({ log }) => log).join("\n---\n"));
    for (const { log } of runs.filter(({ succeeded }) => !succeeded))
      assert.match(log, /is being changed by|is not what was reviewed|Another change ended/);
    assert.deepEqual(await machines(), ["hive1 up"]);
  });

  it("is told in every form of a report, compared with the state and, without it, with a commit (B8, B9)", async () => {
    const { folder } = await checkout("main");
    const report = (...words: string[]) =>
      execa(join(folder, "ruche"), ["report", "team", ...words], { cwd: folder, env, reject: false });
    const now = await report();
    assert.deepEqual(
      [now.exitCode, /^### <code>team<\/code> – nothing changes$/m.test(now.stdout)],
      [0, true],
      now.stdout + now.stderr,
    );
    const page = join(repository.folder, "review.html");
    assert.equal((await report("--format", "html", "--output", page)).exitCode, 0);
    assert.match(
      readFileSync(page, "utf8"),
      /<title>team: security review<\/title>[\s\S]*<code>SEC-006<\/code>[\s\S]*data-name="judged"><span>\d+ resources/,
    );
    writeFileSync(
      join(folder, file),
      team("hive1", "hive4").replace(setting.address, "postgres://pulumi@192.0.2.1:5432/pulumi"),
    );
    const against = await report("--against", "HEAD");
    assert.equal(against.exitCode, 0, against.stderr);
    assert.match(against.stdout, /\+ create machines-hive4 [\s\S]*of what is deployed nothing is known here/);
    const { exitCode, stderr } = await report("--against", "nowhere");
    assert.equal(exitCode, 2);
    assert.match(stderr, /There is no commit "nowhere" in this clone/);
    told(now.stdout + against.stdout);
  });

  describe("and looked after", () => {
    const schedule = (name: string, at: { folder: string }, kind = "github") =>
      repository
        .run(`.${kind}/workflows/${name}.yml`, "schedule", { schedule: "17 4 * * *" }, at)
        .then(([run]) => run!);

    it("drift has one issue: opened, brought up to date, closed; a stranger's with our mark is left alone", async () => {
      const look = async () => schedule("drift", await checkout("main"));
      const own = () => forge.issues.filter(({ user }) => user.login === forge.author);
      const { host, prefix } = platform.place;
      const onMachine = (command: string) =>
        execa("/usr/bin/docker", ["--host", host, "exec", `${prefix}-hive1`, "bash", "-c", command]);
      forge.issues.push({
        id: 1,
        number: 1,
        title: "x",
        body: "<!-- ruche:drift team -->",
        state: "open",
        user: { login: "stranger" },
      });
      forge.writes.length = 0;

      assert.equal((await look()).succeeded, true);
      assert.equal(forge.writes.length, 0, "where nothing differs nothing is written");
      await onMachine("nft flush ruleset");
      const found = await look();
      assert.equal(found.succeeded, true, found.log);
      assert.deepEqual(
        own().map(({ title, state }) => `${state} ${title}`),
        ["open Drift: team is not as declared"],
      );
      assert.match(
        own()[0]!.body,
        /^<!-- ruche:drift team -->\n<code>team<\/code> differs from what is declared:\n\n- <code>hive1<\/code> [\s\S]*`up` repairs it/,
      );
      await look();
      assert.equal(forge.writes.length, 1, "what is still true is not written again");
      await onMachine("cat /dev/null >/etc/hosts");
      await look();
      assert.deepEqual(
        forge.writes.map((line) => line.replace(/\d{4,}/, "N")),
        ["POST /issues", "PATCH /issues/N"],
      );
      const { folder } = await checkout("main");
      const repaired = await execa(join(folder, "ruche"), ["up", "team"], { cwd: folder, env, reject: false });
      assert.equal(repaired.exitCode, 0, repaired.stderr);
      await look();
      assert.deepEqual(
        own().map(({ state }) => state),
        ["closed"],
      );
      assert.equal(forge.issues.find(({ number }) => number === 1)!.state, "open");
    });

    it("the same on Forgejo, by its own workflows: reviewed, merged and brought up as reviewed, looked at (B8)", async () => {
      const forgejo = new FakeForge("gitea");
      await forgejo.open();
      repository.forge = forgejo;
      try {
        await repository.branch("forgejo", { [file]: team("hive1", "hive2") });
        const pull = await repository.pullRequest(9, "forgejo");
        const [previewed] = await repository.run(
          ".forgejo/workflows/preview.yml",
          "pull_request",
          repository.event(pull),
          await checkout(pull.head.sha),
        );
        assert.equal(previewed!.succeeded, true, previewed!.log);
        const commit = await repository.merge(pull);
        const [merged] = await repository.run(
          ".forgejo/workflows/up.yml",
          "push",
          { ref: "refs/heads/main", after: commit },
          await checkout(commit),
        );
        assert.equal(merged!.succeeded, true, merged!.log);
        assert.match(
          forgejo.ours(9).join("\n"),
          /<!-- ruche:plan team [\s\S]*<!-- ruche:up -->[\s\S]*changes made in \d+ s, as reviewed/,
        );
        assert.deepEqual(await machines(), ["hive1 up", "hive2 up"]);

        const { host, prefix } = platform.place;
        const on = (machine: string, ...command: string[]) =>
          execa("/usr/bin/docker", ["--host", host, "exec", `${prefix}-${machine}`, ...command]);
        await on("hive2", "nft", "flush", "ruleset");
        const { stdout: authorized } = await on("hive1", "cat", "/root/.ssh/authorized_keys");
        /** Files of the key that this platform lets in; other platforms of the computer have theirs. */
        const ours = (): string[] =>
          keyFiles().filter((file) => {
            const { stdout } = execa.sync("ssh-keygen", ["-y", "-f", join(keyFolder, file)], { reject: false });
            return stdout !== "" && authorized.includes(stdout.split(" ")[1]!);
          });
        const known = ours();
        assert.equal(known.length, 1);
        // As on a computer that never saw this platform.
        rmSync(join(keyFolder, known[0]!));
        const found = await schedule("drift", await checkout("main"), "forgejo");
        assert.equal(found.succeeded, true, found.log);
        assert.deepEqual(
          forgejo.issues.map(({ state, user, title }) => `${state} ${user.login} ${title}`),
          ["open forgejo-actions Drift: team is not as declared"],
        );
        // A look that did not get to the machines would open an issue as well.
        assert.match(forgejo.issues[0]!.body, /differs from what is declared:\n\n- <code>hive2<\/code> /);
        assert.deepEqual(ours(), known);

        told(previewed!.log + merged!.log + found.log);
      } finally {
        repository.forge = forge;
        await forgejo.close();
      }
    });
  });
});
