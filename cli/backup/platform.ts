import execa from "execa";
import { databaseProducts } from "../../components/databases/databaseProducts";
import { sshOptions } from "../../components/machines/sshOptions";
import type { ServiceDefinition } from "../../components/platform/definition";
import { derivePassword } from "../../model/secrets/derivation";
import type { StackSummary } from "../../model/summary";
import { definitionOf } from "../catalogue";
import { exitStatus, notUp, Refusal } from "../failure";
import type { Progress } from "../progress";
import { reachable } from "../remote";
import { openStack } from "../up/prepare";
import { openWorkspace, type Workspace } from "../workspace";

type Stateful = Extract<ServiceDefinition, { canary: unknown }>;

/** A service that keeps data. */
export interface StatefulService {
  readonly name: string;
  readonly definition: Stateful;
}

/** A container of a service, and the machine that it is on. */
interface RunningContainer {
  readonly machine: string;
  readonly container: string;
}

/** A platform that is up, for what is done with its data. */
export class DataPlatform {
  #look?: Promise<ReadonlyMap<string, RunningContainer>>;

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
    const nodes = summary.machines.filter(({ inCluster }) => inCluster);
    const answers = await Promise.all(nodes.map(({ address }) => reachable(address)));
    const up = nodes.filter((_, index) => answers[index]).map((machine) => machine.name);
    const runner = up.find((machine) => machine === summary.manager) ?? up[0];
    if (!runner) throw new Refusal(`No machine of ${name}'s cluster answers by SSH. See ./ruche status ${name}`);
    return new DataPlatform(workspace, summary, credentials.seed, runner);
  }

  /** Names of the cluster's machines. */
  get nodes(): string[] {
    return this.summary.machines.filter(({ inCluster }) => inCluster).map(({ name }) => name);
  }

  /** Where each service runs healthily now. Who asks while the machines are being looked at gets the same answer. */
  running(): Promise<ReadonlyMap<string, RunningContainer>> {
    this.#look ??= this.look().finally(() => {
      this.#look = undefined;
    });
    return this.#look;
  }

  private async look(): Promise<ReadonlyMap<string, RunningContainer>> {
    const list = `docker ps --filter health=healthy --format '{{.Label "com.docker.swarm.service.name"}} {{.ID}}'`;
    const found = await Promise.all(
      this.nodes.map(async (machine) =>
        (await this.on(machine, list).catch(() => ""))
          .split("\n")
          .map((line) => line.split(" "))
          .map(([service = "", container = ""]) => [service, { machine, container }] as const),
      ),
    );
    return new Map(found.flat());
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
        `${this.workspace.name} has no service "${name}" that keeps data; there are: ${all.map((service) => service.name).join(", ") || "none"}`,
        exitStatus.wrongUse,
      );
    }
    return chosen;
  }

  /** Arguments of `ssh` to a machine, before the command. */
  ssh(name: string): string[] {
    const { machines, identityFile } = this.summary;
    const machine = machines.find((candidate) => candidate.name === name)!;
    return [
      ...sshOptions({ identityFile, host: machine.address, hostKey: machine.hostKey, connectTimeoutSeconds: 5 }),
      `${machine.user}@${machine.address}`,
    ];
  }

  /** Runs a command on a machine. @throws Refusal with what it said last, when it fails. */
  async on(machine: string, command: string, input = ""): Promise<string> {
    const { stdout, stderr, exitCode } = await execa("ssh", [...this.ssh(machine), command], {
      reject: false,
      input,
      maxBuffer: 64 * 1024 * 1024,
    });
    if (exitCode !== 0)
      throw new Refusal(
        stderr.trim().split("\n").slice(-3).join("\n") || `${machine}: a command ended with status ${exitCode}`,
      );
    return stdout;
  }

  /** Runs the backup program where the cluster is managed. */
  backup(words: string, input: object = {}): Promise<string> {
    return this.on(this.runner, `/usr/local/sbin/ruche-backup ${words}`, JSON.stringify(input));
  }

  secret(service: string, name: string): string {
    return derivePassword(this.seed, { purpose: `service/${service}/${name}` });
  }

  /** What a restore of the service must know that lies on no machine. */
  secretsOf({ name, definition }: StatefulService): object {
    const engine = "database" in definition.state ? definition.state.database : undefined;
    const password = (purpose: string): string => derivePassword(this.seed, { purpose });
    const own = Object.fromEntries((definition.secrets ?? []).map((secret) => [secret, this.secret(name, secret)]));
    return {
      secrets: { ...own, ...(engine ? { database: password(`database/${name}`) } : {}) },
      databases: engine
        ? {
            [engine]: {
              administrator: password(`${engine}/administrator`),
              backup: password(`${engine}/backup`),
              statements: databaseProducts[engine].statements(name, password(`database/${name}`)),
            },
          }
        : {},
    };
  }
}
