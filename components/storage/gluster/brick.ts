import { fileIs, type ScriptFile, writeFile } from "../../machines/configuration/file";
import { patientGluster } from "./command";

/** Where a member keeps its part of a volume. */
export const brickPath = (volume: string): string => `/srv/gluster/${volume}`;

/**
 * Keeps a machine's brick within reach. When glusterd starts a brick, and a peer greets it before the brick has told its port, it takes the brick
 * for one that it knows and tells clients port 0 from then on (GlusterFS 10): the brick runs, counts as online, and nobody gets to it. Such a
 * brick is started anew: after each boot, and by `up`.
 */
const program: ScriptFile = {
  path: "/usr/local/sbin/ruche-gluster-brick",
  mode: "755",
  content: `#!/bin/bash
# ruche-gluster-brick probe|mend VOLUME ADDRESS
set -uo pipefail
volume=$2 brick=$3:${brickPath("$2")}

${patientGluster}
told() { gluster volume status "$volume" "$brick" detail 2>/dev/null; }
value() { awk -F: -v name="$1" '$1 ~ "^" name " *$" { gsub(/ /, "", $2); print $2 }'; }
unreachable() { [ "$(value Online <<< "$now") $(value 'TCP Port' <<< "$now")" = 'Y 0' ]; }

now=$(told) # empty before there is a volume
if [ "$1" = probe ]; then ! unreachable; exit; fi
unreachable || exit 0
kill "$(value Pid <<< "$now")"
for try in $(seq 100); do
  sleep 0.3
  gluster volume start "$volume" force >/dev/null 2>&1
  now=$(told)
  [ "$(value Online <<< "$now")" != Y ] || unreachable || exit 0
done
echo "the brick $brick does not come back" >&2
exit 1`,
};

const units = (volume: string, own: string): ScriptFile[] => [
  {
    path: `/etc/systemd/system/ruche-brick-${volume}.service`,
    content: [
      "[Unit]",
      `Description=Sees that the brick of ${volume} can be reached`,
      "",
      "[Service]",
      "Type=oneshot",
      `ExecStart=${program.path} mend ${volume} ${own}`,
      "TimeoutStartSec=60",
    ].join("\n"),
  },
  {
    path: `/etc/systemd/system/ruche-brick-${volume}.timer`,
    // By then the peers have greeted each other.
    content: [
      "[Unit]",
      `Description=Sees that the brick of ${volume} can be reached`,
      "",
      "[Timer]",
      "OnBootSec=20s",
      "AccuracySec=1s",
      "",
      "[Install]",
      "WantedBy=timers.target",
    ].join("\n"),
  },
];

const timer = (volume: string): string => `ruche-brick-${volume}.timer`;

/** Installs it, and mends the brick if need be. */
export const brickScript = (volume: string, own: string): string =>
  [
    ...[program, ...units(volume, own)].map(writeFile),
    "systemctl daemon-reload",
    `systemctl enable -q ${timer(volume)}`,
    `${program.path} mend ${volume} ${own}`,
  ].join("\n");

export const brickProbe = (volume: string, own: string): string =>
  [
    ...[program, ...units(volume, own)].map(fileIs),
    `systemctl is-enabled -q ${timer(volume)}`,
    `${program.path} probe ${volume} ${own}`,
  ].join("\n");
