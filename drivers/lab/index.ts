import { writeFileSync } from "node:fs";
import type { HalfMade } from "../contracts/halfMade";
import type { MachinesContext, MachinesDriver, PreparedMachines } from "../contracts/machines";
import { type ContainerEngine, endLease, ensureContainerEngine, releaseContainerEngine } from "./containerEngine";
import { removeHalfMade, removeNeverStarted } from "./halfMade";
import { placeFile, readPlace } from "./place";
import { removedParts } from "./removedParts";
import { countObjects, removeStrays } from "./strays";
import { labPrefix, takePlace } from "./takePlace";

/** Type of the resource that stands for a machine of a lab. */
const machineType = "docker:index/container:Container";

/** What is removed if it is half made, by the type of its resource. */
const removable: Readonly<Record<string, "container" | "network">> = {
  [machineType]: "container",
  "docker:index/network:Network": "network",
};

/** Whether a resource was made by the component of the lab's machines. */
const isOurs = (urn: string): boolean => urn.includes("ruche:machines:LabMachines$");

/** Machines on this computer: containers of a Docker engine that runs here, or is started for them. */
export const lab: MachinesDriver = {
  packages: [
    "docker.io",
    "mmdebstrap",
    "openssh-client",
    "iproute2",
    "iptables",
    "nftables",
    "jq",
    "attr",
    "ca-certificates",
  ],
  plugins: ["command", "docker"],
  images: ["host"],

  async prepare(context) {
    const engine = await ensureContainerEngine({ cache: context.cache, onProgress: context.say });
    const prepared = new PreparedLab(context, engine);
    try {
      await takePlace(context, engine);
    } catch (error) {
      await prepared.release();
      throw error;
    }
    return prepared;
  },

  // Containers of somebody else's in the same stack are no machines.
  machineOf: ({ type, urn, inputs }) => (type === machineType && isOurs(urn) ? String(inputs?.hostname) : undefined),

  missing: ({ root, environment }, resources) => removedParts(readPlace(root, environment), resources),

  kept: ({ root, environment }) => readPlace(root, environment),

  take({ root, environment }, kept) {
    writeFileSync(placeFile(root, environment), JSON.stringify(kept));
  },
};

class PreparedLab implements PreparedMachines {
  #released = false;

  constructor(
    private readonly context: MachinesContext,
    private readonly engine: ContainerEngine,
  ) {}

  count(): Promise<number> {
    return countObjects(this.engine, labPrefix(this.context));
  }

  removeStrays(resources: Parameters<PreparedMachines["removeStrays"]>[0]): Promise<number> {
    return removeStrays(this.engine, labPrefix(this.context), new Set(resources.flatMap(({ id }) => id ?? [])));
  }

  async removeHalfMade(
    { type, urn }: Parameters<PreparedMachines["removeHalfMade"]>[0],
    name: string,
  ): Promise<HalfMade> {
    const kind = removable[type];
    // A cluster's networks have the same type, and are none of the lab's.
    if (kind === undefined || !isOurs(urn)) return false;
    return removeHalfMade(this.engine, labPrefix(this.context), kind, name);
  }

  removeNeverStarted(resources: Parameters<PreparedMachines["removeStrays"]>[0]): Promise<string[]> {
    return removeNeverStarted(this.engine, labPrefix(this.context), new Set(resources.flatMap(({ id }) => id ?? [])));
  }

  async release(gone = false): Promise<void> {
    if (this.#released) return;
    if (!gone && !this.engine.startedNow) return endLease(this.engine);
    this.#released = true;
    await releaseContainerEngine(this.engine, this.context.say);
  }
}
