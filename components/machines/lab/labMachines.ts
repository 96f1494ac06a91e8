import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { MachinesDescriptor, Tier } from "../../../model/descriptor";
import { UserError } from "../../../model/errors";
import { refuseOtherThanList } from "../../../model/rules/lists";
import { namedTwice, wrongLabel } from "../../../model/rules/names";
import { refuse } from "../../../model/rules/objection";
import { bootingConnection, type Machine, machineOf } from "../../contracts/machine";
import { keepsData, RucheComponent } from "../../core/component";
import { Seed } from "../../core/seed";
import { type Transforms, transformed } from "../../core/transform";
import { identityFile } from "../identity";
import { automationPurpose } from "../sshOptions";
import { labNetwork } from "./labNetwork";

/** Machines of the lab: containers that behave like hosts, with systemd, sshd and a Docker engine of their own. */
export interface LabMachinesArgs {
  /**
   * Host names; or say `count`.
   *
   * @default the name of the component with a number
   */
  readonly hosts?: readonly string[];
  /**
   * How many machines, if `hosts` does not name them.
   *
   * @default 3
   */
  readonly count?: number;
  /**
   * What is lost together with a host, by its name.
   *
   * @default the host alone
   */
  readonly diesWith?: Readonly<Record<string, string>>;
  /**
   * What the platform is for; policies are stricter in production.
   *
   * @default development
   */
  readonly tier?: Tier;
  /**
   * What keys of hosts and of the administration are derived from.
   *
   * @default one that is made at the first run and kept in the encrypted state
   */
  readonly seed?: Seed;
  /**
   * Image of the machines in the Docker engine of this computer.
   *
   * @default `ruche/host`
   */
  readonly image?: pulumi.Input<string>;
  /**
   * What brings the image there: containers wait for it, their network and volumes need not.
   *
   * @default nothing: the image is there
   */
  readonly imageReady?: pulumi.Resource;
  /**
   * The Docker engine of this computer.
   *
   * @default the client's own, with the runtime `runc`
   */
  readonly engine?: { readonly host?: pulumi.Input<string>; readonly runtime?: pulumi.Input<string> };
  /**
   * A free /24 of this computer.
   *
   * @default one derived from `prefix`
   */
  readonly subnet?: string;
  /**
   * Addresses in `subnet` that hosts have already, by name: they keep them.
   *
   * @default each host gets the address that its name gives
   */
  readonly addresses?: Readonly<Record<string, string>>;
  /**
   * Distinguishes this lab from others on the same computer: two labs in one program need two prefixes.
   *
   * @default `<project>-<stack>`
   */
  readonly prefix?: string;
  /**
   * Changes of the component's children.
   *
   * @default nothing is changed
   */
  readonly transform?: Transforms<{
    network: Omit<docker.NetworkArgs, "ipamConfigs">;
    volume: docker.VolumeArgs;
    container: docker.ContainerArgs;
  }>;
}

/** What one lab host keeps across a restart, apart from its own file system. */
const volumes = { docker: "/var/lib/docker", glusterd: "/var/lib/glusterd", srv: "/srv" } as const;

/**
 * Hosts on one computer; everything above cannot tell them from virtual machines.
 *
 * Their volumes and a seed made here are protected: Pulumi refuses to delete them, unless the option `protect` is false
 * or `pulumi state unprotect` was run. Containers are made anew with every new image, and are not protected.
 *
 * @example
 * const lab = new LabMachines("hive", { count: 3, ...hostImage("host-image", { images }) });
 * export const addresses = lab.all.map(({ address }) => address);
 */
export class LabMachines extends RucheComponent<MachinesDescriptor & { readonly subnet: string }> {
  /** The machines in the order of `hosts`. */
  readonly all: readonly Machine[];
  /** From where they are administered: the computer itself, as CIDR. */
  readonly administrationFrom: string;
  readonly seed: Seed;

  constructor(name: string, args: LabMachinesArgs = {}, options?: pulumi.ComponentResourceOptions) {
    const hosts = args.hosts ?? Array.from({ length: args.count ?? 3 }, (_, index) => `${name}${index + 1}`);
    refuseOtherThanList(`LabMachines ${name}: hosts`, hosts, "names");
    if (hosts.length === 0)
      throw new UserError(
        `LabMachines ${name}: hosts`,
        hosts,
        "at least one name",
        "Name the hosts, or leave it out for three.",
      );
    for (const host of hosts) refuse(`LabMachines ${name}: hosts`, host, wrongLabel(host));
    refuse(`LabMachines ${name}: hosts`, hosts, namedTwice(hosts, "machine"));
    const tier = args.tier ?? "development";
    const prefix = args.prefix ?? `${pulumi.getProject()}-${pulumi.getStack()}`;
    const subnet = labNetwork(args.subnet ?? prefix);
    const addresses = subnet.addresses(hosts, args.addresses);
    const domainOf = (host: string): string => args.diesWith?.[host] ?? host;
    super(
      "ruche:machines:LabMachines",
      name,
      {
        kind: "machines",
        tier,
        machines: hosts.map((host) => ({ name: host, diesWith: domainOf(host) })),
        subnet: subnet.cidr,
      },
      options,
    );

    const seed = args.seed ?? Seed.generated(this.child("seed"), { parent: this, ...keepsData(options) });
    this.seed = seed;
    const automation = seed.sshKey(automationPurpose);
    const identity = identityFile(this.child("identity"), automation, { parent: this });
    const provider = new docker.Provider(this.child("engine"), { host: args.engine?.host }, { parent: this });
    const own = { parent: this, provider };
    const range: Pick<docker.NetworkArgs, "ipamConfigs"> = {
      ipamConfigs: [{ subnet: subnet.cidr, gateway: subnet.gateway }],
    };
    const network = new docker.Network(
      ...transformed(
        args.transform?.network,
        this.child("network"),
        {
          name: prefix,
          driver: "bridge",
          labels: [{ label: "ruche.lab", value: prefix }],
        },
        own,
        range,
      ),
    );
    this.administrationFrom = `${subnet.gateway}/32`;

    this.all = hosts.map((host) => {
      const address = addresses[host]!;
      const hostKey = seed.sshKey(`ssh/host/${host}`);
      const mounted = Object.entries(volumes).map(([volume, path]) => ({
        containerPath: path,
        volumeName: new docker.Volume(
          ...transformed(
            args.transform?.volume,
            this.child(`${host}-${volume}`),
            {
              name: `${prefix}-${host}-${volume}`,
              labels: [{ label: "ruche.lab", value: prefix }],
            },
            { ...own, ...keepsData(options) },
          ),
        ).name,
      }));
      const container = new docker.Container(
        ...transformed(
          args.transform?.container,
          this.child(host),
          {
            name: `${prefix}-${host}`,
            hostname: host,
            image: args.image ?? "ruche/host",
            runtime: args.engine?.runtime ?? "runc",
            privileged: true,
            cgroupnsMode: "private",
            tmpfs: { "/run": "", "/run/lock": "" },
            stopSignal: "SIGRTMIN+3",
            stopTimeout: 5,
            destroyGraceSeconds: 1,
            restart: "unless-stopped",
            mustRun: true,
            labels: [{ label: "ruche.lab", value: prefix }],
            networksAdvanced: [{ name: network.name, ipv4Address: address }],
            volumes: mounted,
            uploads: [
              { file: "/etc/ssh/ssh_host_ed25519_key", content: hostKey.privateKey, permissions: "0600" },
              {
                file: "/root/.ssh/authorized_keys",
                content: pulumi.interpolate`${automation.publicKey}\n`,
                permissions: "0600",
              },
            ],
          },
          { ...own, dependsOn: args.imageReady ?? [], deleteBeforeReplace: true, additionalSecretOutputs: ["uploads"] },
        ),
      );
      const machine = machineOf({
        name: host,
        connection: {
          host: address,
          user: "root",
          privateKey: automation.privateKey,
          hostKey: hostKey.publicKey,
          identityFile: identity,
        },
        generation: container.id,
        resource: container,
        site: network,
        diesWith: domainOf(host),
      });
      const ready = new command.remote.Command(
        this.child(`${host}-ready`),
        {
          connection: bootingConnection(machine),
          create:
            "systemctl is-system-running --wait >/dev/null || true; until docker info >/dev/null 2>&1; do sleep 0.1; done",
          triggers: [container.id],
        },
        { parent: this, dependsOn: container, deletedWith: container, customTimeouts: { create: "2m" } },
      );
      return { ...machine, ready: [ready] };
    });
  }

  protected outputs(): pulumi.Inputs {
    return { addresses: Object.fromEntries(this.all.map(({ name, address }) => [name, address])) };
  }
}
