import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { withLock } from "../../tools/lock";
import { startOf } from "../../tools/processes";
import { run } from "../../tools/run";
import { withheldCapabilities } from "./capabilities";
import { ask, engineAnswers, eventually } from "./engineSocket";
import {
  BOUNDED_RUNTIME,
  type OwnEnginePlaces,
  ownEngineProcess,
  socketOf,
  startOwnEngine,
  stopOwnEngine,
} from "./ownEngine";

/** A Docker engine on this computer that can run the lab's machines. */
export interface ContainerEngine {
  /** For DOCKER_HOST: `unix:///…` */
  readonly host: string;
  /** The runtime that starts privileged containers here: `runc`, or one that asks for less. */
  readonly runtime: string;
  /** Path of the docker client that fits this engine. */
  readonly client: string;
  /** Whether this process started it; false for one that ran already. */
  readonly startedNow: boolean;
  /** What a person should know about it. */
  readonly notes: readonly string[];
  /** Where an engine of our own keeps its things; absent for one that somebody else runs. */
  readonly places?: OwnEnginePlaces;
}

export interface EngineOptions {
  /** Root of Ruche's cache; the engine's images and containers lie in `engine/` below it. */
  readonly cache: string;
  readonly onProgress?: (line: string) => void;
  /** Default: /run/ruche, shared by all labs of the computer. */
  readonly runDirectory?: string;
  /** Whether an engine that runs already may be used. Default: yes. */
  readonly adopt?: boolean;
}

/** Containers with this label belong to a lab: the engine stays as long as there is one. */
export const LAB_LABEL = "ruche.lab";

const DEBIAN_CLIENT = "/usr/bin/docker";
const DEFAULT_RUN = "/run/ruche";

/**
 * Gives a Docker engine that can run privileged containers: ours when it runs, else one that answers already, else
 * one that is started now and goes on running after this process.
 *
 * Starting one turns packet forwarding on and sets Docker's firewall rules; `releaseContainerEngine` puts back what
 * was.
 */
export async function ensureContainerEngine(options: EngineOptions): Promise<ContainerEngine> {
  const places = { runDirectory: options.runDirectory ?? DEFAULT_RUN, directory: `${options.cache}/engine` };
  if (ownEngineProcess(places) === undefined && options.adopt !== false) {
    const found = await runningEngine();
    if (found) return found;
  }
  if (process.getuid?.() !== 0) {
    throw new Error(
      "no Docker engine answers to you, and starting one needs an administrator; " +
        "either start Docker (sudo systemctl start docker, and be in the group docker), " +
        "or run this command as root",
    );
  }
  return withLock(
    `engine${places.runDirectory}`,
    async () => {
      takeLease(places);
      const startedNow = ownEngineProcess(places) === undefined || !(await engineAnswers(socketOf(places)));
      if (startedNow) await startOwnEngine(places, options.onProgress);
      const withheld = withheldCapabilities();
      return {
        host: `unix://${socketOf(places)}`,
        runtime: withheld.length > 0 ? BOUNDED_RUNTIME : "runc",
        client: DEBIAN_CLIENT,
        startedNow,
        notes: [
          "while this container engine runs, the computer forwards packets and its FORWARD policy is DROP; both are put back when it stops",
          ...(withheld.length > 0
            ? [`this computer gives ${withheld.join(", ")} to nobody; lab machines run without`]
            : []),
        ],
        places,
      };
    },
    {
      onWait: (holder) =>
        options.onProgress?.(`waiting for process ${holder}, which starts or stops the container engine`),
    },
  );
}

/**
 * Lets go of the engine. One that we started is stopped, unless a lab still has containers on it or another
 * process of ours uses it; after that the computer's network settings are as they were before.
 *
 * @returns whether the engine was stopped
 */
export async function releaseContainerEngine(
  engine: ContainerEngine,
  onProgress?: (line: string) => void,
): Promise<boolean> {
  const { places } = engine;
  if (!places) return false;
  return withLock(`engine${places.runDirectory}`, async () => {
    endLease(engine);
    if (!existsSync(places.runDirectory)) return false;
    // Only an engine knows which containers there are: one that was killed is asked again.
    if (!(await engineAnswers(socketOf(places))))
      await startOwnEngine(places, onProgress).catch((error: Error) => onProgress?.(error.message));
    if (await inUse(places)) return false;
    await stopOwnEngine(places, onProgress);
    return true;
  });
}

/** Says that this process uses the engine no more, which goes on: whoever removes the last lab may stop it. */
export function endLease({ places }: ContainerEngine): void {
  if (places) rmSync(leaseOf(places), { force: true });
}

async function inUse(places: OwnEnginePlaces): Promise<boolean> {
  if (otherLeases(places)) return true;
  const filter = encodeURIComponent(JSON.stringify({ label: [LAB_LABEL] }));
  try {
    return (
      (JSON.parse(await ask(socketOf(places), `/containers/json?all=1&filters=${filter}`)) as unknown[]).length > 0
    );
  } catch {
    // One that is slow may have labs; one that is not there has nothing to stop.
    return ownEngineProcess(places) !== undefined;
  }
}

async function runningEngine(): Promise<ContainerEngine | undefined> {
  for (const host of [process.env.DOCKER_HOST, "unix:///var/run/docker.sock"]) {
    // machines of an engine elsewhere have no address that is reachable from here
    if (!host?.startsWith("unix://")) continue;
    const socket = host.slice("unix://".length);
    if (!(await engineAnswers(socket)) && !(await startService(socket))) continue;
    const info = JSON.parse(await ask(socket, "/info")) as {
      Runtimes?: Record<string, unknown>;
      SecurityOptions?: string[];
    };
    // has a network of its own and cannot run machines
    if (info.SecurityOptions?.some((option) => option.includes("rootless"))) continue;
    const withheld = withheldCapabilities();
    const runtime = withheld.length === 0 ? "runc" : BOUNDED_RUNTIME;
    if (withheld.length > 0 && !info.Runtimes?.[BOUNDED_RUNTIME]) {
      throw new Error(
        `the Docker engine at ${host} cannot run privileged containers, ` +
          `because this computer gives ${withheld.join(", ")} to nobody; stop it, ` +
          "and Ruche starts one that can (two engines side by side would remove each other's firewall rules)",
      );
    }
    return {
      host,
      runtime,
      client: await fittingClient(host),
      startedNow: false,
      notes: [`uses the Docker engine that runs at ${host}`],
    };
  }
  return undefined;
}

/** Where systemd runs the computer, an installed Docker is its service, and stays as the administrator set it up. */
async function startService(socket: string): Promise<boolean> {
  if (!existsSync("/run/systemd/system") || process.getuid?.() !== 0) return false;
  const started = await run("systemctl", ["start", "docker.service"], { accept: [0, 1, 3, 4, 5] }).catch(() => ({
    status: 1,
  }));
  return started.status === 0 && eventually(() => engineAnswers(socket), 30_000);
}

async function fittingClient(host: string): Promise<string> {
  for (const folder of [...(process.env.PATH ?? "").split(":"), "/usr/bin"]) {
    const client = `${folder}/docker`;
    if (
      folder &&
      existsSync(client) &&
      (await run(client, ["--host", host, "version"]).then(
        () => true,
        () => false,
      ))
    )
      return client;
  }
  throw new Error(
    `a Docker engine answers at ${host}, but no docker client on PATH can talk to it; install the client of the same release`,
  );
}

/** A lease says that a live process of ours uses the engine, so that another one does not stop it meanwhile. */
const leaseOf = (places: OwnEnginePlaces): string => `${places.runDirectory}/leases/${process.pid}`;

function takeLease(places: OwnEnginePlaces): void {
  mkdirSync(`${places.runDirectory}/leases`, { recursive: true, mode: 0o700 });
  writeFileSync(leaseOf(places), startOf(process.pid) ?? "");
}

function otherLeases(places: OwnEnginePlaces): boolean {
  const folder = `${places.runDirectory}/leases`;
  const entries = existsSync(folder) ? readdirSync(folder) : [];
  return entries.some(
    (pid) => pid !== String(process.pid) && startOf(Number(pid)) === readFileSync(`${folder}/${pid}`, "utf8"),
  );
}
