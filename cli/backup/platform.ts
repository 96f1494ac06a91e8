import { databaseProducts } from "../../components/databases/databaseProducts";
import type { ServiceDefinition } from "../../components/platform/definition";
import { clusterOf } from "../../drivers";
import type { ClusterDriver, RunningCopy } from "../../drivers/contracts/cluster";
import { lastWords } from "../../drivers/contracts/failure";
import { answers, runOn } from "../../drivers/reach/reach";
import { derivePassword } from "../../model/secrets/derivation";
import { answeringFor, type StackSummary } from "../../model/summary";
import { definitionOf } from "../catalogue";
import { exitStatus, notUp, Refusal } from "../failure";
import type { Progress } from "../progress";
import { openStack } from "../up/prepare";
import { openWorkspace, type Workspace } from "../workspace";
import { runnerPath } from "./health";

type Stateful = Extract<ServiceDefinition, { canary: unknown }>;

/** A service that keeps data. */
export interface StatefulService {
  readonly name: string;
  readonly definition: Stateful;
}

/** A platform that is up, for what is done with its data. */
export class DataPlatform {
  #look?: Promise<ReadonlyMap<string, RunningCopy>>;

  constructor(
    readonly workspace: Workspace,
    readonly summary: StackSummary,
    readonly seed: string,
    readonly runner: string,
  ) {}

  /** @throws Refusal when it is not up, or no machine of its cluster answers. */
  static async open(name: string, progress: Progress): Promise<DataPlatform> {
    const workspace = openWorkspace(name);
    const stack = await openStack(workspace, progress);
    const [summary, credentials] = stack.isKnown ? await Promise.all([stack.summary(), stack.credentials()]) : [];
    if (!summary || !credentials) throw notUp(name);
    const answering = new Set(
      (
        await Promise.all(
          summary.machines.map(async (machine) => ((await answers(summary, machine)) ? [machine.name] : [])),
        )
      ).flat(),
    );
    const runner = answeringFor(summary).find((machine) => answering.has(machine));
    if (!runner) throw new Refusal(`No machine of ${name}'s cluster answers by SSH. See ./ruche status ${name}`);
    return new DataPlatform(workspace, summary, credentials.seed, runner);
  }

  /** Names of the cluster's machines. */
  get nodes(): string[] {
    return [...(this.summary.cluster?.nodes ?? [])];
  }

  get cluster(): ClusterDriver {
    const cluster = clusterOf(this.summary);
    if (!cluster) throw notUp(this.workspace.name);
    return cluster;
  }

  /** Where each service runs healthily now. Who asks while the machines are being looked at gets the same answer. */
  running(): Promise<ReadonlyMap<string, RunningCopy>> {
    this.#look ??= this.cluster.copies().finally(() => {
      this.#look = undefined;
    });
    return this.#look;
  }

  /** The services that keep data, or the named one. @throws Refusal for another name. */
  services(name?: string): StatefulService[] {
    const all = this.summary.services.flatMap(({ name: service, kind }): StatefulService[] => {
      const definition = definitionOf(kind);
      return definition && "canary" in definition ? [{ name: service, definition }] : [];
    });
    const chosen = name === undefined ? all : all.filter((service) => service.name === name);
    if (name !== undefined && chosen.length === 0) {
      throw new Refusal(
        `${this.workspace.name} has no service "${name}" that keeps data; there are: ` +
          `${all.map((service) => service.name).join(", ") || "none"}`,
        exitStatus.wrongUse,
      );
    }
    return chosen;
  }

  /** Runs a command on a machine. @throws Refusal with what it said last, when it fails. */
  async on(machine: string, command: string, input = ""): Promise<string> {
    const { stdout, stderr, status } = await runOn(this.summary, machine, command, { input });
    if (status !== 0) throw new Refusal(lastWords(stderr) || `${machine}: a command ended with status ${status}`);
    return stdout;
  }

  /** Runs the backup program where the cluster is managed. */
  backup(words: string, input: object = {}): Promise<string> {
    return this.on(this.runner, `${runnerPath} ${words}`, JSON.stringify(input));
  }

  /** A secret of the platform as it was deployed. */
  password(purpose: string): string {
    return derivePassword(this.seed, { purpose, generation: this.summary.rotated?.[purpose] });
  }

  secret(service: string, name: string): string {
    return this.password(`service/${service}/${name}`);
  }

  /** What a restore of the service must know that lies on no machine. */
  secretsOf({ name, definition }: StatefulService): object {
    const engine = "database" in definition.state ? definition.state.database : undefined;
    const own = Object.fromEntries((definition.secrets ?? []).map((secret) => [secret, this.secret(name, secret)]));
    return {
      secrets: { ...own, ...(engine ? { database: this.password(`database/${name}`) } : {}) },
      databases: engine
        ? {
            [engine]: {
              administrator: this.password(`${engine}/administrator`),
              backup: this.password(`${engine}/backup`),
              statements: databaseProducts[engine].statements(name, this.password(`database/${name}`)),
            },
          }
        : {},
    };
  }
}
