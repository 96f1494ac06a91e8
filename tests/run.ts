import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { exitStatus, Refusal } from "../cli/failure";
import { Progress } from "../cli/progress";
import { machinesOf } from "../drivers";
import { setUp } from "../engine";
import { buildImage } from "../images/build";
import { IMAGE_NAMES } from "../images/catalogue";
import { cacheRoot } from "../tools/cacheRoot";
import { ensurePackages } from "../tools/debianPackages";

const root = resolve(__dirname, "..");

/** Suites in the order in which they run: what fails fast comes first. */
export const suites: Readonly<Record<string, readonly string[]>> = {
  unit: ["tests/unit/**/*.test.ts", "tests/environment/**/*.test.ts", "tests/golden/**/*.test.ts"],
  policies: ["tests/policies/**/*.test.ts"],
  docs: ["tests/docs/**/*.test.ts"],
  engine: ["tests/engine/**/*.test.ts"],
  computer: ["tests/computer/**/*.test.ts"],
  images: ["tests/images/**/*.test.ts"],
  sdk: ["tests/sdk/**/*.test.ts"],
  state: ["tests/state/**/*.test.ts"],
  workflows: ["tests/workflows/**/*.test.ts"],
  lab: ["tests/lab/**/*.test.ts"],
  acme: ["tests/acme/**/*.test.ts"],
  backup: ["tests/backup/**/*.test.ts"],
};

/** Suites whose files share nothing, so that several run at once; their cases measure no time that the others' work could stretch. */
const sideBySide: readonly string[] = ["unit", "policies", "engine", "images", "workflows"];

/** Run by name only: faults in every combination, twenty minutes; the lab's suite has the same commands without the faults. */
export const onRequest: readonly string[] = ["backup"];

/** A test that failed, with its suite and everything it stands in. */
export interface Failure {
  readonly title: string;
  readonly reason: string;
}

/** How many tests passed, those that failed, and the seconds of each suite. */
export interface SuiteResult {
  readonly passed: number;
  readonly failures: readonly Failure[];
  readonly seconds: Readonly<Record<string, number>>;
}

/** Checks types, then runs the suites with mocha, one process each. */
export async function runSuites(names: readonly string[]): Promise<SuiteResult> {
  const unknown = names.filter((name) => !(name in suites));
  if (unknown.length > 0)
    throw new Refusal(
      `There is no suite ${unknown.join(", ")}. There are: ${Object.keys(suites).join(", ")}`,
      exitStatus.wrongUse,
    );
  let passed = 0;
  const failures: Failure[] = [];
  const seconds: Record<string, number> = {};
  const count = async (suite: string, run: () => Promise<Outcome>): Promise<void> => {
    const begin = Date.now();
    process.stderr.write(`\n=== ${suite}\n`);
    const result = await run();
    passed += result.passed;
    failures.push(...result.failed.map(({ title, reason }) => ({ title: `${suite}: ${title}`, reason })));
    seconds[suite] = (Date.now() - begin) / 1000;
  };
  if (names.length === 0 || names.some((name) => name !== "unit")) await count("built", built);
  if (names.length === 0)
    await count("types", async () =>
      (await child("node_modules/.bin/tsc", ["--noEmit"])) === 0
        ? done
        : broken("tsc", "The compiler says above what is wrong."),
    );
  for (const name of names.length > 0 ? names : Object.keys(suites).filter((suite) => !onRequest.includes(suite)))
    await count(name, () => mocha(name));
  return { passed, failures, seconds };
}

interface Outcome {
  readonly passed: number;
  readonly failed: readonly Failure[];
}
const done: Outcome = { passed: 1, failed: [] };
const broken = (title: string, reason: string): Outcome => ({ passed: 0, failed: [{ title, reason }] });

/** Debian packages of programs that tests run. */
const testPackages = ["shellcheck"];

/** What the suites stand on, built first and all at once: no test waits for a compiler. */
async function built(): Promise<Outcome> {
  const progress = new Progress();
  const say = (line: string): void => progress.say(line);
  try {
    await ensurePackages([...machinesOf("lab").packages, ...testPackages], { onProgress: say });
    await Promise.all([
      progress.step("Pulumi and its plugins", 400, () => setUp({ plugins: ["command", "docker"], cache: cacheRoot() })),
      ...IMAGE_NAMES.map((name) => buildImage(name, { cache: cacheRoot(), onProgress: say })),
    ]);
    return done;
  } catch (error) {
    say((error as Error).message);
    return broken("engine and images", (error as Error).message);
  } finally {
    progress.stop();
  }
}

async function mocha(suite: string): Promise<Outcome> {
  const report = join(tmpdir(), `ruche-test-${process.pid}-${suite}.json`);
  try {
    const status = await child("node_modules/.bin/mocha", [
      "--reporter",
      join(root, "tests/reporter.cjs"),
      "--reporter-option",
      `file=${report}`,
      ...(sideBySide.includes(suite) ? ["--parallel", "--jobs", String(availableParallelism())] : []),
      ...suites[suite]!,
    ]);
    const { passes, failed } = JSON.parse(readFileSync(report, "utf8")) as {
      passes: number;
      failed: readonly Failure[];
    };
    // A suite that ends badly without a failed test (a crash) has failed all the same.
    return {
      passed: passes,
      failed: status !== 0 && failed.length === 0 ? broken("mocha", `ended with ${status}`).failed : failed,
    };
  } catch (error) {
    process.stderr.write(`${suite}: ${(error as Error).message}\n`);
    return broken("mocha", (error as Error).message);
  } finally {
    rmSync(report, { force: true });
  }
}

function child(program: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    // Reports go to standard error: standard output belongs to the command's answer.
    spawn(join(root, program), args, { cwd: root, stdio: ["ignore", 2, 2] })
      .once("error", reject)
      .once("close", (code) => resolve(code ?? 1));
  });
}
