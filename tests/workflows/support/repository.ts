import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import execa from "execa";
import type { TestPlatform } from "../../lab/platform";
import type { FakeForge, ForgePull } from "./forge";
import { type JobRun, root, runWorkflow } from "./workflow";

/** What is in a clone and belongs to no commit. */
const exclude = "/node_modules\n/reports\n";

/** A team's repository: a bare one that everybody pushes to, and clones of it as workflows have them. */
export class Repository {
  readonly folder = mkdtempSync(join(tmpdir(), "ruche-workflows-"));
  readonly origin = join(this.folder, "origin.git");

  /**
   * @param forge - Where its pull requests are; another one may take its place.
   * @param platform - The first clone; Ruche's own files are in it.
   */
  constructor(
    public forge: FakeForge,
    readonly secrets: Readonly<Record<string, string>>,
    private readonly platform: TestPlatform,
  ) {}

  /** @param environment - Text of the only environment's file. Default: as it is. */
  async create(environment?: string): Promise<void> {
    const { folder, environment: name } = this.platform;
    if (environment !== undefined) {
      rmSync(join(folder, "environments/Pulumi.lab.yaml"));
      writeFileSync(join(folder, `environments/Pulumi.${name}.yaml`), environment);
    }
    await execa("git", ["init", "--quiet", "--initial-branch=main"], { cwd: folder });
    writeFileSync(join(folder, ".git/info/exclude"), exclude);
    await this.commit(folder, "A platform");
    await execa("git", ["clone", "--quiet", "--bare", folder, this.origin]);
    await execa("git", ["remote", "add", "origin", this.origin], { cwd: folder });
  }

  get first(): string {
    return this.platform.folder;
  }

  /**
   * What `actions/checkout` makes in a runner's folder: the commit, and nothing that an earlier run left but what Git
   * ignores.
   */
  async checkout(ref: string, runner = "runner"): Promise<string> {
    const folder = join(this.folder, runner);
    const { stdout: commit } = await execa("git", ["rev-parse", `${ref}^{commit}`], { cwd: this.origin });
    if (existsSync(folder)) await execa("git", ["fetch", "--quiet", "origin"], { cwd: folder });
    else {
      await execa("git", ["clone", "--quiet", this.origin, folder]);
      symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
      writeFileSync(join(folder, ".git/info/exclude"), exclude);
    }
    rmSync(join(folder, "reports"), { recursive: true, force: true });
    await execa("git", ["checkout", "--quiet", "--force", "--detach", commit], { cwd: folder });
    await execa("git", ["clean", "-fdq"], { cwd: folder });
    return folder;
  }

  /** Commits everything in a clone; gives the commit. */
  async commit(folder: string, message: string): Promise<string> {
    await execa("git", ["add", "--all"], { cwd: folder });
    await execa(
      "git",
      ["-c", "user.name=ada", "-c", "user.email=ada@example.org", "commit", "--quiet", "--message", message],
      { cwd: folder },
    );
    return (await execa("git", ["rev-parse", "HEAD"], { cwd: folder })).stdout;
  }

  /** A branch with a change to a file, pushed; gives its commit. */
  async branch(name: string, files: Readonly<Record<string, string>>): Promise<string> {
    const folder = await this.checkout("main", "editor");
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(folder, file, ".."), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    const commit = await this.commit(folder, name);
    await execa("git", ["push", "--quiet", "--force", "origin", `HEAD:refs/heads/${name}`], { cwd: folder });
    return commit;
  }

  /** A pull request on the forge for a branch. */
  async pullRequest(number: number, branch: string, from = this.forge.repository): Promise<ForgePull> {
    const sha = (await execa("git", ["rev-parse", branch], { cwd: this.origin })).stdout;
    const base = (await execa("git", ["rev-parse", "main"], { cwd: this.origin })).stdout;
    const pull: ForgePull = {
      number,
      state: "open",
      merged_at: null,
      merge_commit_sha: null,
      head: { sha, ref: branch, repo: { full_name: from } },
      base: { sha: base },
    };
    this.forge.pulls = [...this.forge.pulls.filter((known) => known.number !== number), pull];
    return pull;
  }

  /** Merges a pull request; gives the commit on the branch. */
  async merge({ number, head }: ForgePull): Promise<string> {
    const folder = await this.checkout("main", "editor");
    await execa(
      "git",
      [
        "-c",
        "user.name=ada",
        "-c",
        "user.email=ada@example.org",
        "merge",
        "--quiet",
        "--no-ff",
        "--strategy-option",
        "theirs",
        "--message",
        `Merge #${number}`,
        head.sha,
      ],
      { cwd: folder },
    );
    await execa("git", ["push", "--quiet", "origin", "HEAD:main"], { cwd: folder });
    const merged = (await execa("git", ["rev-parse", "HEAD"], { cwd: folder })).stdout;
    this.forge.pulls = this.forge.pulls.map((pull) =>
      pull.number === number
        ? { ...pull, state: "closed", merged_at: "2026-11-21T08:00:00Z", merge_commit_sha: merged }
        : pull,
    );
    return merged;
  }

  /** A checkout that knows where the platform is on this computer, as a runner beside it does. */
  async checkoutBeside(ref: string, runner?: string): Promise<{ readonly folder: string }> {
    const { environment } = this.platform;
    const folder = await this.checkout(ref, runner);
    const place = join(".ruche", environment, "place.json");
    mkdirSync(join(folder, ".ruche", environment), { recursive: true });
    cpSync(join(this.first, place), join(folder, place));
    return { folder };
  }

  /** Runs a workflow at this commit, or in a folder that is ready. */
  async run(file: string, event: string, payload: object, at: string | { readonly folder: string }): Promise<JobRun[]> {
    const folder = typeof at === "string" ? await this.checkout(at) : at.folder;
    const sha = (await execa("git", ["rev-parse", "HEAD"], { cwd: folder })).stdout;
    const { forge, secrets } = this;
    return runWorkflow(file, {
      event,
      payload,
      folder,
      repository: forge.repository,
      api: forge.api,
      token: forge.token,
      secrets,
      sha,
      branch: "main",
      artefacts: join(this.folder, "artefacts"),
      files: mkdtempSync(join(this.folder, "run-")),
    });
  }

  /** Takes away what runs left for those that follow. */
  forgetArtefacts(): void {
    rmSync(join(this.folder, "artefacts"), { recursive: true, force: true });
  }

  /** A pull request's event. */
  event({ number, head, base }: ForgePull): object {
    return { action: "synchronize", number, pull_request: { number, head, base } };
  }

  /** The event that tells that the preview of a pull request ended. */
  ended({ head }: ForgePull, conclusion = "success"): object {
    return {
      action: "completed",
      workflow_run: {
        id: 7,
        event: "pull_request",
        head_sha: head.sha,
        head_branch: head.ref,
        conclusion,
        html_url: "http://forge.invalid/runs/7",
        head_repository: { full_name: head.repo?.full_name },
      },
    };
  }

  read(folder: string, file: string): string {
    return readFileSync(join(folder, file), "utf8");
  }

  /** The first clone stays. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
