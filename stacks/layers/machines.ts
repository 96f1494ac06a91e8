import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Machine } from "../../components/contracts/machine";
import { Seed } from "../../components/core/seed";
import { hostImage } from "../../components/machines/lab/hostImage";
import { LabMachines } from "../../components/machines/lab/labMachines";
import { guarded } from "../../components/networks/guarded";
import { readPlace } from "../../drivers/lab/place";
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

/** Makes the machines, or takes the ones that are there. */
export function machinesLayer(environment: Environment, givenSeed: pulumi.Output<string> | undefined): MachinesLayer {
  const {
    tier,
    domain,
    cluster,
    services,
    storage,
    backup,
    machines: { hosts, network: subnet, administrationFrom },
  } = environment;
  const place = readPlace(resolve(__dirname, "../.."), pulumi.getStack());
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
      subnet: subnet?.toString() ?? place.subnet,
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
        clusters: cluster ? [{ technology: cluster.kind, managers: cluster.managers, workers: cluster.workers }] : [],
        volumes: storage.map(({ kind, on }) => ({ technology: kind, machines: on })),
        repositories: backup?.repositories.map(({ on }) => on) ?? [],
      },
      tier,
      formerNames: true,
    },
    { parent: lab },
  );
  return {
    seed: lab.seed,
    all,
    named: (names) => names.map((name) => all.find((machine) => machine.name === name)!),
  };
}
