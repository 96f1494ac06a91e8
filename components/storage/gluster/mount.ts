import { programFile, shellProgram } from "../../../tools/programFile";
import type { ScriptFile } from "../../machines/configuration/file";
import type { GlusterLayout } from "./scripts";

/** Name of the unit that mounts a volume. */
export const mountUnitName = (volume: string): string => `ruche-mount-${volume}.service`;

/** Mounts again what somebody unmounted. */
export const remountScript = (unit: string, mount: string): string =>
  shellProgram(__dirname, "remount.sh", { unit, mount });

/** What stops the containers whose mount is dead. */
export const staleProgram: ScriptFile = {
  path: "/usr/local/lib/ruche/gluster/stale",
  content: programFile(__dirname, "stale.sh"),
  mode: "755",
};

/**
 * The unit that mounts a volume at boot, again and again until the volume answers, before containers start. A client
 * that dies is started again, and the containers that had it as well.
 */
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
      // The client goes into the background once it has mounted, and is what the unit watches from then on.
      "Type=forking",
      "RemainAfterExit=yes",
      `ExecStartPre=/bin/mkdir -p ${mount}`,
      `ExecStart=/bin/sh -c 'mountpoint -q ${mount} || mount -t glusterfs ${backup}${server}:/${layout.volume} ` +
        `${mount}; mountpoint -q ${mount}'`,
      `ExecStartPost=-${staleProgram.path} ${mount}`,
      `ExecStopPost=-/bin/umount -l ${mount}`,
      "Restart=on-failure",
      "RestartSec=500ms",
      "TimeoutStartSec=60",
      "OOMScoreAdjust=-900",
      "",
      "[Install]",
      "WantedBy=multi-user.target",
    ].join("\n"),
  };
}
