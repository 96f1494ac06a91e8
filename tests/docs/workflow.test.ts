import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import execa from "execa";
import { TestPlatform } from "../lab/platform";
import { type JobRun, runWorkflow } from "../workflows/support/workflow";

describe("the workflow of the documents", function () {
  this.timeout(300_000);
  const clone = new TestPlatform();
  const { folder } = clone;
  const git = (...words: string[]) =>
    execa("git", ["-c", "user.name=ada", "-c", "user.email=ada@example.org", ...words], { cwd: folder });

  before(async () => {
    // The steps install their own packages: a link to those of this clone would be followed.
    rmSync(join(folder, "node_modules"));
    await git("init", "--quiet");
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "A platform");
  });
  after(() => clone.remove());

  const run = async (): Promise<JobRun> => {
    const files = mkdtempSync(join(folder, ".git/run-"));
    const [job] = await runWorkflow(".github/workflows/documents.yml", {
      event: "pull_request",
      payload: { pull_request: { number: 1 } },
      folder,
      repository: "bees/platform",
      api: "http://forge.invalid",
      token: "unused",
      secrets: {},
      sha: "HEAD",
      branch: "main",
      artefacts: join(files, "artefacts"),
      files,
    });
    return job!;
  };

  it("passes where the pages are those that the source makes, and names those that are not (D3)", async () => {
    const good = await run();
    assert.equal(good.succeeded, true, good.log);
    assert.match(good.log, /^docs\/policies\.md$/m);
    writeFileSync(join(folder, "environments/schema.json"), "{}\n");
    await git("commit", "--quiet", "--all", "--message", "By hand");
    const bad = await run();
    assert.equal(bad.succeeded, false, bad.log);
    assert.match(bad.log, /^ environments\/schema\.json \| +\d+ \+/m);
    assert.doesNotMatch(bad.log, /^ docs\//m);
  });
});
