import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Machine } from "../../components/contracts/machine";
import { Seed } from "../../components/core/seed";
import { hostImage } from "../../components/machines/lab/hostImage";
import { LabMachines } from "../../components/machines/lab/labMachines";
import { guarded } from "../../components/networks/guarded";
import { placeOf } from "../../drivers/lab/place";
import type { Environment } from "../../model/environment";
import { images } from "../images";

/** Name of the machines' component. */
const layer = "machines";

/** Machines with their names and firewalls. */
export interface MachinesLayer {
  readonly seed: Seed;
  readonly all: readonly Machine[];
  /** The machines with these names, in this order. */
  named(names: readonly string[]): Machine[];
}

/** Where machines are made, as far as this clone knows it. */
export const machinesPlace = ({ machines: { network, hosts } }: Environment) =>
  placeOf(resolve(__dirname, "../.."), pulumi.getStack(), {
    network: network?.toString(),
    hosts: hosts.map(({ name }) => name),
  });

/** Makes the machines, or takes the ones that are there. */
export function machinesLayer(
  environment: Environment,
  place: ReturnType<typeof machinesPlace>,
  givenSeed: pulumi.Output<string> | undefined,
): MachinesLayer {
  const {
    tier,
    domain,
    cluster,
    services,
    storage,
    backup,
    machines: { hosts, administrationFrom },
  } = environment;
  const seed = givenSeed ? new Seed(givenSeed) : undefined;
  const lab = new LabMachines(
    layer,
    {
      hosts: hosts.map(({ name }) => name),
      diesWith: Object.fromEntries(hosts.map(({ name, diesWith }) => [name, diesWith])),
      tier,
      ...(seed ? { seed } : {}),
      ...hostImage("host-image", { images, engine: place.host }),
      engine: { host: place.host, runtime: place.runtime },
      subnet: place.subnet,
      addresses: place.addresses,
      prefix: place.prefix,
    },
    // The command asks for consent before it deletes data. A preview of a removed machine would fail otherwise, and
    // with it every report of one.
    { protect: false },
  );

  const all = guarded(
    layer,
    lab.all,
    {
      domain,
      administrationFrom: [lab.administrationFrom, ...administrationFrom.map(String)],
      // The ingress is on the cluster's machines; the others have nothing for everybody.
      publicPorts: services.flatMap(({ ports }) => ports.filter(({ exposure }) => exposure === "public")),
      entrances: [...(cluster?.managers ?? []), ...(cluster?.workers ?? [])],
      roles: {
        // A manager that becomes a worker votes until the update comes to it. No worker listens where managers do.
        clusters: cluster
          ? [{ technology: cluster.kind, managers: [...cluster.managers, ...cluster.workers], workers: [] }]
          : [],
        volumes: storage.map(({ kind, on }) => ({ technology: kind, machines: on })),
        repositories: backup?.repositories.map(({ on }) => on) ?? [],
      },
      tier,
      formerNames: true,
    },
    { parent: lab },
  );
  return {
    seed: lab.seed.rotated(environment.rotate),
    all,
    named: (names) => names.map((name) => all.find((machine) => machine.name === name)!),
  };
}
