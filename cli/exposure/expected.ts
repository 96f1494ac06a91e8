/** What the matrix says that somebody outside finds, and how what was found differs: pure logic. */

import type { ExposureMatrix } from "../../model/review/exposure";
import { describeWay } from "../../model/review/exposureChanges";
import type { Way } from "../../model/review/way";
import { knownPorts, portName } from "../../model/rules/ports";
import { Cidr } from "../../model/values";
import type { PortState } from "./ports";

/** A machine and where it is. */
export interface AskedMachine {
  readonly name: string;
  readonly address: string;
}

/** Something that is not as declared. */
export interface Difference {
  readonly machine: string;
  /** `443/tcp`, or an address such as `https://wiki.example.org/`. */
  readonly what: string;
  readonly found: string;
  readonly declared: string;
  /** What to do. */
  readonly remedy: string;
  /** A port that lets somebody in who should stay outside. */
  readonly opened?: true;
}

/** A port of a machine. */
export interface Asked {
  readonly machine: string;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
}

/** A UDP port that nothing uses (IANA has assigned it to nothing): how a machine treats what nobody listens to. */
export const unusedUdp = 10;

/** The ports that are asked of each machine: what platforms are known for, every port of the matrix, or all of TCP. */
export function portsToAsk({ ways }: ExposureMatrix, all: boolean): Omit<Asked, "machine">[] {
  const known = [...knownPorts, ...ways.flatMap(({ port, protocol }) => (port === null ? [] : [{ port, protocol }]))];
  const of = (protocol: "tcp" | "udp"): number[] =>
    [...new Set(known.filter((one) => one.protocol === protocol).map(({ port }) => port))].sort((a, b) => a - b);
  const tcp = all ? Array.from({ length: 65_535 }, (_, index) => index + 1) : of("tcp");
  return [
    ...tcp.map((port) => ({ port, protocol: "tcp" as const })),
    ...[unusedUdp, ...of("udp")].map((port) => ({ port, protocol: "udp" as const })),
  ];
}

/** Who asks: an address, and whether it is one of the platform's own machines. */
export interface Viewpoint {
  readonly address: string;
  readonly machine: boolean;
}

/**
 * Whether somebody at this address gets in by this way, as far as the network goes: a password is the next question.
 */
export function letsIn({ who, from }: Way, { address, machine }: Viewpoint): boolean {
  if (who === "public" || who === "members") return true;
  if (who === "administration") return from.some((network) => Cidr.parse(network).contains(address));
  return who === "cluster" && machine;
}

/** The ways that lead to a port of a machine. */
const waysTo = ({ ways }: ExposureMatrix, { machine, port, protocol }: Asked): Way[] =>
  ways.filter(
    (way) =>
      way.protocol === protocol &&
      way.machines.includes(machine) &&
      way.port !== null &&
      port >= way.port &&
      port <= (way.lastPort ?? way.port),
  );

/** What is found at ports, against the matrix. */
export function portDifferences(
  matrix: ExposureMatrix,
  viewpoint: Viewpoint,
  asked: readonly Asked[],
  states: readonly PortState[],
  environment: string,
): Difference[] {
  const index = indexOf(asked, states);
  return asked.flatMap((port, position): Difference[] => {
    if (port.protocol === "udp" && port.port === unusedUdp) return [];
    const state = states[position]!;
    const ways = waysTo(matrix, port);
    const open = ways.find((way) => letsIn(way, viewpoint));
    const what = `${port.port}/${port.protocol}`;
    const name = portName(port.port, port.protocol);
    if (open === undefined && (state === "open" || takenUdp(port, state, index))) {
      return [
        {
          machine: port.machine,
          what,
          found: `${state === "open" ? "it is open" : "something takes what is sent there, while unused ports refuse it"}${name ? ` (${name})` : ""}`,
          declared: ways[0] === undefined ? "nobody" : describeWay(ways[0]),
          opened: true,
          remedy:
            `on ${port.machine}, systemctl restart ruche-firewall loads the declared rules again; ` +
            "what should stay open needs a route",
        },
      ];
    }
    if (open !== undefined && port.protocol === "tcp" && state !== "open") {
      return [
        {
          machine: port.machine,
          what,
          found: state === "closed" ? "it is closed" : "it does not answer",
          declared: describeWay(open),
          remedy:
            `see ./ruche status ${environment}; when ${open.service} is well there, ` +
            `something between here and ${port.machine} keeps the port closed`,
        },
      ];
    }
    return [];
  });
}

/** What a port is known by. */
export const keyOf = ({ machine, port, protocol }: Asked): string => `${machine} ${port}/${protocol}`;

const indexOf = (asked: readonly Asked[], states: readonly PortState[]): ReadonlyMap<string, PortState> =>
  new Map(asked.map((port, position) => [keyOf(port), states[position]!]));

/**
 * Where the machine says of an unused UDP port that nobody listens, silence of another one means that somebody does.
 */
function takenUdp(port: Asked, state: PortState, states: ReadonlyMap<string, PortState>): boolean {
  return port.protocol === "udp" && state === "silent" && states.get(keyOf({ ...port, port: unusedUdp })) === "closed";
}

/** Machines whose UDP ports tell nothing: even an unused one is silent. */
export function silentUdp(asked: readonly Asked[], states: readonly PortState[]): string[] {
  return asked.flatMap(({ machine, port, protocol }, position) =>
    protocol === "udp" && port === unusedUdp && states[position] === "silent" ? [machine] : [],
  );
}

/** Machines of which no port said anything: they are down, or not reached from here. */
export function silentMachines(asked: readonly Asked[], states: readonly PortState[]): string[] {
  const spoken = new Set(asked.flatMap(({ machine }, position) => (states[position] === "silent" ? [] : [machine])));
  return [...new Set(asked.map(({ machine }) => machine))].filter((machine) => !spoken.has(machine));
}
