import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { exitStatus, Refusal } from "../cli/failure";
import { Progress } from "../cli/progress";
import { machinesOf } from "../drivers";
import { setUp } from "../engine";
import { buildImage } from "../images/build";
import { IMAGE_NAMES } from "../images/catalogue";
import { cacheRoot } from "../tools/cacheRoot";
import { ensurePackages } from "../tools/debianPackages";

const root = resolve(__dirname, "..");

/** The test files of each suite. */
export const testFiles: Readonly<Record<string, readonly string[]>> = {
  unit: ["tests/unit/**/*.test.ts", "tests/environment/**/*.test.ts", "tests/golden/**/*.test.ts"],
  policies: ["tests/policies/**/*.test.ts"],
  docs: ["tests/docs/**/*.test.ts"],
  engine: ["tests/engine/**/*.test.ts"],
  computer: ["tests/computer/**/*.test.ts"],
  images: ["tests/images/**/*.test.ts", "components/services/*/*.test.ts"],
  sdk: ["tests/sdk/**/*.test.ts"],
  state: ["tests/state/**/*.test.ts"],
  workflows: ["tests/workflows/**/*.test.ts"],
  lab: ["tests/lab/**/*.test.ts"],
  acme: ["tests/acme/**/*.test.ts"],
  backup: ["tests/backup/**/*.test.ts"],
  changes: ["tests/changes/**/*.test.ts"],
};

/**
 * Names of all suites. `check` is what a change passes before anything slower is worth its time; the unit suite is its
 * last part.
 */
export const suites: readonly string[] = ["check", ...Object.keys(testFiles)];

/**
 * What runs at once, stage by stage: a lane runs its suites one after the other, and each lane but the first one gives
 * way to it. `computer` and `lab` compare the computer's network settings before and after, so that nothing beside them
 * may need a container engine. `images` runs its own files side by side.
 */
export const stages: readonly (readonly (readonly string[])[])[] = [
  [["unit"]],
  [
    ["computer", "lab"],
    ["policies", "docs", "engine"],
  ],
  [["images"]],
  [["acme"], ["workflows", "sdk", "state"]],
  [["backup"]],
  [["changes"]],
];

/**
 * Suites whose files share nothing, so that several run at once; their cases measure no time that the others' work
 * could stretch.
 */
const sideBySide: readonly string[] = ["unit", "policies", "engine", "images", "workflows"];

/**
 * Run by name only. `backup`: faults in every combination, twenty minutes; the lab's suite has the same commands
 * without the faults. `changes`: one lab from file to file, ten minutes; the unit suite walks through hundreds of them.
 */
export const onRequest: readonly string[] = ["backup", "changes"];

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

/** Runs suites, each with what it stands on; all but those on request if none is named. */
export async function runSuites(names: readonly string[]): Promise<SuiteResult> {
  const unknown = names.filter((name) => !suites.includes(name));
  if (unknown.length > 0)
    throw new Refusal(`There is no suite ${unknown.join(", ")}. There are: ${suites.join(", ")}`, exitStatus.wrongUse);
  const chosen = suites.filter((name) => (names.length > 0 ? names.includes(name) : !onRequest.includes(name)));
  let passed = 0;
  const failures: Failure[] = [];
  const seconds: Record<string, number> = {};
  const runLane = async (lane: readonly Part[], manner: Manner): Promise<void> => {
    for (const [name, run] of lane) {
      const begin = Date.now();
      process.stderr.write(`\n=== ${name}\n`);
      const result = await run(manner);
      passed += result.passed;
      failures.push(...result.failed.map(({ title, reason }) => ({ title: `${name}: ${title}`, reason })));
      seconds[name] = (Date.now() - begin) / 1000;
    }
  };
  for (const lanes of partsOf(chosen))
    await Promise.all(lanes.map((lane, index) => runLane(lane, { marked: lanes.length > 1, givesWay: index > 0 })));
  return { passed, failures, seconds };
}

/** How a part runs beside others: its lines bear its name, and the processor goes to the others first. */
interface Manner {
  readonly marked: boolean;
  readonly givesWay: boolean;
}
type Part = readonly [name: string, run: (manner: Manner) => Promise<Outcome>];

function partsOf(chosen: readonly string[]): Part[][][] {
  const wanted = (name: string): boolean => chosen.includes(name) && !(name === "unit" && chosen.includes("check"));
  const [quick, ...slow] = stages.map((lanes) =>
    lanes.map((lane) => lane.filter(wanted).map(suite)).filter((lane) => lane.length > 0),
  );
  return [
    [[["packages", packages]]],
    [chosen.includes("check") ? [...check] : []],
    quick!,
    [slow.flat().length > 0 ? [["built", built]] : []],
    ...slow,
  ];
}

const suite = (name: string): Part => [name, (manner) => mocha(name, manner)];

/** It needs neither an engine nor images. */
const check: readonly Part[] = [
  ["types", (manner) => passes(manner, "tsc", "--noEmit")],
  ["style", (manner) => passes(manner, "biome", "check", "--error-on-warnings", ".")],
  ["dead code", (manner) => passes(manner, "knip")],
  suite("unit"),
];

interface Outcome {
  readonly passed: number;
  readonly failed: readonly Failure[];
}
const done: Outcome = { passed: 1, failed: [] };
const broken = (title: string, reason: string): Outcome => ({ passed: 0, failed: [{ title, reason }] });

async function passes(manner: Manner, program: string, ...args: readonly string[]): Promise<Outcome> {
  const status = await child(program, args, manner);
  return status === 0 ? done : broken(program, "It says above what is wrong.");
}

/** Programs that tests ask for, besides those of a lab. A test never asks whether they are there. */
async function packages(): Promise<Outcome> {
  try {
    await ensurePackages(["curl", "jq", "mypy", "openssh-client", "openssl", "pyflakes3", "python3", "shellcheck"], {
      onProgress: (line) => process.stderr.write(`${line}\n`),
    });
    return done;
  } catch (error) {
    return broken("packages", (error as Error).message);
  }
}

/** What the slow suites stand on, built first and all at once: no test waits for a compiler. */
async function built(): Promise<Outcome> {
  const progress = new Progress();
  const say = (line: string): void => progress.say(line);
  try {
    await ensurePackages(machinesOf("lab").packages, { onProgress: say });
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

async function mocha(suite: string, manner: Manner): Promise<Outcome> {
  const report = join(tmpdir(), `ruche-test-${process.pid}-${suite}.json`);
  try {
    const status = await child(
      "mocha",
      [
        "--reporter",
        join(root, "tests/reporter.cjs"),
        "--reporter-option",
        `file=${report}`,
        ...(sideBySide.includes(suite) ? ["--parallel", "--jobs", String(availableParallelism())] : []),
        ...testFiles[suite]!,
      ],
      manner,
      suite,
    );
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

function child(
  program: string,
  args: readonly string[],
  { marked, givesWay }: Manner,
  mark = program,
): Promise<number> {
  const words = [...(givesWay ? ["nice"] : []), join(root, "node_modules/.bin", program), ...args];
  return new Promise((resolve, reject) => {
    // Reports go to standard error: standard output belongs to the command's answer.
    const running = spawn(words[0]!, words.slice(1), {
      cwd: root,
      stdio: marked ? ["ignore", "pipe", "pipe"] : ["ignore", 2, 2],
    });
    for (const stream of [running.stdout, running.stderr])
      if (stream) createInterface(stream).on("line", (line) => process.stderr.write(`${mark}: ${line}\n`));
    const stop = (): boolean => running.kill();
    process.once("exit", stop);
    running
      .once("error", reject)
      .once("close", (code) => resolve(code ?? 1))
      .once("exit", (code) => {
        process.off("exit", stop);
        // A process that outlives it may hold its streams: what they still bring is waited for only so long.
        setTimeout(() => {
          for (const stream of [running.stdout, running.stderr]) stream?.destroy();
          resolve(code ?? 1);
        }, 5_000).unref();
      });
  });
}
