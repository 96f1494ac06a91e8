import * as pulumi from "@pulumi/pulumi";
import type { FirewallDescriptor, InsidePort, Tier } from "../../model/descriptor";
import { refuseOtherThanList } from "../../model/rules/lists";
import { notAmong } from "../../model/rules/names";
import { refuse } from "../../model/rules/objection";
import { wrongPortNumber } from "../../model/rules/openedPort";
import { programFile } from "../../tools/programFile";
import type { Machine } from "../contracts/machine";
import { RucheComponent } from "../core/component";
import { Configuration } from "../machines/configuration/configuration";
import { fileIs, type ScriptFile, writeFile } from "../machines/configuration/file";
import { refuseAdministration } from "./administration";
import { type FirewallRules, nftables } from "./firewallRules";
import { insideRules } from "./insideRules";

/** The firewall of one machine. Its ports are derived from routes: nobody writes them by hand. */
export interface FirewallArgs {
  /** The machine that it guards. */
  readonly machine: Machine;
  /** All machines of the platform: what runs in containers reaches none but their public ports. */
  readonly peers: readonly Machine[];
  /**
   * Ports that other machines of the platform reach, each with the names of those machines.
   *
   * @default every port, for all `peers`
   */
  readonly inside?: readonly InsidePort[];
  /**
   * TCP ports that everybody reaches: those of the ingress.
   *
   * @default 80 and 443
   */
  readonly publicPorts?: readonly number[];
  /**
   * UDP ports that everybody reaches.
   *
   * @default none
   */
  readonly publicUdpPorts?: readonly number[];
  /** Networks (CIDR) that may use SSH. Policies judge them as soon as they are known. */
  readonly administrationFrom: pulumi.Input<readonly pulumi.Input<string>[]>;
  /**
   * What the platform is for; policies are stricter in production.
   *
   * @default development
   */
  readonly tier?: Tier;
}

const unit: ScriptFile = {
  path: "/etc/systemd/system/ruche-firewall.service",
  content: programFile(__dirname, "firewall.service"),
};

/**
 * A probe's lines: the kernel has the rules of the file and no other; a network of its own, without an interface, tells
 * how it lists them. If neither can be listed, they are the same: so it is asked first whether there are any.
 */
export const rulesAreLoaded = [
  "nft -s list table inet ruche >/dev/null",
  "cmp -s <(nft -s list table inet ruche) <(unshare -n sh -c 'nft -f /etc/ruche/firewall.nft && nft -s list table inet ruche')",
];

/**
 * Closes every port of a machine but the declared ones, from boot on.
 *
 * @example
 * for (const machine of machines)
 *   new Firewall(machine.name, { machine, peers: machines, administrationFrom: ["192.0.2.0/24"], tier: "production" });
 */
export class Firewall extends RucheComponent<
  Omit<FirewallDescriptor, "administrationFrom"> & Pick<FirewallArgs, "administrationFrom">
> {
  constructor(name: string, args: FirewallArgs, options?: pulumi.ComponentResourceOptions) {
    const { machine, inside, tier = "development", administrationFrom } = args;
    const { publicPorts = [80, 443], publicUdpPorts = [] } = args;
    const field = (key: keyof FirewallArgs): string => `Firewall ${name}: ${key}`;
    refuseOtherThanList(field("peers"), args.peers, "machines");
    refuseNumbers(field("publicPorts"), publicPorts);
    refuseNumbers(field("publicUdpPorts"), publicUdpPorts);
    const names = args.peers.map((peer) => peer.name);
    if (inside !== undefined) refuseInside(field("inside"), inside, names);
    refuseAdministration(field("administrationFrom"), administrationFrom);
    super(
      "ruche:networks:Firewall",
      name,
      {
        kind: "firewall",
        tier,
        machine: machine.name,
        publicPorts,
        ...(publicUdpPorts.length > 0 ? { publicUdpPorts } : {}),
        administrationFrom,
        peers: names,
        ...(inside === undefined ? {} : { inside }),
      },
      options,
    );
    const rules = pulumi
      .all([machine.address, args.peers.map(({ address }) => address), administrationFrom])
      .apply(([own, addresses, administrationFrom]) =>
        rulesFile(field("administrationFrom"), {
          publicPorts,
          publicUdpPorts,
          administrationFrom,
          inside: insideRules(inside, Object.fromEntries(names.map((peer, at) => [peer, addresses[at]!]))),
          machines: [own, ...addresses],
        }),
      );
    new Configuration(
      this.child("rules"),
      {
        machine,
        concern: "firewall",
        script: rules.apply((file) =>
          [
            // Rules that the kernel does not take never become those of the next start.
            `nft -c -f - <<'RUCHE_END_OF_RULES'\n${file.content}RUCHE_END_OF_RULES`,
            writeFile(file),
            writeFile(unit),
            "systemctl daemon-reload",
            "systemctl enable -q ruche-firewall",
            "systemctl reload-or-restart ruche-firewall",
          ].join("\n"),
        ),
        probe: rules.apply((file) =>
          [
            fileIs(file),
            fileIs(unit),
            "systemctl is-enabled -q ruche-firewall",
            "systemctl is-active -q ruche-firewall",
            ...rulesAreLoaded,
          ].join("\n"),
        ),
        remove:
          "systemctl disable -q --now ruche-firewall; rm -f /etc/systemd/system/ruche-firewall.service /etc/ruche/firewall.nft",
      },
      { parent: this },
    );
  }

  protected outputs(): pulumi.Inputs {
    return {};
  }
}

/**
 * The file of a firewall's rules.
 *
 * @param field - The networks of administration, as the error names them.
 * @throws UserError for what is no network, which may be known only now.
 */
export function rulesFile(field: string, rules: FirewallRules): ScriptFile {
  refuseAdministration(field, rules.administrationFrom);
  return { path: "/etc/ruche/firewall.nft", content: nftables(rules) };
}

/** Refuses ports that are none, and machines that are none of the platform's. */
function refuseInside(field: string, inside: readonly InsidePort[], peers: readonly string[]): void {
  refuseOtherThanList(field, inside, "ports");
  for (const { from, port, lastPort = port } of inside) {
    refuseOtherThanList(`${field}.from`, from, "machines' names");
    for (const name of from) refuse(`${field}.from`, name, notAmong(name, peers, "machines"));
    refuse(`${field}.port`, port, wrongPortNumber(port));
    refuse(`${field}.lastPort`, lastPort, wrongPortNumber(lastPort));
  }
}

/** Refuses what is no list of ports' numbers. */
function refuseNumbers(field: string, ports: readonly number[]): void {
  refuseOtherThanList(field, ports, "ports");
  for (const port of ports) refuse(field, port, wrongPortNumber(port));
}
