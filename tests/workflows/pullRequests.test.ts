import assert from "node:assert/strict";
import { TestPlatform } from "../lab/platform";
import { FakeForge } from "./support/forge";
import { Repository } from "./support/repository";

/** One machine, whose state is where no test can reach it. */
const team = (more: readonly string[] = [], hosts = "hive1: {}", tier = "development"): string =>
  [
    "config:",
    `  ruche:tier: ${tier}`,
    "  ruche:domain: team.internal",
    `  ruche:machines: { provider: lab, hosts: { ${hosts} } }`,
    "  ruche:state: postgres://pulumi@192.0.2.1:5432/pulumi",
    ...more,
    "",
  ].join("\n");

const secrets = {
  RUCHE_PASSPHRASE: "waggle-dance-to-the-east",
  RUCHE_STATE_PASSWORD: "state-of-the-bees",
  RUCHE_STATE_KEY: "nectar-key-of-the-bees",
};
const file = "environments/Pulumi.team.yaml";
const preview = ".github/workflows/preview.yml";
const comment = ".github/workflows/comment.yml";

describe("a pull request", function () {
  this.timeout(240_000);
  const forge = new FakeForge();
  const platform = new TestPlatform("team");
  const repository = new Repository(forge, secrets, platform);
  before(async () => {
    await forge.open();
    await repository.create(team());
  });
  after(async () => {
    await forge.close();
    repository.remove();
    platform.remove();
  });
  beforeEach(() => {
    repository.forgetArtefacts();
    forge.comments.clear();
    forge.pulls = [];
    forge.writes.length = 0;
  });

  const noSecret = (text: string): void => {
    for (const secret of [...Object.values(secrets), forge.token])
      assert.equal(text.includes(secret), false, "a secret is told");
  };

  it("from a fork: what it declares is compared with what its base declares, without state or secrets, and told in a comment that vouches for no plan", async () => {
    await repository.branch("fork-grows", { [file]: team([], "hive1: {}, hive2: {}") });
    const pull = await repository.pullRequest(5, "fork-grows", "stranger/platform");
    const [run, ...others] = await repository.run(preview, "pull_request", repository.event(pull), pull.head.sha);
    assert.deepEqual([run!.job, run!.succeeded, others.length], ["declared", true, 0], run!.log);
    assert.match(run!.summary, /^### <code>team<\/code> – nothing blocks: \d+ changes: /m);
    const [told] = await repository.run(comment, "workflow_run", repository.ended(pull), "main");
    assert.equal(told!.succeeded, true, told!.log);
    const [body, ...more] = forge.ours(5);
    assert.equal(more.length, 0);
    assert.match(body!, /^<!-- ruche:report -->\n## Ruche\n\nFrom a fork: /);
    assert.match(body!, /\+ create machines-hive2 \(docker:index\/container:Container\)/);
    assert.match(
      body!,
      new RegExp(
        `compared with what ${pull.base.sha} \\(${pull.base.sha.slice(0, 12)}\\) declares; of what is deployed nothing is known here`,
      ),
    );
    assert.match(body!, /\[the run\]\(http:\/\/forge\.invalid\/runs\/7\)/);
    noSecret(`${run!.log}${told!.log}${body!}`);
  });

  it("from a fork whose code does what it likes: it finds no secret, and what it writes stays text in our comment", async () => {
    const hostile = "</details></code>@maintainers <img src=x> `code` ```";
    const report = JSON.stringify({
      environment: "production",
      result: "changes",
      digest: "a".repeat(64),
      base: { kind: "deployed" },
      changes: [
        {
          operation: hostile,
          name: hostile,
          type: hostile,
          urn: hostile,
          values: [{ path: hostile, before: hostile, after: hostile }],
        },
      ],
      stateful: [],
      exposure: null,
      backups: [],
      capacity: [],
      blastRadius: [],
      verdict: null,
      said: [{ policy: hostile, resource: hostile, level: hostile, message: hostile }],
      errors: [`\`\`\`\n${hostile}`],
      warnings: [],
      commit: null,
      versions: {},
      seconds: 1,
      at: hostile,
      command: hostile,
    });
    await repository.branch("fork-attacks", {
      ruche:
        `#!/bin/bash\nenv\ncat .git/config\nmkdir -p reports/folder.json\ncat >reports/team.json <<'REPORT'\n` +
        `${report}\nREPORT\necho '{' >reports/broken.json\necho '{"changes": 7}' >reports/odd.json\n` +
        `echo x >'reports/NAME <b>.json'\nln -s /etc/passwd reports/passwd.json\n`,
    });
    const pull = await repository.pullRequest(6, "fork-attacks", "stranger/platform");
    const [run] = await repository.run(preview, "pull_request", repository.event(pull), pull.head.sha);
    assert.match(run!.log, /GITHUB_REPOSITORY=/);
    noSecret(run!.log);
    const [told] = await repository.run(comment, "workflow_run", repository.ended(pull), "main");
    assert.equal(told!.succeeded, true, told!.log);
    const [body] = forge.ours(6);
    assert.doesNotMatch(body!, /ruche:plan|root:x|NAME/);
    assert.deepEqual(
      [...body!.matchAll(/^### <code>(\w+)<\/code> – (FAILED: its report cannot be read)?/gm)].map(
        ([, name, unread]) => `${name} ${unread ? "unread" : "read"}`,
      ),
      ["broken unread", "folder unread", "odd unread", "passwd unread", "team read"],
    );
    const outside = body!.replace(/^(`{3,})\w*\n[\s\S]*?^\1$/gm, "");
    assert.doesNotMatch(outside, /@maintainers|<img|```/);
    assert.equal(outside.split("</details>").length, outside.split("<details").length);
  });

  it("has one comment, found among hundreds and replaced in its place; a stranger's with our mark is left alone", async () => {
    const pull = await repository.pullRequest(7, "fork-grows", "stranger/platform");
    forge.write(7, "stranger", "<!-- ruche:report -->\nnot ours");
    for (let index = 0; index < 130; index += 1) forge.write(7, "ada", `comment ${index}`);
    const own = forge.write(7, forge.author, "<!-- ruche:report -->\nan older one");
    forge.failures = [502, 429];
    const [told] = await repository.run(comment, "workflow_run", repository.ended(pull, "failure"), "main");
    assert.equal(told!.succeeded, true, told!.log);
    assert.deepEqual(forge.writes, [`PATCH /issues/comments/${own.id}`]);
    assert.deepEqual(forge.ours(7), [own.body]);
    assert.match(own.body, /the preview ended without a report/);
    assert.equal(forge.comments.get(7)![0]!.body, "<!-- ruche:report -->\nnot ours");
    await repository.run(comment, "workflow_run", repository.ended(pull, "failure"), "main");
    assert.equal(forge.writes.length, 1, "what is the same is not written again");
  });

  it("that was pushed to meanwhile is not told what an older commit would do", async () => {
    const pull = await repository.pullRequest(8, "fork-grows", "stranger/platform");
    const [told] = await repository.run(
      comment,
      "workflow_run",
      repository.ended({ ...pull, head: { ...pull.head, sha: pull.base.sha } }),
      "main",
    );
    assert.equal(told!.succeeded, true);
    assert.match(told!.log, /No open pull request is at the commit that was previewed/);
    assert.deepEqual(forge.writes, []);
  });

  it("whose file is wrong, or which a policy blocks, fails and is told why", async () => {
    await repository.branch("wrong", { [file]: team(["  ruche:services: { wiki: { kind: dokuwikki } }"]) });
    const wrong = await repository.pullRequest(9, "wrong");
    const [run] = await repository.run(preview, "pull_request", repository.event(wrong), wrong.head.sha);
    assert.deepEqual([run!.job, run!.succeeded], ["deployed", false], run!.log);
    await repository.run(comment, "workflow_run", repository.ended(wrong, "failure"), "main");
    assert.match(forge.ours(9)[0]!, /### <code>team<\/code> – FAILED[\s\S]*dokuwikki[\s\S]*did you mean "?dokuwiki/i);
    noSecret(`${run!.log}${forge.ours(9)[0]!}`);

    await repository.branch("blocked", {
      [file]: team(
        ["  ruche:seed: { secure: v1:AAAA }", "  ruche:cluster: { kind: swarm, managers: [hive1, hive2] }"],
        "hive1: {}, hive2: {}",
        "production",
      ),
    });
    const blocked = await repository.pullRequest(10, "blocked", "stranger/platform");
    const [second] = await repository.run(preview, "pull_request", repository.event(blocked), blocked.head.sha);
    assert.equal(second!.succeeded, false, second!.log);
    await repository.run(comment, "workflow_run", repository.ended(blocked, "failure"), "main");
    assert.match(
      forge.ours(10)[0]!,
      /### <code>team<\/code> – BLOCKED: \d+ violations? blocks?;[\s\S]*\| <code>QRM-002<\/code> [^|]* \| high \| \*\*blocks\*\* \| <code>swarm<\/code> \|/,
    );
  });

  it("on a forge that refuses is told so, with what the token may lack and without the token", async () => {
    const pull = await repository.pullRequest(11, "fork-grows", "stranger/platform");
    forge.failures = [403];
    const [told] = await repository.run(comment, "workflow_run", repository.ended(pull), "main");
    assert.equal(told!.succeeded, false);
    assert.match(told!.log, /GET http\S+\/pulls\S* was answered with 403[\s\S]*see its `permissions`/);
    noSecret(told!.log);
  });
});

describe("a pull request on Forgejo", function () {
  this.timeout(120_000);
  const forge = new FakeForge("gitea");
  const platform = new TestPlatform("team");
  const repository = new Repository(forge, secrets, platform);
  before(async () => {
    await forge.open();
    await repository.create(team());
    await repository.branch("wrong", { [file]: team(["  ruche:services: { wiki: { kind: dokuwikki } }"]) });
  });
  after(async () => {
    await forge.close();
    repository.remove();
    platform.remove();
  });

  it("is previewed and told of by one job, when it fails as well; from a fork nothing is written", async () => {
    const pull = await repository.pullRequest(3, "wrong");
    for (let index = 0; index < 60; index += 1) forge.write(3, "ada", `comment ${index}`);
    const [run] = await repository.run(
      ".forgejo/workflows/preview.yml",
      "pull_request",
      repository.event(pull),
      pull.head.sha,
    );
    assert.deepEqual([run!.job, run!.succeeded], ["deployed", false]);
    assert.match(forge.ours(3)[0]!, /FAILED[\s\S]*dokuwikki/);
    forge.writes.length = 0;
    const fork = await repository.pullRequest(4, "wrong", "stranger/platform");
    const [other] = await repository.run(
      ".forgejo/workflows/preview.yml",
      "pull_request",
      repository.event(fork),
      fork.head.sha,
    );
    assert.deepEqual([other!.job, other!.succeeded, forge.writes], ["declared", false, []]);
  });
});
