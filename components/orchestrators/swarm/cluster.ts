import { createHash } from "node:crypto";
import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterDescriptor, Tier } from "../../../model/descriptor";
import { refuseRoles } from "../../../model/rules/clusterRoles";
import { refuseOtherThanList } from "../../../model/rules/lists";
import { notAmong } from "../../../model/rules/names";
import { poolBeside, refuseNetworks } from "../../../model/rules/networks";
import { refuse } from "../../../model/rules/objection";
import { Cidr } from "../../../model/values";
import { quote } from "../../../tools/shell";
import type { Machine } from "../../contracts/machine";
import type { Job, Orchestrator, RunningWorkload } from "../../contracts/orchestrator";
import type { ClusterNetwork, StoredConfiguration, StoredSecret, Workload } from "../../contracts/workload";
import { RucheComponent } from "../../core/component";
import { type Transforms, transformed } from "../../core/transform";
import { Configuration } from "../../machines/configuration/configuration";
import { sshArguments, sshShellArguments } from "../../machines/ssh";
import { untilAttached } from "./attached";
import * as swarm from "./join";
import { swarmModule } from "./module";
import { type EndpointMode, swarmService } from "./render";
import { untilRunning, whatBecame } from "./wait";

/** A Docker Swarm. */
export interface SwarmClusterArgs {
  /** An odd number: 1, 3, 5 … */
  readonly managers: readonly Machine[];
  /**
   * The one of them through which the cluster is changed: one that manages it already.
   *
   * @default the first one
   */
  readonly manager?: Machine;
  /**
   * Machines that run services only.
   *
   * @default none: managers run services too
   */
  readonly workers?: readonly Machine[];
  /**
   * Subnets (CIDR) of the networks inside the cluster.
   *
   * @default Docker takes free ones
   */
  readonly subnets?: { readonly [network in ClusterNetwork]?: pulumi.Input<string> };
  /**
   * What the platform is for; policies are stricter in production.
   *
   * @default development
   */
  readonly tier?: Tier;
  /**
   * Changes of the component's children, and of what is run in the cluster.
   *
   * @default nothing is changed
   */
  readonly transform?: Transforms<{
    network: docker.NetworkArgs;
    service: docker.ServiceArgs;
    secret: docker.SecretArgs;
    configuration: docker.ServiceConfigArgs;
  }>;
}

/**
 * Managers, workers, and the overlay networks of the platform.
 *
 * @example
 * const swarm = new SwarmCluster("swarm", { managers: machines.slice(0, 3), workers: machines.slice(3) });
 */
export class SwarmCluster extends RucheComponent<ClusterDescriptor> implements Orchestrator {
  readonly name: string;
  readonly module = swarmModule();
  readonly nodes: readonly Machine[];
  readonly manager: Machine;
  readonly ready: readonly pulumi.Resource[];
  readonly dataNetwork: pulumi.Output<string>;
  /** Found on the machines: without IPVS in the kernel virtual addresses carry no traffic. */
  readonly #endpointMode: pulumi.Output<EndpointMode>;
  readonly #provider: docker.Provider;
  readonly #transform: NonNullable<SwarmClusterArgs["transform"]>;
  /** The usual one first. */
  readonly #managers: readonly Machine[];
  readonly #networks: Readonly<Record<ClusterNetwork, docker.Network>>;

  constructor(name: string, args: SwarmClusterArgs, options?: pulumi.ComponentResourceOptions) {
    const { managers, workers = [], subnets = {}, transform = {}, tier = "development" } = args;
    refuseOtherThanList(`SwarmCluster ${name}: managers`, managers, "machines");
    refuseOtherThanList(`SwarmCluster ${name}: workers`, workers, "machines");
    const names = (machines: readonly Machine[]): string[] => machines.map((machine) => machine.name);
    refuseRoles(`SwarmCluster ${name}`, names(managers), names(workers));
    const manager = args.manager ?? managers[0]!;
    refuse(`SwarmCluster ${name}: manager`, manager.name, notAmong(manager.name, names(managers), "managers"));
    refuseNetworks(plainSubnets(`SwarmCluster ${name}`, subnets));
    super(
      "ruche:orchestrators:SwarmCluster",
      name,
      {
        kind: "cluster",
        tier,
        cluster: name,
        technology: "swarm",
        managers: names(managers),
        workers: names(workers),
      },
      options,
    );
    this.name = name;
    this.manager = manager;
    this.#transform = transform;
    this.nodes = [...managers, ...workers];

    this.#managers = [manager, ...managers.filter((machine) => machine !== manager)];
    const others = this.nodes.filter((machine) => machine !== manager);
    const pool = pulumi
      .all([
        pulumi.all(this.nodes.map(({ address }) => address)),
        pulumi.output(Object.values(subnets).filter((subnet) => subnet !== undefined)),
      ])
      .apply(([addresses, networks]) => poolBeside(addresses, networks));
    const init = new Configuration(
      this.child("init"),
      {
        machine: manager,
        concern: "swarm-init",
        probe: swarm.initProbe,
        script: pulumi
          .all([manager.address, others.map(({ address }) => address), pool])
          .apply(([address, others, pool]) => swarm.initScript({ address, others, pool })),
      },
      { parent: this },
    );
    this.#endpointMode = new Configuration(
      this.child("endpoint-mode"),
      {
        machine: manager,
        concern: "swarm-endpoint-mode",
        script: swarm.endpointModeScript(),
        probe: "true",
      },
      { parent: this },
    ).stdout.apply((mode) => mode as EndpointMode);

    // One after the other: managers that come or go at the same moment fight over the change of the quorum. Those that
    // manage it no more come last.
    const nodes: pulumi.Resource[] = [];
    for (const machine of this.#managers) nodes.push(this.#node(machine, "manager", [nodes.at(-1) ?? init]));
    const voting = nodes.at(-1)!;
    this.ready = [init, ...nodes, ...workers.map((machine) => this.#node(machine, "worker", [voting]))];

    this.#provider = new docker.Provider(
      this.child("docker"),
      {
        host: pulumi.interpolate`ssh://${manager.connection.user}@${manager.connection.host}`,
        sshOpts: sshArguments(manager),
        disableDockerDaemonCheck: true,
      },
      { parent: this, dependsOn: [...this.ready] },
    );
    const network = (suffix: ClusterNetwork): docker.Network =>
      new docker.Network(
        ...transformed(
          transform.network,
          this.child(suffix),
          {
            name: `${name}-${suffix}`,
            driver: "overlay",
            attachable: true,
            ...ipamOf(subnets[suffix]),
          },
          { parent: this, provider: this.#provider, dependsOn: [...this.ready], deletedWith: manager.site },
        ),
      );
    this.#networks = { edge: network("edge"), data: network("data") };
    this.dataNetwork = this.#networks.data.name;
  }

  run(name: string, workload: Workload, options: pulumi.CustomResourceOptions): RunningWorkload {
    const { edge, data } = this.#networks;
    const service = new docker.Service(
      ...transformed(
        this.#transform.service,
        name,
        swarmService(workload, { endpointMode: this.#endpointMode, networks: { edge: edge.id, data: data.id } }),
        pulumi.mergeOptions(options, { ...this.#within, deleteBeforeReplace: true }),
      ),
    );
    return {
      name: workload.name,
      resource: service,
      declared: pulumi.all([service.id, service.mode, service.taskSpec, service.endpointSpec]),
      withinSeconds: workload.health.withinSeconds,
    };
  }

  secret(name: string, value: pulumi.Input<string>, options: pulumi.CustomResourceOptions): StoredSecret {
    const data = pulumi.secret(value).apply((text) => Buffer.from(text).toString("base64"));
    return new docker.Secret(
      ...transformed(this.#transform.secret, name, { data }, pulumi.mergeOptions(options, this.#within)),
    );
  }

  configuration(
    name: string,
    content: pulumi.Input<string>,
    options: pulumi.CustomResourceOptions,
  ): StoredConfiguration {
    const data = pulumi.output(content).apply((text) => Buffer.from(text).toString("base64"));
    return new docker.ServiceConfig(
      ...transformed(
        this.#transform.configuration,
        name,
        { data, ...ownName(name, content) },
        pulumi.mergeOptions(options, this.#within),
      ),
    );
  }

  untilRunning(
    name: string,
    workloads: readonly RunningWorkload[],
    options?: pulumi.CustomResourceOptions,
  ): pulumi.Resource {
    return untilRunning(name, this.manager, workloads, options);
  }

  job({ image, command: program, about }: Job): pulumi.Output<string> {
    return pulumi
      .all([this.dataNetwork, image, program])
      .apply(([network, reference, text]) =>
        untilAttached(
          `docker run --rm -i --network ${network} --entrypoint /bin/sh ${reference} -c ${quote(text)}`,
          whatBecame(about),
        ),
      );
  }

  /** What is in the swarm is made through a manager, and is gone with all of them. */
  get #within(): pulumi.CustomResourceOptions {
    return { provider: this.#provider, deletedWith: this.manager.site };
  }

  #node(machine: Machine, role: "manager" | "worker", dependsOn: pulumi.Resource[]): pulumi.Resource {
    const generations = [machine, this.manager].map(({ generation }) => generation);
    const scripts = pulumi
      .all([reached(machine), pulumi.all(this.#managers.map(reached)), pulumi.all(generations)])
      .apply(([machine, managers, generations]) => ({
        // Not by triggers: who is replaced would leave first. A machine that was made anew may still be what it was.
        join: `${swarm.nodeScript({ machine, role, managers })}\n# ${generations.join(" ")}`,
        leave: swarm.leaveScript({ machine, managers }),
      }));
    return new command.local.Command(
      this.child(`join-${machine.name}`),
      {
        create: scripts.join,
        update: scripts.join,
        delete: scripts.leave,
        interpreter: ["/bin/bash", "-o", "pipefail", "-c"],
        logging: "none",
      },
      {
        parent: this,
        dependsOn: [...machine.ready, ...machine.network, ...dependsOn],
        deletedWith: machine.site,
        customTimeouts: { create: "4m", update: "4m", delete: "4m" },
      },
    );
  }

  protected outputs(): pulumi.Inputs {
    return { endpointMode: this.#endpointMode };
  }
}

const reached = (machine: Machine): pulumi.Output<swarm.ReachedMachine> =>
  pulumi
    .all([machine.address, sshShellArguments(machine)])
    .apply(([address, ssh]) => ({ name: machine.name, address, ssh }));

/** A name that leaves no room for what the engine adds gets a shorter one of its own; another content gives another. */
const ownName = (name: string, content: pulumi.Input<string>): Pick<docker.ServiceConfigArgs, "name"> =>
  name.length <= 56 ? {} : { name: pulumi.output(content).apply((text) => shortened(name, text)) };

const shortened = (name: string, content: string): string =>
  `${name.slice(0, 47)}-${createHash("sha256").update(name).update("\n").update(content).digest("hex").slice(0, 16)}`;

/** The gateway is written out: left open, the daemon's own choice would show as a difference later. */
function ipamOf(subnet: pulumi.Input<string> | undefined): Pick<docker.NetworkArgs, "ipamConfigs"> {
  if (subnet === undefined) return {};
  return { ipamConfigs: [{ subnet, gateway: pulumi.output(subnet).apply((text) => Cidr.parse(text).host(1)) }] };
}

/** Subnets that are known now; those of other resources are read once they are. */
const plainSubnets = (cluster: string, subnets: NonNullable<SwarmClusterArgs["subnets"]>) =>
  Object.entries(subnets).flatMap(([network, text]) =>
    typeof text === "string" ? [{ field: `${cluster}: subnets.${network}`, text }] : [],
  );
