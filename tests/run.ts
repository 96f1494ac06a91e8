import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { exitStatus, Refusal } from "../cli/failure";
import { LAB_PACKAGES, ensurePackages } from "../cli/lab/packages";
import { Progress } from "../cli/progress";
import { setUp } from "../engine";
import { buildImage } from "../images/build";
import { cacheRoot } from "../images/cacheRoot";
import { IMAGE_NAMES } from "../images/catalogue";

const root = resolve(__dirname, "..");

/** Suites in the order in which they run: what fails fast comes first. */
export const suites: Readonly<Record<string, readonly string[]>> = {
  unit: ["tests/unit/**/*.test.ts", "tests/environment/**/*.test.ts", "tests/golden/**/*.test.ts"],
  policies: ["tests/policies/**/*.test.ts"],
  docs: ["tests/docs/**/*.test.ts"],
  engine: ["tests/engine/**/*.test.ts"],
  computer: ["tests/lab-engine/**/*.test.ts"],
  images: ["tests/images/**/*.test.ts"],
  sdk: ["tests/sdk/**/*.test.ts"],
  state: ["tests/state/**/*.test.ts"],
  workflows: ["tests/workflows/**/*.test.ts"],
  lab: ["tests/lab/**/*.test.ts"],
  acme: ["tests/acme/**/*.test.ts"],
  backup: ["tests/backup/**/*.test.ts"],
};

/** Run by name only: faults in every combination, twenty minutes; the lab's suite has the same commands without the faults. */
export const onRequest: readonly string[] = ["backup"];

/** How many tests passed and failed, and the seconds of each suite. */
export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  readonly seconds: Readonly<Record<string, number>>;
}

/** Checks types, then runs the suites with mocha, one process each. */
export async function runSuites(names: readonly string[]): Promise<SuiteResult> {
  const unknown = names.filter((name) => !(name in suites));
  if (unknown.length > 0) throw new Refusal(`There is no suite ${unknown.join(", ")}. There are: ${Object.keys(suites).join(", ")}`, exitStatus.wrongUse);
  let passed = 0;
  let failed = 0;
  const seconds: Record<string, number> = {};
  const count = async (suite: string, run: () => Promise<{ passed: number; failed: number }>): Promise<void> => {
    const begin = Date.now();
    process.stderr.write(`\n=== ${suite}\n`);
    const result = await run();
    passed += result.passed;
    failed += result.failed;
    seconds[suite] = (Date.now() - begin) / 1000;
  };
  if (names.length === 0 || names.some((name) => name !== "unit")) await count("built", built);
  if (names.length === 0) await count("types", async () => await child("node_modules/.bin/tsc", ["--noEmit", "--noCheck", "false"]) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
  for (const name of names.length > 0 ? names : Object.keys(suites).filter((suite) => !onRequest.includes(suite))) await count(name, () => mocha(name));
  return { passed, failed, seconds };
}

/** What the suites stand on, built first and all at once: no test waits for a compiler. */
async function built(): Promise<{ passed: number; failed: number }> {
  const progress = new Progress();
  const say = (line: string): void => progress.say(line);
  try {
    await ensurePackages([...LAB_PACKAGES], { onProgress: say });
    await Promise.all([
      progress.step("Pulumi and its plugins", 400, () => setUp({ plugins: ["command", "docker"], cache: cacheRoot() })),
      ...IMAGE_NAMES.map((name) => buildImage(name, { cache: cacheRoot(), onProgress: say })),
    ]);
    return { passed: 1, failed: 0 };
  } catch (error) {
    say((error as Error).message);
    return { passed: 0, failed: 1 };
  } finally {
    progress.stop();
  }
}

async function mocha(suite: string): Promise<{ passed: number; failed: number }> {
  const report = join(tmpdir(), `ruche-test-${process.pid}-${suite}.json`);
  try {
    const status = await child("node_modules/.bin/mocha", ["--reporter", join(root, "tests/reporter.cjs"), "--reporter-option", `file=${report}`, ...suites[suite]!]);
    const { passes, failures } = JSON.parse(readFileSync(report, "utf8")) as { passes: number; failures: number };
    // A suite that ends badly without a failed test (a crash, a hook) has failed all the same.
    return { passed: passes, failed: status !== 0 && failures === 0 ? 1 : failures };
  } catch (error) {
    process.stderr.write(`${suite}: ${(error as Error).message}\n`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(report, { force: true });
  }
}

function child(program: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    // Reports go to standard error: standard output belongs to the command's answer.
    spawn(join(root, program), args, { cwd: root, stdio: ["ignore", 2, 2] }).once("error", reject).once("close", (code) => resolve(code ?? 1));
  });
}
