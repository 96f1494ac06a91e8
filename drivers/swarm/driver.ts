import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Placement } from "../../model/review/blastRadius";
import { quote } from "../../model/shell";
import type { StateResource } from "../../model/state";
import type { ClusterSummary } from "../../model/summary";
import type { ClusterDrift, ClusterDriver, RunningCopy, RunningWorkloads, WrittenFile } from "../contracts/cluster";
import { printedOn, printedOnFirst, type Reachable, runOn, sessionWith } from "../reach/reach";
import { clusterFindings, declaredCluster, listing, type Running } from "./drift";
import { placementIn, placementScript } from "./placement";

/** Prints `service <TAB> path` for each file that was written in a service's container on this machine. */
const writtenScript = readFileSync(join(__dirname, "written.sh"), "utf8");

/** Removes an object of the swarm, by the type of its resource. */
const removal: Readonly<Record<string, string>> = {
  "docker:index/network:Network": "docker network rm",
  "docker:index/service:Service": "docker service rm",
};

/** A Docker Swarm that is up, asked through its managers. */
export class SwarmDriver implements ClusterDriver {
  constructor(
    private readonly cluster: ClusterSummary,
    private readonly reach: Reachable,
  ) {}

  async running(): Promise<RunningWorkloads | undefined> {
    const printed = await this.#manage(
      [
        "docker service ls --format '{{.Name}} {{.Replicas}}' || exit",
        "all=$(docker service ls -q)",
        `[ -z "$all" ] || docker service inspect --format '{{.Spec.Name}} {{with .UpdateStatus}}{{.State}}{{end}}' $all || true`,
      ].join("\n"),
    );
    if (printed === undefined) return undefined;
    const lines = printed.split("\n");
    const found = (pattern: RegExp): RegExpExecArray[] => lines.flatMap((line) => pattern.exec(line) ?? []);
    return {
      copies: new Map(found(/^(\S+) (\d+)\//).map(([, name, running]) => [name!, Number(running)])),
      replacing: new Set(found(/^(\S+) updating$/).map(([, name]) => name!)),
    };
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

  async put({ machine, id }: RunningCopy, path: string, content: string): Promise<void> {
    const mounts = `docker inspect --format '{{range .Mounts}}{{println .Destination .Source}}{{end}}' ${id}`;
    const find = `awk -v p=${quote(path)} 'index(p, $1 "/") == 1 {print $2 substr(p, length($1) + 1); exit}'`;
    await this.#on(
      machine,
      `d=$(${mounts} | ${find}) && cat > "$d.new" && chown --reference="$(dirname "$d")" "$d.new" && mv "$d.new" "$d"`,
      content,
    );
  }

  async written(machine: string): Promise<readonly WrittenFile[]> {
    const printed = await this.#on(machine, writtenScript);
    return printed
      .split("\n")
      .filter(Boolean)
      .map((line) => {
        const [workload = "", path = ""] = line.split("\t");
        return { workload, path };
      });
  }

  async stop(workload: string): Promise<void> {
    const tasks = `docker service ps ${workload}`;
    await this.#onManager(
      [
        `docker service scale -d ${workload}=0 >/dev/null`,
        `until [ -z "$(${tasks} -q --filter desired-state=running)" ]; do sleep 0.2; done`,
        `while ${tasks} --format '{{.CurrentState}}' | grep -q ^Running; do sleep 0.2; done`,
      ].join(" && "),
    );
  }

  async start(workload: string, withinSeconds: number): Promise<void> {
    const runs = `docker service ps --filter desired-state=running --format '{{.CurrentState}}' ${workload} | grep -q ^Running`;
    await this.#onManager(
      [
        `docker service scale -d ${workload}=1 >/dev/null`,
        `end=$(($(date +%s) + ${withinSeconds}))`,
        `until ${runs}; do [ "$(date +%s)" -lt $end ] || break; sleep 0.2; done`,
        `${runs} || { echo "${workload} did not start within ${withinSeconds} s: docker service logs ${workload}" >&2; exit 1; }`,
      ].join("\n"),
    );
  }

  async drift(resources: readonly StateResource[], silent: readonly string[]): Promise<ClusterDrift | undefined> {
    const declared = declaredCluster(resources);
    const printed = declared && (await this.#manage(listing));
    if (!declared || printed === undefined) return undefined;
    return {
      findings: clusterFindings(declared, JSON.parse(printed) as Running, silent),
      workloads: declared.resources.filter(({ type }) => type === "docker:index/service:Service").length,
    };
  }

  async removeHalfMade({ type, urn }: Pick<StateResource, "type" | "urn">, name: string): Promise<boolean> {
    const command = removal[type];
    if (command === undefined || (type !== "docker:index/service:Service" && !urn.includes("SwarmCluster"))) return false;
    return (await this.#manage(`${command} ${name}`)) !== undefined;
  }

  /** What a command prints where the swarm is managed: on its usual manager, or on any other machine that takes it. */
  #manage(command: string): Promise<string | undefined> {
    const { managers, nodes } = this.cluster;
    return printedOnFirst(this.reach, [...new Set([...managers, ...nodes])], command);
  }

  async #onManager(command: string): Promise<string> {
    const { managers, nodes } = this.cluster;
    for (const name of new Set([...managers, ...nodes]))
      if ((await printedOn(this.reach, name, "docker node ls -q")) !== undefined) return this.#on(name, command);
    throw new Error(`no manager of ${this.cluster.name} answers`);
  }

  async #on(machine: string, command: string, input = ""): Promise<string> {
    const { stdout, stderr, status } = await runOn(this.reach, machine, command, { input });
    if (status !== 0) throw new Error(stderr.trim().split("\n").slice(-3).join("\n") || `${machine}: status ${status}`);
    return stdout;
  }
}
