import * as pulumi from "@pulumi/pulumi";
import type { Tier, VolumeDescriptor } from "../../../model/descriptor";
import { wrongCopies } from "../../../model/rules/copies";
import { refuseOtherThanList } from "../../../model/rules/lists";
import { wrongMount } from "../../../model/rules/mounts";
import { namedTwice, notAmong, wrongLabel } from "../../../model/rules/names";
import { refuse } from "../../../model/rules/objection";
import type { Machine } from "../../contracts/machine";
import type { Volume } from "../../contracts/volume";
import { RucheComponent } from "../../core/component";
import { type Transforms, transformed } from "../../core/transform";
import { Configuration, type OwnConfiguration } from "../../machines/configuration/configuration";
import { fileIs, fileIsByHash, writeFile } from "../../machines/configuration/file";
import { brickProbe, brickScript } from "./brick";
import { mountUnit, mountUnitName, remountScript, staleProgram } from "./mount";
import * as gluster from "./scripts";

/** A GlusterFS volume that keeps a copy of every file on several machines. */
export interface GlusterVolumeArgs {
  /** Machines with a brick; a multiple of `replicas`, each group of so many holds the same files. */
  readonly on: readonly Machine[];
  /**
   * The one of them through which the volume is made and changed: one that holds it already.
   *
   * @default the first one
   */
  readonly through?: Machine;
  /**
   * Machines that mount it without a brick of their own.
   *
   * @default none
   */
  readonly clients?: readonly Machine[];
  /** Copies of each file. 2 splits when the machines lose sight of each other: use 3, or 3 with an arbiter. */
  readonly replicas: number;
  /**
   * The last machine keeps names only, no data.
   *
   * @default false
   */
  readonly arbiter?: boolean;
  /** Where every machine mounts it. */
  readonly mount: string;
  /**
   * What the platform is for; policies are stricter in production.
   *
   * @default development
   */
  readonly tier?: Tier;
  /**
   * Changes of the component's children.
   *
   * @default nothing is changed
   */
  readonly transform?: Transforms<{ member: OwnConfiguration; volume: OwnConfiguration; mount: OwnConfiguration }>;
}

/**
 * Peers, volume, options and mounts. A lost host stops writes for 5 seconds at most; it heals when it returns.
 *
 * @example
 * const data = new GlusterVolume("data", { on: machines, replicas: 3, mount: "/DATA" });
 */
export class GlusterVolume extends RucheComponent<VolumeDescriptor> implements Volume {
  readonly name: string;
  readonly mount: string;
  readonly machines: readonly Machine[];
  readonly mountUnit: string;
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: GlusterVolumeArgs, options?: pulumi.ComponentResourceOptions) {
    const { on: members, clients = [], replicas, arbiter = false, mount, tier = "development" } = args;
    const field = (key: string): string => `GlusterVolume ${name}: ${key}`;
    refuseOtherThanList(field("on"), members, "machines");
    refuseOtherThanList(field("clients"), clients, "machines");
    const machines = [...members, ...clients];
    refuse(field("name"), name, wrongLabel(name));
    refuse(field("mount"), mount, wrongMount(mount));
    const names = machines.map((machine) => machine.name);
    refuse(field("on"), names, namedTwice(names, "machine"));
    const copies = wrongCopies({ machines: members.length, replicas, arbiter });
    if (copies) refuse(field(copies.of), { on: names, replicas, arbiter }[copies.of], copies);
    const through = args.through ?? members[0]!;
    refuse(field("through"), through.name, notAmong(through.name, names.slice(0, members.length), "machines"));
    super(
      "ruche:storage:GlusterVolume",
      name,
      {
        kind: "volume",
        tier,
        volume: name,
        technology: "gluster",
        machines: members.map((machine) => machine.name),
        failureDomains: members.map(({ diesWith }) => diesWith),
        replicas,
        arbiter,
        allowedClients: machines.map((machine) => machine.name),
        mount,
      },
      options,
    );
    this.name = name;
    this.mount = mount;
    this.machines = [through, ...machines.filter((machine) => machine !== through)];
    this.mountUnit = mountUnitName(name);
    const addresses = (list: readonly Machine[]) => pulumi.all(list.map(({ address }) => address));
    const layout = pulumi.all([through.address, addresses(members), addresses(clients)]).apply(
      ([through, members, clients]): gluster.GlusterLayout => ({
        volume: name,
        through,
        members: members as [string, ...string[]],
        clients,
        replicas,
        arbiter,
      }),
    );

    const peers = members.map(
      (machine) =>
        new Configuration(
          ...transformed(
            args.transform?.member,
            this.child(`member-${machine.name}`),
            {
              concern: `gluster-member-${name}`,
              script: machine.address.apply((own) => `${gluster.memberScript(name)}\n${brickScript(name, own)}`),
              probe: machine.address.apply((own) => `${gluster.memberProbe(name)}\n${brickProbe(name, own)}`),
            },
            { parent: this },
            { machine },
          ),
        ),
    );
    const volume = new Configuration(
      ...transformed(
        args.transform?.volume,
        this.child("volume"),
        {
          concern: `gluster-volume-${name}`,
          script: layout.apply(gluster.volumeScript),
          probe: layout.apply(gluster.volumeProbe),
        },
        {
          parent: this,
          dependsOn: [...peers, ...machines.flatMap(({ network }) => network)],
          // A machine that takes another one's place gets all of its data first.
          customTimeouts: { create: "24h", update: "24h" },
        },
        { machine: through },
      ),
    );
    this.ready = machines.map((machine) => {
      const unit = pulumi.all([layout, machine.address]).apply(([layout, own]) => mountUnit(layout, own, mount));
      return new Configuration(
        ...transformed(
          args.transform?.mount,
          this.child(`mount-${machine.name}`),
          {
            concern: `gluster-mount-${name}`,
            script: pulumi
              .all([unit, addresses(members.filter((member) => member !== machine))])
              .apply(([file, others]) =>
                [
                  ...(members.includes(machine) ? [gluster.knownByAddress(others)] : []),
                  writeFile(staleProgram),
                  writeFile(file),
                  "systemctl daemon-reload",
                  `systemctl enable -q ${this.mountUnit}`,
                  `systemctl start ${this.mountUnit}`,
                  remountScript(this.mountUnit, mount),
                  `mountpoint -q ${mount}`,
                ].join("\n"),
              ),
            probe: unit.apply((file) => `${fileIsByHash(staleProgram)}\n${fileIs(file)}\nmountpoint -q ${mount}`),
            remove: `systemctl disable -q --now ${this.mountUnit}; rm -f /etc/systemd/system/${this.mountUnit}`,
          },
          { parent: this, dependsOn: volume },
          { machine },
        ),
      );
    });
  }

  protected outputs(): pulumi.Inputs {
    return { mount: this.mount };
  }
}
