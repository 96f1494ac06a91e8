import type * as pulumi from "@pulumi/pulumi";
import { clusterTechnologies } from "../../model/cluster";
import type { Tier } from "../../model/descriptor";
import { UserError } from "../../model/errors";
import { insidePorts, type MachineRoles } from "../../model/review/insidePorts";
import { refuseOtherThanList } from "../../model/rules/lists";
import { wrongDomain } from "../../model/rules/names";
import { refuse } from "../../model/rules/objection";
import { type PortNumber, refusePorts } from "../../model/rules/openedPort";
import { storageTechnologies } from "../../model/storage";
import type { Machine } from "../contracts/machine";
import { formerly } from "../core/component";
import { refuseAdministration } from "./administration";
import { Firewall } from "./firewall";
import { machineNames, platformNames } from "./hostsFile";

/** The network of a platform's machines. */
export interface GuardedArgs {
  /** Names of machines are `<machine>.<domain>`. */
  readonly domain: string;
  /** Networks (CIDR) that may use SSH. */
  readonly administrationFrom: pulumi.Input<readonly pulumi.Input<string>[]>;
  /**
   * Names of the machines on which the ingress is: everybody reaches their ports 80 and 443.
   *
   * @default all machines
   */
  readonly entrances?: readonly string[];
  /**
   * Ports of services that everybody reaches on the entrances, beside those of the ingress.
   *
   * @default none
   */
  readonly publicPorts?: readonly PortNumber[];
  /**
   * What the machines are for, by their names: each port that only machines of the platform need is open to those that
   * need it, and to nobody else.
   *
   * @default every machine is for everything
   */
  readonly roles?: MachineRoles;
  /**
   * What the platform is for; policies are stricter in production.
   *
   * @default development
   */
  readonly tier?: Tier;
  /**
   * Whether firewalls and names are known by their names from before 0.1.0 as well, so that an update makes nothing of
   * them anew. For one network of a program.
   *
   * @default false
   */
  readonly formerNames?: boolean;
}

/**
 * The same machines, each behind a firewall and with the names of all of them. What is made of them waits for both.
 *
 * @param name - The resources' names begin with it.
 * @throws UserError for a domain or a network that is none, for an entrance that is none of the machines, and for a
 * port that no service can have.
 *
 * @example
 * const machines = guarded("hive", lab.all, {
 *   domain: "example.org",
 *   administrationFrom: [lab.administrationFrom],
 * });
 */
export function guarded(
  name: string,
  machines: readonly Machine[],
  {
    domain,
    administrationFrom,
    entrances = machines.map((machine) => machine.name),
    publicPorts = [],
    roles = allRoles(machines.map((machine) => machine.name)),
    tier = "development",
    formerNames = false,
  }: GuardedArgs,
  options: pulumi.ComponentResourceOptions = {},
): Machine[] {
  refuseOtherThanList(`guarded ${name}: machines`, machines, "machines");
  refuseOtherThanList(`guarded ${name}: entrances`, entrances, "machines' names");
  refuse(`guarded ${name}: domain`, domain, wrongDomain(domain));
  const names = machines.map((machine) => machine.name);
  const unknown = entrances.find((entrance) => !names.includes(entrance));
  if (unknown !== undefined)
    throw new UserError(`guarded ${name}: entrances`, unknown, names.join(", "), "Name one of the machines.");
  refusePorts(`guarded ${name}: publicPorts`, publicPorts);
  refuseAdministration(`guarded ${name}: administrationFrom`, administrationFrom);
  const open = (protocol: PortNumber["protocol"], always: readonly number[] = []) => [
    ...new Set([...always, ...publicPorts.flatMap((port) => (port.protocol === protocol ? port.port : []))]),
  ];
  const below = (former: string) => (formerNames ? formerly(former, options) : options);
  const network = machines.flatMap((machine) => [
    new Firewall(
      `${name}-${machine.name}`,
      {
        machine,
        peers: machines,
        inside: insidePorts(machine.name, roles),
        publicPorts: entrances.includes(machine.name) ? open("tcp", [80, 443]) : [],
        publicUdpPorts: entrances.includes(machine.name) ? open("udp") : [],
        administrationFrom,
        tier,
      },
      below(machine.name),
    ),
    machineNames(
      `${name}-${machine.name}-names`,
      machine,
      platformNames(machine, machines, domain),
      below(`${machine.name}-names`),
    ),
  ]);
  return machines.map((machine) => ({ ...machine, network: [...machine.network, ...network] }));
}

/** Every machine is for everything that is known. */
const allRoles = (names: readonly string[]): MachineRoles => ({
  clusters: clusterTechnologies.map((technology) => ({ technology, managers: names, workers: [] })),
  volumes: storageTechnologies.map((technology) => ({ technology, machines: names })),
  repositories: names,
});
