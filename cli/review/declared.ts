/**
 * What a commit declares, or this clone, previewed from nothing: without the platform's state, its secrets or its
 * machines.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isMap, isScalar, parseDocument, visit } from "yaml";
import { setUp } from "../../engine";
import { run } from "../../tools/run";
import { cache, root } from "../clone";
import { exitStatus, Refusal } from "../failure";
import { plugins } from "../pulumi/plugins";
import { type Result, Stack } from "../pulumi/stack";
import { Plan, type PlannedStep } from "./plan";

/** What a declaration would make. */
export interface Declared {
  readonly steps: readonly PlannedStep[];
  readonly result: Result;
  /** Text of the pack's verdict; undefined where the run did not come to its end. */
  readonly verdict: string | undefined;
}

/** The commit that a name means. */
export async function commitOf(ref: string): Promise<string> {
  const { stdout, status } = await run(
    "git",
    ["-C", root, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`],
    { accept: [0, 1, 128] },
  );
  if (status !== 0)
    throw new Refusal(
      `There is no commit "${ref}" in this clone. Allowed: a commit, a branch or a tag; ` +
        `in a shallow clone fetch it first: git fetch origin ${ref}`,
      exitStatus.wrongUse,
    );
  return stdout.trim();
}

/**
 * Previews the environment as a commit declares it, program included; without a commit as this clone does, changes that
 * are not committed included. Nothing where that commit has no such environment.
 */
export async function previewDeclared(environment: string, commit?: string): Promise<Declared | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "ruche-report-"));
  try {
    await (commit === undefined ? copyClone(folder) : copyCommit(folder, commit));
    const file = join(folder, "environments", `Pulumi.${environment}.yaml`);
    if (!existsSync(file)) return undefined;
    writeFileSync(file, withoutSecrets(readFileSync(file, "utf8")));
    for (const name of ["state", "evidence"]) mkdirSync(join(folder, ".ruche", name), { recursive: true });
    const verdict = join(folder, ".ruche", "verdict.json");
    const engine = await setUp({ plugins, cache });
    const stack = new Stack(
      {
        name: environment,
        file,
        directory: join(folder, ".ruche"),
        project: folder,
        // Evidence cannot be verified without the platform's seed: none is there, so that it is not judged.
        variables: {
          PULUMI_BACKEND_URL: `file://${join(folder, ".ruche", "state")}`,
          PULUMI_CONFIG_PASSPHRASE: "nothing is kept",
          PULUMI_CONFIG_PASSPHRASE_FILE: "",
          RUCHE_EVIDENCE: join(folder, ".ruche", "evidence"),
          RUCHE_VERDICT: verdict,
        },
      },
      engine.environment,
    );
    await stack.ensure();
    const plan = new Plan();
    const result = await stack.preview((event) => plan.add(event));
    const steps = JSON.parse(JSON.stringify(plan.steps).replaceAll(folder, ".")) as PlannedStep[];
    return { steps, result, verdict: existsSync(verdict) ? readFileSync(verdict, "utf8") : undefined };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function copyCommit(folder: string, commit: string): Promise<void> {
  const archive = join(folder, "archive.tar");
  await run("git", ["-C", root, "archive", "--format=tar", "--output", archive, commit]);
  await run("tar", ["-xf", archive, "-C", folder]);
  rmSync(archive);
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
}

async function copyClone(folder: string): Promise<void> {
  const { stdout } = await run("git", ["-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
  for (const name of stdout
    .split("\0")
    .filter((known) => known !== "" && known !== "node_modules" && existsSync(join(root, known)))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    // A submodule is a folder in the list.
    cpSync(join(root, name), join(folder, name), { verbatimSymlinks: true, recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
}

/** In place of what only the platform's passphrase opens. */
const stand = { seed: "0".repeat(64), hash: `$2b$12$${"0".repeat(53)}` } as const;

/** The same environment with values of no worth in place of the encrypted ones, and without Pulumi's salt. */
export function withoutSecrets(text: string): string {
  const document = parseDocument(text);
  document.delete("encryptionsalt");
  visit(document, {
    Pair: (_, { key, value }) => {
      if (!isMap(value) || value.items.length !== 1 || !value.has("secure")) return undefined;
      const name = isScalar(key) ? String(key.value) : "";
      return document.createPair(key, name === "passwordHash" ? stand.hash : stand.seed);
    },
  });
  return document.toString();
}

/**
 * What changes from one declaration to the next. Whether a provider would replace what is changed, only what is
 * deployed tells.
 */
export function between(before: readonly PlannedStep[], after: readonly PlannedStep[]): PlannedStep[] {
  const old = new Map(before.map((step) => [step.urn, step]));
  const planned = new Set(after.map(({ urn }) => urn));
  return [
    ...after.map((step): PlannedStep => {
      const was = old.get(step.urn);
      if (was === undefined) return { ...step, operation: "create" };
      return {
        ...step,
        operation: JSON.stringify(was.after) === JSON.stringify(step.after) ? "same" : "update",
        before: was.after,
      };
    }),
    ...before
      .filter(({ urn }) => !planned.has(urn))
      .map(({ after: was, ...step }): PlannedStep => ({ ...step, operation: "delete", before: was })),
  ];
}
