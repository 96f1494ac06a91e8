import { networkInterfaces } from "node:os";
import { printedOn } from "../../drivers/reach/reach";
import { type ExposureMatrix, exposureMatrix } from "../../model/review/exposure";
import { factsOf, type ReviewedResource } from "../../model/review/facts";
import type { StackSummary } from "../../model/summary";
import {
  type Asked,
  type AskedMachine,
  type Difference,
  keyOf,
  letsIn,
  portDifferences,
  portsToAsk,
  silentMachines,
  silentUdp,
  type Viewpoint,
} from "./expected";
import { explained, type Listeners, listenersOn } from "./listeners";
import { ownAddress, type Port, type PortState, scan } from "./ports";
import { askWeb } from "./web";
import { webChecks, webDifferences } from "./webChecks";

/** What a look from outside found. */
export interface Verification {
  /** Nothing differs from the matrix. */
  readonly asDeclared: boolean;
  readonly differences: readonly Difference[];
  /** What cannot be told from here, and why. */
  readonly untold: readonly string[];
  /** From where ports were asked. */
  readonly from: string;
  readonly asked: { readonly machines: number; readonly tcp: number; readonly udp: number; readonly web: number };
  readonly matrix: ExposureMatrix;
}

/** Asks every address of every machine from outside, and compares what answers with the matrix. */
export async function verify(
  environment: string,
  summary: StackSummary,
  deployed: readonly ReviewedResource[],
  { all = false } = {},
): Promise<Verification> {
  const matrix = exposureMatrix(factsOf(deployed));
  const places = summary.machines
    .filter(({ name }) => matrix.machines.includes(name))
    .map(({ name, ssh, public: address }) => ({ name, address: address ?? ssh.host }));
  const { here, stranger } = await viewpoints(matrix, places);
  const from = stranger ?? here;
  const usual = places.flatMap((place) =>
    portsToAsk(matrix, all).map((port): Asked => ({ machine: place.name, ...port })),
  );
  const checks = webChecks(matrix, places, { environment, domain: summary.domain, authority: summary.authority });
  const ssh = sshPorts(places);
  const asking = (ports: readonly Asked[], viewpoint?: Viewpoint): Promise<PortState[]> =>
    scan(
      ports.map((port) => at(places, port)),
      viewpoint ? { from: viewpoint.address } : {},
    );
  const [known, answers, own, told] = await Promise.all([
    asking(usual, stranger),
    Promise.all(checks.map(({ question }) => askWeb(question))),
    // A stranger must not get in by SSH; whoever administers must.
    stranger ? asking(ssh) : [],
    Promise.all(places.map(({ name }) => listenersOn(summary, name))),
  ]);
  const more = besides(usual, told);
  const [asked, states] = [
    [...usual, ...more],
    [...known, ...(await asking(more, stranger))],
  ];

  const down = silentMachines(asked, states);
  const up = (machine: string): boolean => !down.includes(machine);
  const found = [
    ...down.map(
      (machine): Difference => ({
        machine,
        what: "every port",
        found: "it does not answer",
        declared: "a machine that is there",
        remedy: `see ./ruche status ${environment}`,
      }),
    ),
    ...portDifferences(matrix, from, asked, states, environment).filter(({ machine }) => up(machine)),
    ...(stranger && administrated(matrix, here)
      ? portDifferences(matrix, here, ssh, own, environment).filter(({ machine }) => up(machine))
      : []),
    ...webDifferences(checks, answers).filter(({ machine }) => up(machine)),
  ];
  const differences = explained(await withoutTranslated(summary, matrix, from, found), told);
  const silent = silentUdp(asked, states).filter(up);
  const count = (protocol: "tcp" | "udp"): number => asked.filter((port) => port.protocol === protocol).length;
  return {
    asDeclared: differences.length === 0,
    differences,
    matrix,
    from: from.address,
    untold: [
      ...(silent.length > 0
        ? [
            `UDP of ${silent.join(", ")}: even an unused port is silent. A packet filter drops it, ` +
              "or a program does not answer strangers; which of the two cannot be told from outside.",
          ]
        : []),
      ...(!stranger && administrated(matrix, here)
        ? [
            `SSH for others: this computer (${here.address}) may administer, and has no other address from which the machines answer.`,
          ]
        : []),
    ],
    asked: { machines: places.length, tcp: count("tcp"), udp: count("udp"), web: checks.length },
  };
}

const at = (places: readonly AskedMachine[], { machine, port, protocol }: Asked): Port => ({
  address: places.find(({ name }) => name === machine)!.address,
  port,
  protocol,
});

/** Ports on which machines say that something listens, and that are not asked anyway. */
function besides(asked: readonly Asked[], told: readonly (Listeners | undefined)[]): Asked[] {
  const known = new Set(asked.map(keyOf));
  const listening = told
    .flatMap((listeners) => listeners?.ports ?? [])
    .map(({ machine, port, protocol }): Asked => ({ machine, port, protocol }));
  return [...new Map(listening.map((port) => [keyOf(port), port])).values()].filter((port) => !known.has(keyOf(port)));
}

const sshPorts = (places: readonly AskedMachine[]): Asked[] =>
  places.map(({ name }) => ({ machine: name, port: 22, protocol: "tcp" }));

/** Whether this address is of the administration's networks. */
const administrated = ({ ways }: ExposureMatrix, viewpoint: Viewpoint): boolean =>
  ways.some((way) => way.who === "administration" && letsIn(way, viewpoint));

/**
 * From where to look: this computer as the machines see it, and beside it an address of this computer that may nothing,
 * where there is one to which they answer. A port that is open to the administration alone is told from one that is
 * open to everybody by it.
 */
async function viewpoints(
  matrix: ExposureMatrix,
  places: readonly AskedMachine[],
): Promise<{ here: Viewpoint; stranger: Viewpoint | undefined }> {
  const view = (address: string): Viewpoint => ({
    address,
    machine: places.some((place) => place.address === address),
  });
  const here = view(await ownAddress(places[0]!.address));
  const family = here.address.includes(":") ? "IPv6" : "IPv4";
  const others = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((one) => one.family === family && !one.internal && one.address !== here.address)
    .map(({ address }) => view(address))
    .filter((candidate) => !candidate.machine && !administrated(matrix, candidate));
  if (!administrated(matrix, here)) return { here, stranger: here.machine ? undefined : here };
  for (const stranger of others) {
    const states = await scan(
      places.map(({ address }) => ({ address, port: 443, protocol: "tcp" })),
      { from: stranger.address, milliseconds: 400 },
    ).catch(() => []);
    if (states.some((state) => state !== "silent")) return { here, stranger };
  }
  return { here, stranger: undefined };
}

/**
 * Behind an address translation a machine sees another address than this computer has: it is asked which, before SSH is
 * called open to strangers.
 */
async function withoutTranslated(
  summary: StackSummary,
  matrix: ExposureMatrix,
  from: Viewpoint,
  differences: readonly Difference[],
): Promise<Difference[]> {
  const translated = async ({ machine, what }: Difference): Promise<boolean> => {
    const seen =
      what === "22/tcp" &&
      from.address === (await ownAddress(summary.machines.find(({ name }) => name === machine)!.ssh.host))
        ? (await printedOn(summary, machine, 'echo "$SSH_CONNECTION"'))?.split(" ")[0]
        : undefined;
    return (
      seen !== undefined &&
      matrix.ways.some(
        (way) =>
          way.who === "administration" &&
          way.machines.includes(machine) &&
          letsIn(way, { address: seen, machine: false }),
      )
    );
  };
  const kept = await Promise.all(differences.map(async (difference) => !(await translated(difference))));
  return differences.filter((_, index) => kept[index]);
}
