/**
 * Scenarios of the container engine, run by the test in a network namespace of their own: an engine's firewall chains
 * have fixed names, so that two engines in one network would remove each other's. Prints what it saw as one line of
 * JSON.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import {
  type ContainerEngine,
  ensureContainerEngine,
  LAB_LABEL,
  releaseContainerEngine,
} from "../../drivers/lab/containerEngine";
import { eventually } from "../../drivers/lab/engineSocket";
import { readNetworkSettings } from "../../drivers/lab/networkSettings";
import { ownEngineProcess } from "../../drivers/lab/ownEngine";
import { countObjects, removeStrays } from "../../drivers/lab/strays";
import { buildImage } from "../../images/build";
import { loadImage } from "../../images/load";
import { cacheRoot } from "../../tools/cacheRoot";
import { processesNaming, signalProcess, startOf } from "../../tools/processes";
import { run } from "../../tools/run";

const [scenario = "", runDirectory = "", cache = ""] = process.argv.slice(2);
const options = { cache, runDirectory, adopt: false };
const seen: Record<string, unknown> = {};

/** Everything of the computer that must be as before. */
async function computer() {
  const { kernel, links, rules, tables } = await readNetworkSettings();
  const plain = (text: string) =>
    text
      .split("\n")
      .filter((line) => !line.startsWith("#"))
      .map((line) => line.replace(/\[\d+:\d+\]/, ""))
      .join("\n");
  const mounts = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .filter((line) => line.includes(runDirectory) || line.includes(cache));
  return {
    kernel,
    links,
    iptables: plain(rules.iptables),
    ip6tables: plain(rules.ip6tables),
    tables,
    mounts,
    processes: processesNaming(runDirectory),
  };
}

async function docker(engine: ContainerEngine, ...args: string[]): Promise<string> {
  return run(engine.client, ["--host", engine.host, ...args]).then(({ stdout }) => stdout.trim());
}

async function start(): Promise<{ engine: ContainerEngine; image: string }> {
  const engine = await ensureContainerEngine(options);
  const image = await buildImage("base", { cache: cacheRoot() });
  await loadImage(image, engine);
  return { engine, image: image.reference };
}

/** Containers of the scenario "crashed", whoever looks after them. */
const sleepers = () => processesNaming("1234.5").length;

function kill(engine: ContainerEngine): Promise<boolean> {
  signalProcess(ownEngineProcess(engine.places!)!, "SIGKILL");
  return eventually(() => ownEngineProcess(engine.places!) === undefined, 5000);
}

const scenarios: Record<string, () => Promise<void>> = {
  /** Started and released twice, with a rule of the user's before and one added meanwhile. */
  async cycle() {
    await run("iptables", ["-A", "FORWARD", "-s", "192.0.2.77", "-j", "DROP"]);
    const before = await computer();
    for (const round of [1, 2]) {
      const { engine, image } = await start();
      const uid = await docker(
        engine,
        "run",
        "--rm",
        "--privileged",
        "--runtime",
        engine.runtime,
        "--cgroupns=private",
        image,
        "sh",
        "-c",
        "echo 1 > /proc/sys/net/ipv4/ip_forward && id -u",
      );
      await docker(engine, "network", "create", `extra${round}`);
      await docker(
        engine,
        "run",
        "--detach",
        "--network",
        `extra${round}`,
        "--publish",
        `127.0.0.1:1808${round}:80`,
        image,
        "sleep",
        "1000",
      );
      await run("iptables", ["-A", "INPUT", "-s", "192.0.2.78", "-j", "DROP"]);
      const during = await computer();
      const again = await ensureContainerEngine(options);
      const released = await releaseContainerEngine(again);
      await run("iptables", ["-D", "INPUT", "-s", "192.0.2.78", "-j", "DROP"]); // fails when release had taken it
      seen[`round${round}`] = {
        uid,
        same: again.host === engine.host,
        startedNow: [engine.startedNow, again.startedNow],
        released,
        changed: during.iptables !== before.iptables,
        forwarding: during.kernel["ipv4/ip_forward"],
        before,
        after: await computer(),
      };
    }
  },

  /** A computer on which iptables was never used. */
  async untouched() {
    const before = await computer();
    const { engine } = await start();
    await releaseContainerEngine(engine);
    Object.assign(seen, { before, after: await computer() });
  },

  /** Killed, started again by somebody whose folder for temporary files goes afterwards, killed again, released. */
  async killed() {
    const before = await computer();
    const { engine, image } = await start();
    const id = await docker(
      engine,
      "run",
      "--detach",
      "--privileged",
      "--runtime",
      engine.runtime,
      "--cgroupns=private",
      image,
      "sleep",
      "1000",
    );
    await kill(engine);
    const temporary = mkdtempSync(`${cache}/temporary-`);
    process.env.TMPDIR = temporary;
    const again = await ensureContainerEngine(options);
    delete process.env.TMPDIR;
    rmSync(temporary, { recursive: true });
    await docker(again, "start", id);
    seen.back = (await docker(again, "exec", id, "echo", "here")) === "here";
    await kill(again);
    seen.left = processesNaming(runDirectory).length > 0;
    seen.released = await releaseContainerEngine(again);
    Object.assign(seen, { before, after: await computer() });
  },

  /** Everything killed at once, as by a power cut in which /run was kept. */
  async crashed() {
    const before = await computer();
    const { engine, image } = await start();
    const id = await docker(engine, "run", "--detach", image, "sleep", "1234.5");
    for (const pid of processesNaming(runDirectory)) signalProcess(pid, "SIGKILL");
    await eventually(() => processesNaming(runDirectory).length === 0, 5000);
    const again = await ensureContainerEngine(options);
    seen.orphans = sleepers();
    await docker(again, "start", id);
    seen.answers = (await docker(again, "exec", id, "echo", "here")) === "here";
    for (const pid of processesNaming(runDirectory)) signalProcess(pid, "SIGKILL");
    await eventually(() => processesNaming(runDirectory).length === 0, 5000);
    seen.released = await releaseContainerEngine(engine);
    seen.stillThere = sleepers();
    Object.assign(seen, { before, after: await computer() });
  },

  /** A lab's container, or another process that uses the engine, keeps it. */
  async shared() {
    const { engine, image } = await start();
    const id = await docker(engine, "create", "--label", `${LAB_LABEL}=other`, image);
    seen.withContainer = await releaseContainerEngine(engine);
    await docker(engine, "rm", id);
    // Process 1 lives as long as the computer: a lease in its name is one of a live process.
    const lease = `${runDirectory}/leases/1`;
    writeFileSync(lease, startOf(1)!);
    seen.withLease = await releaseContainerEngine(engine);
    writeFileSync(lease, "an earlier process 1");
    seen.withStaleLease = await releaseContainerEngine(engine);
  },

  /** A lab whose state was deleted while it was up, or forgot a part of it. */
  async lost() {
    const { engine, image } = await start();
    const make = (lab: string, ...words: string[]): Promise<string> =>
      docker(engine, ...words, "--label", `${LAB_LABEL}=${lab}`);
    const running = async (lab: string): Promise<string> => {
      await make(lab, "network", "create", `${lab}-network`);
      await make(lab, "volume", "create", `${lab}-data`);
      return docker(
        engine,
        "run",
        "--detach",
        "--label",
        `${LAB_LABEL}=${lab}`,
        "--network",
        `${lab}-network`,
        "--volume",
        `${lab}-data:/data`,
        image,
        "sleep",
        "1000",
      );
    };
    const [lost, kept] = [await running("lost"), await running("kept")];
    seen.before = [
      await countObjects(engine, "lost"),
      await countObjects(engine, "kept"),
      await countObjects(engine, "none"),
    ];
    seen.known = await removeStrays(
      engine,
      "lost",
      new Set([lost, await docker(engine, "network", "inspect", "--format", "{{.Id}}", "lost-network"), "lost-data"]),
    );
    seen.removed = await removeStrays(engine, "lost", new Set());
    seen.after = [await countObjects(engine, "lost"), await countObjects(engine, "kept")];
    await docker(engine, "rm", "--force", kept);
    await docker(engine, "network", "rm", "kept-network");
    await docker(engine, "volume", "rm", "kept-data");
    seen.released = await releaseContainerEngine(engine);
  },
};

const work = scenarios[scenario];
if (!work) throw new Error(`no scenario "${scenario}"`);
work()
  .then(() => process.stdout.write(`${JSON.stringify(seen)}\n`))
  .catch((error: Error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  })
  .finally(async () => {
    for (const pid of processesNaming(runDirectory)) signalProcess(pid, "SIGKILL");
    await eventually(() => processesNaming(runDirectory).length === 0, 5000);
    for (const mount of readFileSync("/proc/self/mounts", "utf8")
      .split("\n")
      .flatMap((line) => line.split(" ")[1] ?? [])
      .reverse()) {
      if (mount.startsWith(`${runDirectory}/`) || mount.startsWith(`${cache}/`))
        await run("umount", ["--lazy", mount], { accept: [0, 1, 32] });
    }
    rmSync(runDirectory, { recursive: true, force: true });
  });
