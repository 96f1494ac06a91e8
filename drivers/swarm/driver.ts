import { swarm } from "../../model/cluster/swarm";
import type { Placement } from "../../model/review/blastRadius";
import type { StateResource } from "../../model/state";
import { answeringFor, type ClusterSummary } from "../../model/summary";
import { quote } from "../../tools/shell";
import type {
  ClusterDrift,
  ClusterDriver,
  MachineCommand,
  RunningCopy,
  RunningWorkloads,
  WrittenFile,
} from "../contracts/cluster";
import { DriverFailure, lastWords } from "../contracts/failure";
import type { HalfMade } from "../contracts/halfMade";
import type { Inquiry } from "../contracts/inquiry";
import { findOut } from "../reach/ask";
import { printedOn, printedOnFirst, type Reachable, runOn, sessionWith } from "../reach/reach";
import { clusterFindings, declaredCluster, type SwarmListing } from "./drift";
import { placementIn, placementScript } from "./placement";
import {
  listing,
  putFileProgram,
  removeProgram,
  runningProgram,
  startProgram,
  stopProgram,
  tasksProgram,
  writtenProgram,
} from "./programs";
import { reasonsIn, runningIn } from "./running";

/** What an object of the swarm is to its client, by the type of its resource. */
const objects: Readonly<Record<string, "network" | "service">> = {
  "docker:index/network:Network": "network",
  [swarm.workloadType]: "service",
};

/** A Docker Swarm that is up, asked through its managers. */
export class SwarmDriver implements ClusterDriver {
  constructor(
    readonly cluster: ClusterSummary,
    private readonly reach: Reachable,
  ) {
    this.inquiry = {
      questions: [{ machines: answeringFor(this), program: runningProgram() }],
      read: ([printed]) => (printed === undefined ? undefined : runningIn(printed)),
    };
  }

  readonly inquiry: Inquiry<RunningWorkloads | undefined>;

  running(): Promise<RunningWorkloads | undefined> {
    return findOut(this.reach, this.inquiry);
  }

  async why(workloads: readonly string[]): Promise<ReadonlyMap<string, string> | undefined> {
    const printed = await this.#manage(tasksProgram());
    return printed === undefined ? undefined : reasonsIn(printed, workloads);
  }

  async placement(): Promise<Placement | undefined> {
    const printed = await this.#manage(placementScript);
    return printed === undefined ? undefined : placementIn(printed);
  }

  async copies(): Promise<ReadonlyMap<string, RunningCopy>> {
    const list = `docker ps --filter health=healthy --format '{{.Label "com.docker.swarm.service.name"}} {{.ID}}'`;
    const found = await Promise.all(
      this.cluster.nodes.map(async (machine) =>
        ((await printedOn(this.reach, machine, list)) ?? "")
          .split("\n")
          .map((line) => line.split(" "))
          .map(([service = "", id = ""]) => [service, { machine, id }] as const),
      ),
    );
    return new Map(found.flat());
  }

  open({ machine, id }: RunningCopy, port: number) {
    const network = `/proc/$(docker inspect --format '{{.State.Pid}}' ${id})/ns/net`;
    return sessionWith(this.reach, machine).open(`nsenter --net=${network} nc 127.0.0.1 ${port}`);
  }

  async within(workload: string, words: readonly string[], terminal: boolean): Promise<MachineCommand> {
    const list = `docker ps --filter label=com.docker.swarm.service.name=${quote(workload)} --format '{{.ID}}'`;
    for (const machine of this.cluster.nodes) {
      const [id] = ((await printedOn(this.reach, machine, list)) ?? "").split("\n").filter(Boolean);
      if (id)
        return {
          machine,
          command: `exec docker exec -i${terminal ? "t" : ""} ${id} ${words.map(quote).join(" ")}`,
        };
    }
    throw new DriverFailure(`no copy of ${workload} runs`);
  }

  async logs(workload: string, lines: number, follow: boolean) {
    return sessionWith(this.reach, await this.#answeringManager()).open(
      `docker service logs --timestamps --tail ${lines}${follow ? " --follow" : ""} ${quote(workload)} 2>&1`,
    );
  }

  async put({ machine, id }: RunningCopy, path: string, content: string): Promise<void> {
    await this.#on(machine, putFileProgram(id, path), content);
  }

  async written(machine: string): Promise<readonly WrittenFile[]> {
    const printed = await this.#on(machine, writtenProgram());
    return printed
      .split("\n")
      .filter(Boolean)
      .map((line) => {
        const [workload = "", path = ""] = line.split("\t");
        return { workload, path };
      });
  }

  async stop(workload: string): Promise<void> {
    await this.#onManager(stopProgram(workload));
  }

  async start(workload: string, withinSeconds: number): Promise<void> {
    await this.#onManager(startProgram(workload, withinSeconds));
  }

  async drift(resources: readonly StateResource[]): Promise<ClusterDrift | undefined> {
    const declared = declaredCluster(resources);
    const printed = declared && (await this.#manage(listing()));
    if (!declared || printed === undefined) return undefined;
    const running = JSON.parse(printed) as SwarmListing;
    return {
      findings: (silent) => clusterFindings(declared, running, silent),
      workloads: declared.resources.filter(({ type }) => type === swarm.workloadType).length,
    };
  }

  async removeHalfMade({ type, urn }: Pick<StateResource, "type" | "urn">, name: string): Promise<HalfMade> {
    const object = objects[type];
    if (object === undefined || (type !== swarm.workloadType && !urn.includes("SwarmCluster"))) return false;
    const printed = await this.#manage(removeProgram(object, name));
    if (printed === undefined)
      throw new DriverFailure(`no manager of ${this.cluster.name} says whether ${name} is there`);
    return printed.trim() === "removed" ? "removed" : "absent";
  }

  /** What a command prints where the swarm is managed: on its usual manager, or on any other machine that takes it. */
  #manage(command: string): Promise<string | undefined> {
    return printedOnFirst(this.reach, answeringFor(this), command);
  }

  async #onManager(command: string): Promise<string> {
    return this.#on(await this.#answeringManager(), command);
  }

  async #answeringManager(): Promise<string> {
    for (const name of answeringFor(this))
      if ((await printedOn(this.reach, name, "docker node ls -q")) !== undefined) return name;
    throw new DriverFailure(`no manager of ${this.cluster.name} answers`);
  }

  async #on(machine: string, command: string, input = ""): Promise<string> {
    const { stdout, stderr, status } = await runOn(this.reach, machine, command, { input });
    if (status !== 0) throw new DriverFailure(lastWords(stderr) || `${machine}: status ${status}`);
    return stdout;
  }
}
