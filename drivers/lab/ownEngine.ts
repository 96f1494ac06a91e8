import { spawn } from "node:child_process";
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import * as path from "node:path";
import { commandOf, processesInContainers, processesNaming, signalProcess, startOf } from "../../tools/processes";
import { lastLines, run } from "../../tools/run";
import { boundedRuntime, withheldCapabilities } from "./capabilities";
import { engineAnswers, eventually } from "./engineSocket";
import { bootId, type NetworkSettings, readNetworkSettings, restoreNetworkSettings } from "./networkSettings";
import { chooseSubnet, takenSubnets } from "./subnet";

/** Where an engine of our own keeps its things. */
export interface OwnEnginePlaces {
  /** Socket, process id and state of running containers; gone after a reboot. Short: socket paths are. */
  readonly runDirectory: string;
  /** Images, containers and the log; below the cache. */
  readonly directory: string;
}

/** Name under which the runtime for computers that withhold capabilities is registered. */
export const BOUNDED_RUNTIME = "ruche-bounded";

/** Debian's package, and Docker's own. */
const DOCKERD = ["/usr/sbin/dockerd", "/usr/bin/dockerd"] as const;
const START_WITHIN = 60_000;
const STOP_WITHIN = 90_000;

export const socketOf = (places: OwnEnginePlaces): string => `${places.runDirectory}/docker.sock`;
const pidFileOf = (places: OwnEnginePlaces): string => `${places.runDirectory}/docker.pid`;
const execRootOf = (places: OwnEnginePlaces): string => `${places.runDirectory}/exec`;
const beforeOf = (places: OwnEnginePlaces): string => `${places.runDirectory}/network-before.json`;
const logOf = (places: OwnEnginePlaces): string => `${places.directory}/dockerd.log`;

/** Starts a Docker engine of our own, which goes on when this process ends, and waits until it answers. */
export async function startOwnEngine(places: OwnEnginePlaces, onProgress?: (line: string) => void): Promise<void> {
  mkdirSync(places.runDirectory, { recursive: true, mode: 0o700 });
  mkdirSync(places.directory, { recursive: true, mode: 0o700 });
  const starting = ownEngineProcess(places);
  let ended = false;
  if (starting === undefined) {
    await rememberNetwork(places);
    // Process ids that another program bears by now, or that nobody has reaped, would keep dockerd from starting.
    rmSync(pidFileOf(places), { force: true });
    await endOrphans(places);
    await endContainerd(places);
    const log = openSync(logOf(places), "w", 0o600);
    onProgress?.("starting a container engine");
    const child = spawn(
      DOCKERD.find((file) => existsSync(file)) ?? DOCKERD[0],
      ["--config-file", await writeConfiguration(places)],
      {
        // It outlives whoever starts it: their folder for temporary files may go, and their secrets are not its
        // business.
        detached: true,
        stdio: ["ignore", log, log],
        cwd: "/",
        env: { PATH: process.env.PATH },
      },
    );
    closeSync(log);
    child
      .once("error", () => {
        ended = true;
      })
      .once("exit", () => {
        ended = true;
      });
    child.unref();
  }
  const answers = await eventually(async () => {
    if (await engineAnswers(socketOf(places))) return true;
    ended ||= starting !== undefined && ownEngineProcess(places) === undefined;
    return ended;
  }, START_WITHIN);
  if (answers && !ended) return;
  throw new Error(
    `the container engine (dockerd) ${ended ? "ended" : `does not answer after ${START_WITHIN / 1000} s`}; ` +
      `its log ${logOf(places)} ends with:\n${lastLines(readText(logOf(places)), 5)}`,
  );
}

/** Stops the engine and puts the computer's network settings back. Works on what a killed engine left as well. */
export async function stopOwnEngine(places: OwnEnginePlaces, onProgress?: (line: string) => void): Promise<void> {
  const left = processesNaming(places.runDirectory);
  if (ownEngineProcess(places) === undefined && left.length > 0) {
    // Containers outlive a killed engine; only an engine takes them down properly, so it is started once more.
    await startOwnEngine(places).catch((error: Error) => onProgress?.(error.message));
  }
  const pid = ownEngineProcess(places);
  if (pid !== undefined) {
    onProgress?.("stopping the container engine");
    signalProcess(pid, "SIGTERM");
    await eventually(() => ownEngineProcess(places) === undefined, STOP_WITHIN);
  }
  await killAll(() => processesNaming(places.runDirectory));
  await endOrphans(places);
  await unmountBelow(places.runDirectory, places.directory);
  const before = readBefore(places);
  if (before) await restoreNetworkSettings(before);
  rmSync(places.runDirectory, { recursive: true, force: true });
}

/**
 * Ends what runs in containers that nothing supervises: a new engine takes them for stopped, and would start them
 * beside it.
 */
async function endOrphans(places: OwnEnginePlaces): Promise<void> {
  const folder = `${places.directory}/data/containers`;
  const supervised = new Set(processesNaming(places.runDirectory).flatMap((pid) => commandOf(pid)));
  const orphaned = new Set((existsSync(folder) ? readdirSync(folder) : []).filter((id) => !supervised.has(id)));
  await killAll(() => processesInContainers(orphaned));
}

/**
 * It dies with its dockerd, but a moment later: a new dockerd would take it for one that serves, and wait for it in
 * vain. Containers go on without it.
 */
async function endContainerd(places: OwnEnginePlaces): Promise<void> {
  const folder = `${execRootOf(places)}/containerd`;
  await killAll(() => processesNaming(folder).filter((pid) => commandOf(pid)[0] === "containerd"));
  rmSync(`${folder}/containerd.pid`, { force: true });
}

/** Kills these processes and waits, for ten seconds at most, until they are gone. */
async function killAll(left: () => readonly number[]): Promise<void> {
  for (const pid of left()) signalProcess(pid, "SIGKILL");
  await eventually(() => left().length === 0, 10_000);
}

/** The process id of our engine, when it runs. */
export function ownEngineProcess(places: OwnEnginePlaces): number | undefined {
  return processesNaming(configurationOf(places)).find(
    (pid) => DOCKERD.some((file) => file === commandOf(pid)[0]) && startOf(pid) !== undefined,
  );
}

const configurationOf = (places: OwnEnginePlaces): string => `${places.runDirectory}/daemon.json`;

async function writeConfiguration(places: OwnEnginePlaces): Promise<string> {
  const withheld = withheldCapabilities();
  const subnet = chooseSubnet(await takenSubnets(), `engine ${places.runDirectory}`);
  const configuration = {
    hosts: [`unix://${socketOf(places)}`],
    pidfile: pidFileOf(places),
    "exec-root": execRootOf(places),
    "data-root": `${places.directory}/data`,
    bip: subnet.replace(/\.0\/24$/, ".1/24"),
    "default-address-pools": [{ base: "10.127.0.0/16", size: 24 }],
    "log-driver": "local",
    ...(withheld.length > 0 ? { runtimes: { [BOUNDED_RUNTIME]: { path: writeRuntime(places, withheld) } } } : {}),
  };
  writeFileSync(configurationOf(places), JSON.stringify(configuration), { mode: 0o600 });
  return configurationOf(places);
}

/** Copied out of the clone: the engine's containers must still start when the clone is gone. */
function writeRuntime(places: OwnEnginePlaces, withheld: readonly string[]): string {
  const file = `${places.directory}/bounded-runc`;
  writeFileSync(`${file}.new`, boundedRuntime(readText(path.join(__dirname, "bounded-runc.sh")), withheld));
  chmodSync(`${file}.new`, 0o755);
  renameSync(`${file}.new`, file);
  return file;
}

/** Written before the engine's first start of a boot, and not again: a killed engine has left its rules. */
async function rememberNetwork(places: OwnEnginePlaces): Promise<void> {
  if (readBefore(places)?.bootId === bootId()) return;
  const file = beforeOf(places);
  writeFileSync(`${file}.new`, JSON.stringify(await readNetworkSettings()), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function readBefore(places: OwnEnginePlaces): NetworkSettings | undefined {
  try {
    return JSON.parse(readText(beforeOf(places))) as NetworkSettings;
  } catch {
    return undefined;
  }
}

async function unmountBelow(...folders: string[]): Promise<void> {
  const mounts = readText("/proc/self/mounts")
    .split("\n")
    .flatMap((line) => line.split(" ")[1] ?? []);
  for (const mount of mounts.reverse()) {
    if (folders.some((folder) => mount.startsWith(`${folder}/`)))
      await run("umount", ["--lazy", mount], { accept: [0, 1, 32] });
  }
}

const readText = (file: string): string => readFileSync(file, "utf8");
