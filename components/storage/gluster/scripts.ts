import type { ScriptFile } from "../../machines/configuration/file";
import { brickPath } from "./brick";
import { patientGluster } from "./command";

/** A replicated volume as `gluster volume create` wants it. */
export interface GlusterLayout {
  readonly volume: string;
  /** Addresses of the machines with a brick; the first one makes the volume. */
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

/** Probe of a member. */
export function memberProbe(volume: string): string {
  return `systemctl is-enabled -q glusterd\nsystemctl is-active -q glusterd\ntest -d ${brickPath(volume)}`;
}

/** Joins the members, makes the volume and starts it; run on the first member. */
export function volumeScript({ volume, members, clients, replicas, arbiter }: GlusterLayout): string {
  const others = members.slice(1);
  const bricks = members.map((member) => `${member}:${brickPath(volume)}`).join(" ");
  const kind = arbiter ? `replica ${replicas - 1} arbiter 1` : `replica ${replicas}`;
  return [
    patientGluster,
    // A peer that was asked a moment ago answers "not ready": asked again, not waited for.
    ...others.map((member) => `until gluster peer probe ${member} >/dev/null 2>&1; do sleep 0.2; done`),
    // Asked of each member: one that does not see another yet refuses the volume, and the first one then waits two minutes for its answer.
    ...members.map((member, index) => {
      const asked = index === 0 ? "gluster" : `gluster --remote-host=${member}`;
      return `until [ "$(${asked} peer status | grep -c 'Peer in Cluster (Connected)')" -ge ${others.length} ]; do sleep 0.1; done`;
    }),
    `if ! gluster volume info ${volume} >/dev/null 2>&1; then`,
    `  until out=$(gluster --mode=script volume create ${volume} ${members.length > 1 ? kind : ""} ${bricks} force 2>&1); do`,
    `    case "$out" in *"not in 'Peer in Cluster' state"*) sleep 0.2;; *) echo "$out" >&2; exit 1;; esac`,
    "  done",
    "fi",
    `options=$(gluster volume get ${volume} all); other=()`,
    ...Object.entries(options([...members, ...clients])).map(
      ([key, value]) => `${optionIs(key, value)} || other+=(${key} ${value})`,
    ),
    `[ -z "\${other[*]}" ] || gluster volume set ${volume} "\${other[@]}" >/dev/null`,
    `${isStarted(volume)} || gluster volume start ${volume} >/dev/null`,
    // A brick that died stays down until somebody says so.
    `${bricksAreOnline(volume, members.length)} || gluster volume start ${volume} force >/dev/null`,
  ].join("\n");
}

/** Of all options in the variable `options`. */
const optionIs = (key: string, value: string): string =>
  `[ "$(awk '$1 == "${key}" {print $2}' <<<"$options")" = "${value}" ]`;

// No pipe: whoever writes to a grep that has seen enough dies of it.
const isStarted = (volume: string): string => `grep -qx 'Status: Started' <<<"$(gluster volume info ${volume})"`;

const bricksAreOnline = (volume: string, bricks: number): string =>
  `[ "$(gluster volume status ${volume} detail | grep -c '^Online *: Y')" = ${bricks} ]`;

/** Probe of the volume: started, with its options, and every brick online. */
export function volumeProbe({ volume, members, clients }: GlusterLayout): string {
  return [
    patientGluster,
    isStarted(volume),
    `options=$(gluster volume get ${volume} all)`,
    ...Object.entries(options([...members, ...clients])).map(([key, value]) => optionIs(key, value)),
    bricksAreOnline(volume, members.length),
  ].join("\n");
}

/** Name of the unit that mounts a volume. */
export const mountUnitName = (volume: string): string => `ruche-mount-${volume}.service`;

/**
 * Mounts again what somebody unmounted, which the unit does not notice. Containers that had it keep a mount that is dead: they are stopped, and
 * whoever runs them starts them again.
 */
export function remountScript(unit: string, mount: string): string {
  return [
    `if ! mountpoint -q ${mount}; then`,
    `  systemctl restart ${unit}`,
    `  docker ps -q | xargs -r docker inspect --format '{{.Id}}{{range .Mounts}} {{.Source}}{{end}}' | awk 'index($0, " ${mount}/") {print $1}' | xargs -r docker stop -t 30 >/dev/null`,
    "fi",
  ].join("\n");
}

/** The unit that mounts a volume at boot, again and again until the volume answers, before containers start. */
export function mountUnit(layout: GlusterLayout, own: string, mount: string): ScriptFile {
  const server = layout.members.includes(own) ? own : layout.members[0];
  const others = layout.members.filter((member) => member !== server);
  const backup = others.length > 0 ? `-o backup-volfile-servers=${others.join(":")} ` : "";
  return {
    path: `/etc/systemd/system/${mountUnitName(layout.volume)}`,
    content: [
      "[Unit]",
      `Description=GlusterFS volume ${layout.volume} on ${mount}`,
      "After=network-online.target glusterd.service",
      "Before=docker.service",
      "StartLimitIntervalSec=0",
      "",
      "[Service]",
      "Type=oneshot",
      "RemainAfterExit=yes",
      `ExecStartPre=/bin/mkdir -p ${mount}`,
      `ExecStart=/bin/sh -c 'mountpoint -q ${mount} || mount -t glusterfs ${backup}${server}:/${layout.volume} ${mount}; mountpoint -q ${mount}'`,
      `ExecStop=/bin/umount -l ${mount}`,
      "Restart=on-failure",
      "RestartSec=500ms",
      "TimeoutStartSec=60",
      "",
      "[Install]",
      "WantedBy=multi-user.target",
    ].join("\n"),
  };
}
