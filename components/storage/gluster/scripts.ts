import { shellProgram } from "../../../tools/programFile";
import { brickPath } from "./brick";
import { patientGluster } from "./command";

/** A replicated volume as `gluster volume create` wants it. */
export interface GlusterLayout {
  readonly volume: string;
  /** Address of the machine that makes the volume and changes it: one of those with a brick. */
  readonly through: string;
  /** Addresses of the machines with a brick. */
  readonly members: readonly [string, ...string[]];
  /** Addresses of machines that mount it without a brick. */
  readonly clients: readonly string[];
  /** Copies of each file, the arbiter (names only, no data) included. */
  readonly replicas: number;
  readonly arbiter: boolean;
}

/**
 * Options of every volume. Quorum on clients and servers: without it two halves take writes and split. The ping
 * timeout (default 42 s) is how long writes stall when a host vanishes without a word.
 */
const options = (allowed: readonly string[]): Record<string, string> => ({
  "auth.allow": ["127.0.0.1", ...allowed].join(","),
  "cluster.quorum-type": "auto",
  "cluster.server-quorum-type": "server",
  "network.ping-timeout": "5",
  "cluster.favorite-child-policy": "none",
  "storage.owner-uid": "0",
});

/** What a machine needs before it can be a member. */
export function memberScript(volume: string): string {
  return `systemctl enable -q --now glusterd\nmkdir -p ${brickPath(volume)}\nuntil gluster pool list >/dev/null 2>&1; do sleep 0.1; done`;
}

/**
 * Lets a member know the others by their addresses. It knows by their names those that came before it, and nobody could
 * exchange them any more once these names are gone. One that is down now is left out.
 */
export const knownByAddress = (others: readonly string[]): string =>
  [patientGluster, ...others.map((other) => `gluster peer probe ${other} >/dev/null 2>&1 || true`)].join("\n");

/** Probe of a member. */
export function memberProbe(volume: string): string {
  return `systemctl is-enabled -q glusterd\nsystemctl is-active -q glusterd\ntest -d ${brickPath(volume)}`;
}

/**
 * Joins the members, makes the volume and starts it, or exchanges one of its machines; run on the machine through which
 * it is changed.
 */
export function volumeScript({ volume, through, members, clients, replicas, arbiter }: GlusterLayout): string {
  const copies = arbiter ? ["replica", String(replicas - 1), "arbiter", "1"] : ["replica", String(replicas)];
  const program = shellProgram(__dirname, "volume.sh", {
    volume,
    peers: members.filter((member) => member !== through),
    bricks: members.map((member) => `${member}:${brickPath(volume)}`),
    copies: String(replicas),
    kind: members.length > 1 ? copies : [],
    options: Object.entries(options([...members, ...clients])).flat(),
  });
  return [
    patientGluster,
    shellProgram(__dirname, "exchange.sh", { mark: `${brickPath(volume)}.exchange` }),
    program,
  ].join("\n");
}

/** Of all options in the variable `options`. */
const optionIs = (key: string, value: string): string =>
  `[ "$(awk '$1 == "${key}" {print $2}' <<<"$options")" = "${value}" ]`;

/** In two lines: the shell drops the failure of a command in a command's words. */
const isStarted = (volume: string): readonly string[] => [
  `info=$(gluster volume info ${volume})`,
  // No pipe: a program that writes to a grep that has seen enough dies of it.
  `grep -qx 'Status: Started' <<<"$info"`,
];

const bricksAreOnline = (volume: string, bricks: number): string =>
  `[ "$(gluster volume status ${volume} detail | grep -c '^Online *: Y')" = ${bricks} ]`;

/**
 * Probe of the volume: started, with its options, and every brick online. Each check is a command with its values in
 * it, and no function of the shell: people are told the command that failed.
 */
export function volumeProbe({ volume, members, clients }: GlusterLayout): string {
  return [
    patientGluster,
    ...isStarted(volume),
    ...members.map((member) => `grep -q ': ${member}:${brickPath(volume)}' <<<"$info"`),
    `options=$(gluster volume get ${volume} all)`,
    ...Object.entries(options([...members, ...clients])).map(([key, value]) => optionIs(key, value)),
    bricksAreOnline(volume, members.length),
  ].join("\n");
}
