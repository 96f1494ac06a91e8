import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { go } from "./support/go";
import { type Job, root, type Step, workflows } from "./support/workflow";

describe("workflows as they are written", function () {
  this.timeout(180_000);
  const all = Object.entries(workflows()).filter(([path]) => !path.endsWith("/test.yml"));
  const jobs = all.flatMap(([path, { jobs: own }]) =>
    Object.entries(own).map(([name, job]) => [`${path} ${name}`, job] as const),
  );
  const stepsOf = ({ steps }: Job, what: (step: Step) => boolean): readonly Step[] => steps.filter(what);

  it("are valid (actionlint)", async () => {
    const lint = (...files: string[]) =>
      go("actionlint", "tool", "actionlint", "-oneline", "-shellcheck=shellcheck", "-pyflakes=", ...files);
    const config = join(__dirname, "actionlint/forgejo.yaml");
    const github = await lint(
      ...all
        .map(([path]) => path)
        .filter((path) => path.startsWith(".github"))
        .map((path) => join(root, path)),
    );
    assert.deepEqual([github.stdout, github.exitCode], ["", 0], github.stderr);
    const forgejo = await lint(
      "-config-file",
      config,
      ...all
        .map(([path]) => path)
        .filter((path) => path.startsWith(".forgejo"))
        .map((path) => join(root, path)),
    );
    assert.deepEqual([forgejo.stdout, forgejo.exitCode], ["", 0], forgejo.stderr);
    const wrong = await lint(join(__dirname, "actionlint/wrong.yml"));
    assert.equal(wrong.exitCode, 1);
    assert.match(wrong.stdout, /property "nobody" is not defined/);
    assert.match(wrong.stdout, /SC2086.*\[shellcheck\]/, "shellcheck is missing (Debian: apt-get install shellcheck)");
  });

  it("there is one of each on both forges, as far as the format goes", () => {
    assert.deepEqual(
      all.map(([path]) => path),
      [
        ".forgejo/workflows/drift.yml",
        ".forgejo/workflows/drill.yml",
        ".forgejo/workflows/preview.yml",
        ".forgejo/workflows/up.yml",
        ".github/workflows/comment.yml",
        ".github/workflows/documents.yml",
        ".github/workflows/drift.yml",
        ".github/workflows/drill.yml",
        ".github/workflows/preview.yml",
        ".github/workflows/up.yml",
      ],
    );
  });

  it("pin every action by its commit, with the version beside it, and keep no credentials in the clone", () => {
    for (const [path] of all)
      for (const line of readFileSync(join(root, path), "utf8")
        .split("\n")
        .filter((text) => /uses:/.test(text)))
        assert.match(line, /uses: actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, path);
    for (const [name, job] of jobs)
      for (const { with: given } of stepsOf(job, ({ uses }) => uses?.startsWith("actions/checkout@") ?? false))
        assert.equal(given?.["persist-credentials"], false, name);
  });

  it("have the rights they need and no others, an end in time, and changes that nothing cancels", () => {
    const rights = Object.fromEntries(
      all.filter(([path]) => path.startsWith(".github")).map(([, { name, permissions }]) => [name, permissions]),
    );
    assert.deepEqual(rights, {
      comment: { actions: "read", contents: "read", "pull-requests": "write" },
      documents: { contents: "read" },
      drift: { contents: "read", issues: "write" },
      drill: { contents: "write" },
      preview: { contents: "read" },
      up: { contents: "read", "pull-requests": "write" },
    });
    for (const [name, job] of jobs) {
      assert.equal(job.permissions, undefined, name);
      assert.ok((job["timeout-minutes"] ?? 999) <= 120, name);
    }
    for (const [path, { name, concurrency }] of all)
      assert.equal(concurrency["cancel-in-progress"], ["preview", "documents"].includes(name), path);
    // Up and drill work on the same machines.
    for (const [path, { name, concurrency }] of all)
      if (["up", "drill"].includes(name)) assert.equal(concurrency.group, "change", path);
  });

  it("let no secret and no writing token into a job that runs code of a fork", () => {
    for (const [path, { jobs: own }] of all.filter(([, { name }]) => name === "preview")) {
      const { declared, deployed } = own as { declared: Job; deployed: Job };
      assert.doesNotMatch(JSON.stringify(declared), /secrets|github\.token|environment|"env"/, path);
      assert.equal(declared.if, "github.event.pull_request.head.repo.full_name != github.repository");
      assert.equal(deployed.if, "github.event.pull_request.head.repo.full_name == github.repository");
    }
    // The one that may write checks out the default branch: no step names another commit.
    const [, comment] = all.find(([, { name }]) => name === "comment")!;
    assert.doesNotMatch(JSON.stringify(comment.jobs), /"ref"|secrets\./);
    assert.equal(
      all.some(([, { on }]) => "pull_request_target" in on),
      false,
    );
  });

  it("keep their logic in the command: no step has an expression in its shell, which could become part of the program, and secrets go to single steps", () => {
    for (const [name, job] of jobs) {
      assert.equal(job.env, undefined, name);
      for (const { run } of stepsOf(job, ({ run: text }) => text !== undefined)) {
        assert.doesNotMatch(run!, /\$\{\{|\n./, name);
        assert.match(
          run!,
          /^(\.\/ruche forge (preview|comment) --reports reports|\.\/ruche forge (up|drift|drill)|npm ci .*|npm run docs|git diff --exit-code .*)$/,
          name,
        );
      }
    }
  });
});
