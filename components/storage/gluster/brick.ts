import { shellProgram } from "../../../tools/programFile";
import { fileIs, type ScriptFile, writeFile } from "../../machines/configuration/file";
import { patientGluster } from "./command";

/** Where members keep their parts of volumes. */
const bricks = "/srv/gluster";

/** Where a member keeps its part of a volume. */
export const brickPath = (volume: string): string => `${bricks}/${volume}`;

/** Keeps a machine's brick within reach of clients. */
export const brickProgram: ScriptFile = {
  path: "/usr/local/sbin/ruche-gluster-brick",
  mode: "755",
  content: ["#!/bin/bash", patientGluster, shellProgram(__dirname, "brick.sh", { bricks })].join("\n"),
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
      `ExecStart=${brickProgram.path} mend ${volume} ${own}`,
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
    ...[brickProgram, ...units(volume, own)].map(writeFile),
    "systemctl daemon-reload",
    `systemctl enable -q ${timer(volume)}`,
    `${brickProgram.path} mend ${volume} ${own}`,
  ].join("\n");

export const brickProbe = (volume: string, own: string): string =>
  [
    ...[brickProgram, ...units(volume, own)].map(fileIs),
    `systemctl is-enabled -q ${timer(volume)}`,
    `${brickProgram.path} probe ${volume} ${own}`,
  ].join("\n");
