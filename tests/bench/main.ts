/**
 * `npm run bench`: brings a lab of its own up, measures, prints a table, and takes the lab down.
 *
 *   --cold     measures a clean computer as well: empty caches of Ruche, Go and npm (Debian packages stay installed)
 *   --data     measures backups, drills and a rebuild as well
 *   --policies measures what the policies take of a preview with many services, and nothing else
 *   --services N  how many. Default 500.
 *   --runs N   how often short commands are run; the median counts. Default 5.
 */
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { cpus, homedir, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import execa from "execa";
import { TestPlatform } from "../lab/platform";
import { summaryOf } from "../lab/state";
import { measureData } from "./data";
import { type FigureName, mebibytes, median, table } from "./figures";
import { measurePolicies } from "./policies";

const {
  values: { cold = false, data = false, policies = false, services = "500", runs = "5" },
} = parseArgs({
  options: {
    cold: { type: "boolean" },
    data: { type: "boolean" },
    policies: { type: "boolean" },
    services: { type: "string" },
    runs: { type: "string" },
  },
});
const measured: Partial<Record<FigureName, number>> = {};
const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** Runs a command of the lab and gives its seconds; a failure ends the measurement. */
async function timed(
  platform: TestPlatform,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ seconds: number; stderr: string }> {
  const { status, seconds, stderr } = await platform.ruche(args, { env });
  if (status !== 0) throw new Error(`ruche ${args.join(" ")} ended with status ${status}:\n${stderr}`);
  say(`  ruche ${args.join(" ")}: ${seconds.toFixed(1)} s`);
  return { seconds, stderr };
}

/** The median of some runs. */
async function often(work: () => Promise<number>): Promise<number> {
  const seconds: number[] = [];
  for (let run = 0; run < Number(runs); run++) seconds.push(await work());
  return median(seconds);
}

/** A lab that is gone when `work` is done, however it ends. */
async function withPlatform(
  work: (platform: TestPlatform, env: NodeJS.ProcessEnv) => Promise<void>,
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const platform = new TestPlatform();
  try {
    await work(platform, env);
  } finally {
    await platform.ruche(["down", "lab", "--consent", "lab"], { env });
    platform.remove();
  }
}

async function measureCold(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "ruche-bench-"));
  const env = {
    XDG_CACHE_HOME: join(folder, "cache"),
    GOCACHE: join(folder, "go-build"),
    GOMODCACHE: join(folder, "go-mod"),
    npm_config_cache: join(folder, "npm"),
  };
  try {
    await withPlatform(async (platform) => {
      rmSync(join(platform.folder, "node_modules")); // a link to this clone's: the command installs its own
      measured.cold = (await timed(platform, ["up", "lab"], env)).seconds;
    }, env);
  } finally {
    await execa("chmod", ["-R", "u+w", folder], { reject: false }); // Go writes its modules without the right to write
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureWarm(platform: TestPlatform): Promise<void> {
  let first = await timed(platform, ["up", "lab"]);
  if (/building/.test(first.stderr)) {
    say("  something had to be built: once more");
    await timed(platform, ["down", "lab", "--consent", "lab"]);
    first = await timed(platform, ["up", "lab"]);
  }
  measured.cached = first.seconds;
  measured.unchanged = await often(async () => (await timed(platform, ["up", "lab"])).seconds);
  measured.preview = await often(async () => (await timed(platform, ["preview", "lab"])).seconds);
  measured.status = await often(async () => (await timed(platform, ["status", "lab"])).seconds);
  measured.ssh = await often(bareCommand(platform));
  measured.statusRatio = measured.status / measured.ssh;
  measured.verify = await often(async () => (await timed(platform, ["verify", "lab"])).seconds);
  measured.drift = await often(async () => (await timed(platform, ["drift", "lab"])).seconds);
  measured.peer = await often(await barePreview(platform));
  measured.ratio = measured.unchanged / measured.peer;
  say("  at rest for 30 s");
  await new Promise((next) => setTimeout(next, 30_000));
  measured.memory = await memory(platform);
  if (data) Object.assign(measured, await measureData(platform));
}

/** What Pulumi itself takes to compare the same program, without our policies and reports. */
async function barePreview(platform: TestPlatform): Promise<() => Promise<number>> {
  const { PULUMI_OPTION_POLICY_PACK: _, ...env } = (await platform.ruche<Record<string, string>>(["env", "lab"])).json;
  return async () => {
    const begin = Date.now();
    await execa("pulumi", ["preview", "--stack", "lab", "--non-interactive"], { cwd: platform.folder, env });
    return (Date.now() - begin) / 1000;
  };
}

/** One command on a machine, by the `ssh` program. */
function bareCommand(platform: TestPlatform): () => Promise<number> {
  const { machines, identityFile } = summaryOf(platform);
  const { host, user, hostKey } = machines[0]!.ssh;
  const known = ["StrictHostKeyChecking=yes", "UserKnownHostsFile=none", `KnownHostsCommand=/bin/echo %H ${hostKey}`];
  const words = [
    "-F",
    "none",
    "-i",
    identityFile.replace("${HOME}", homedir()),
    ...known.flatMap((each) => ["-o", each]),
  ];
  return async () => {
    const begin = Date.now();
    await execa("ssh", [...words, `${user}@${host}`, "true"]);
    return (Date.now() - begin) / 1000;
  };
}

/** MiB of the lab's containers, and of the container engine that runs them. */
async function memory(platform: TestPlatform): Promise<number> {
  const containers = (await platform.docker("ps", "--quiet", "--filter", `label=ruche.lab=${platform.place.prefix}`))
    .split("\n")
    .filter(Boolean);
  const used = (await platform.docker("stats", "--no-stream", "--format", "{{.MemUsage}}", ...containers))
    .split("\n")
    .filter(Boolean)
    .map(mebibytes);
  return [...used, ...engineProcesses()].reduce((sum, amount) => sum + amount, 0);
}

/** MiB of each process of the computer's own engine; those inside of lab machines are in their containers' sums. */
function engineProcesses(): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        const isEngine = /^(dockerd|containerd)/.test(readFileSync(`/proc/${pid}/comm`, "utf8"));
        if (!isEngine || readlinkSync(`/proc/${pid}/ns/pid`) !== readlinkSync("/proc/self/ns/pid")) return [];
        return [Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024];
      } catch {
        return []; // it ended meanwhile
      }
    });
}

async function main(): Promise<void> {
  say(`${cpus().length} cores, ${Math.round(totalmem() / 1024 ** 3)} GiB, load ${loadavg()[0]!.toFixed(1)} before`);
  if (policies) Object.assign(measured, await measurePolicies(Number(services), Number(runs), say));
  else {
    if (cold) await measureCold();
    await withPlatform(measureWarm);
  }
  process.stdout.write(`${table(measured)}\n`);
}

// The command that runs is interrupted as well and ends; then the lab is taken down.
process.on("SIGINT", () => say("interrupted: the lab is taken down"));

main().catch((error: Error) => {
  say(error.message);
  if (Object.keys(measured).length > 0) process.stdout.write(`${table(measured)}\n`);
  process.exitCode = 1;
});
