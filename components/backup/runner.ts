import { createHmac } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { BackupPlan, DatabaseEngine } from "../../model/descriptor";
import { quote } from "../../tools/shell";
import type { Orchestrator } from "../contracts/orchestrator";
import type { Volume } from "../contracts/volume";
import type { Variables, Workload } from "../contracts/workload";
import { RucheComponent } from "../core/component";
import type { Seed } from "../core/seed";
import type { DatabaseCommands } from "../databases/databaseCommands";
import { backupPassword } from "../databases/databaseServer";
import { Configuration } from "../machines/configuration/configuration";
import { fileIs, fileIsByHash, type ScriptFile, writeFile } from "../machines/configuration/file";
import { installPrograms, installPython, programsAreThere } from "../machines/configuration/packages";
import { secretFiles, secretFilesAre } from "../machines/configuration/secretFile";
import { sshOptions } from "../machines/sshOptions";
import { runner } from "./programs";
import type { RepositoryAccess } from "./repository";

/** What backs services up. */
export interface BackupRunnerArgs {
  readonly environment: string;
  readonly on: Orchestrator;
  /** Where locks, what is declared and what was done lie; its machines in the cluster run the backups. */
  readonly volume: Volume;
  readonly seed: Seed;
  /** At least one; a run counts when it is in all of them. */
  readonly repositories: readonly RepositoryAccess[];
}

/** One thing that is backed up, as the program on the machines knows it. */
export type BackedUpItem =
  | { readonly kind: "files"; readonly path: string; readonly target: string }
  | {
      readonly kind: "database";
      readonly engine: DatabaseEngine;
      readonly name: string;
      readonly server: string;
      readonly image: pulumi.Input<string>;
      readonly commands: DatabaseCommands;
      /** Where its server's data lies: a restore asks whether there is room. */
      readonly data: string;
    };

/** A container of a service, as a drill starts it. */
export interface BackedUpContainer {
  readonly name: string;
  readonly image: pulumi.Input<string>;
  readonly command: readonly string[];
  readonly environment: pulumi.Input<Variables>;
  /** Configuration files by path. */
  readonly configuration: Readonly<Record<string, string>>;
  /** Names of the secrets that it reads. */
  readonly secrets: readonly string[];
  /** Paths of the service's files that it sees. */
  readonly folders: readonly string[];
  /** How it is asked whether it is healthy. */
  readonly health: Workload["health"];
  /** Upper bound of memory in MiB, in a drill as well. */
  readonly memoryMebibytes: number;
  /** Whether it runs a command again and again. */
  readonly job: boolean;
}

/** A service whose state is backed up. Nothing of it is secret. */
export interface BackedUpService {
  readonly service: string;
  readonly kind: string;
  readonly softwareVersion: string;
  readonly image: pulumi.Input<string>;
  readonly plan: BackupPlan;
  readonly items: readonly BackedUpItem[];
  /** The one that people reach, and those beside it. */
  readonly containers: readonly BackedUpContainer[];
  /** How a restored copy is asked whether it works, and the seconds it may take to start. */
  readonly port: number;
  readonly ready: string;
  readonly within: number;
}

/** What the program calls. */
const programs = ["restic", "python3"];

/** What runs each minute: the backups, and beside them what tells that one is late, also while a backup hangs. */
const each = [
  { unit: "ruche-backup", verb: "tick", about: "Backs up what is due" },
  { unit: "ruche-backup-watch", verb: "watch", about: "Warns of late backups" },
] as const;

const timers = each.map(({ unit }) => `${unit}.timer`);

const units: readonly ScriptFile[] = each.flatMap(({ unit, verb, about }) => [
  {
    path: `/etc/systemd/system/${unit}.service`,
    content: [
      "[Unit]",
      `Description=${about}`,
      "",
      "[Service]",
      "Type=oneshot",
      `ExecStart=${runner.path} ${verb}`,
      "Nice=5",
      "IOSchedulingClass=best-effort",
      "IOSchedulingPriority=6",
    ].join("\n"),
  },
  {
    path: `/etc/systemd/system/${unit}.timer`,
    content: [
      "[Unit]",
      `Description=${about}`,
      "",
      "[Timer]",
      "OnActiveSec=30s",
      "OnUnitInactiveSec=60s",
      "RandomizedDelaySec=10s",
      "AccuracySec=1s",
      "",
      "[Install]",
      "WantedBy=timers.target",
    ].join("\n"),
  },
]);

const here = "/etc/ruche/backup";

/** By it machines know what this platform declared: the volume has other writers, and root runs what is declared. */
const signingKey = (seed: Seed): pulumi.Output<string> => seed.password("backup/declarations");

const signatureOf = (text: pulumi.Output<string>, seed: Seed): pulumi.Output<string> =>
  pulumi.all([text, signingKey(seed)]).apply(([text, key]) => createHmac("sha256", key).update(text).digest("hex"));

const sharedDirectory = (mount: string): string => `${mount}/.ruche/backup`;
const sharedParts = ["services", "locks", "state", "restore"] as const;

/**
 * What all machines write to is made by one: a directory that several make at once may stay unreadable for ever
 * (`Volume`).
 */
function sharedScript(mount: string): string {
  const shared = sharedDirectory(mount);
  return `install -d -m 711 ${mount}/.ruche\ninstall -d -m 700 ${[shared, ...sharedParts.map((part) => `${shared}/${part}`)].join(" ")}`;
}

const sharedProbe = (mount: string): string =>
  sharedParts.map((part) => `[ "$(stat -c %a ${sharedDirectory(mount)}/${part})" = 700 ]`).join("\n");

/** Backs services up by their plans, from whichever machine comes first, into repositories that it can only add to. */
export class BackupRunner extends RucheComponent<{ environment: string; repositories: readonly string[] }> {
  readonly #args: BackupRunnerArgs;
  readonly #shared: string;
  readonly #ready: pulumi.Resource[];

  constructor(name: string, args: BackupRunnerArgs, options?: pulumi.ComponentResourceOptions) {
    const { environment, on, volume, seed, repositories } = args;
    super(
      "ruche:backup:BackupRunner",
      name,
      { environment, repositories: repositories.map((repository) => repository.name) },
      options,
    );
    this.#args = args;
    this.#shared = sharedDirectory(volume.mount);
    const settings = on.dataNetwork.apply(
      (network): ScriptFile => ({
        path: `${here}/settings`,
        content: `environment=${environment} shared=${this.#shared} cluster=${on.module.name} network=${network}`,
      }),
    );
    const secret = [
      ...repositories.flatMap(({ name: repository, password, privateKey }) => [
        { path: `${here}/repositories/${repository}/password`, content: password },
        { path: `${here}/repositories/${repository}/key`, content: privateKey },
      ]),
      { path: `${here}/signing`, content: signingKey(seed) },
      ...(["mariadb", "postgresql"] as const).map((engine) => ({
        path: `${here}/databases/${engine}`,
        content: backupPassword(seed, engine),
      })),
    ];
    const secrets = secretFiles(secret);
    const connects = pulumi.all(
      repositories.map(({ name: repository, user, machine: { connection } }) =>
        pulumi.all([connection.host, connection.hostKey]).apply(
          ([host, hostKey]): ScriptFile => ({
            // restic starts it in rclone's place; what it says of folders is decided at the other end.
            path: `${here}/repositories/${repository}/connect`,
            mode: "755",
            // A quarter of a second goes into a connection: what the program asks one after the other goes through the
            // first one. The shell stays beside it: restic 0.18 ends a program whose error output is closed.
            content: `#!/bin/sh\nssh ${sshOptions({
              identityFile: `${here}/repositories/${repository}/key`,
              host,
              hostKey,
            })
              .map(quote)
              .join(
                " ",
              )} -o ServerAliveInterval=5 -o ControlMaster=auto -o ControlPersist=5 -o ControlPath="\${RUCHE_CONTROL:-none}" ${user}@${host} "$RUCHE_WISH" 2>> "\${RUCHE_SAID:-/dev/stderr}" || exit $?\n`,
          }),
        ),
      ),
    );
    const files = pulumi.all([settings, connects]).apply(([settings, connects]) => [settings, ...connects, ...units]);
    const program = runner.files(on.module);
    const directories = new Configuration(
      this.child("directories"),
      {
        machine: volume.machines[0]!,
        concern: "directories-backup",
        script: sharedScript(volume.mount),
        probe: sharedProbe(volume.mount),
      },
      { parent: this, dependsOn: [...volume.ready] },
    );
    this.#ready = volume.machines
      .filter((machine) => on.nodes.includes(machine))
      .map(
        (machine) =>
          new Configuration(
            this.child(machine.name),
            {
              machine,
              concern: "backup",
              stdin: secrets.stdin,
              script: files.apply((files) =>
                [
                  installPrograms(programs),
                  installPython,
                  // A repository that is not declared any more is not written to any more.
                  `install -d -m 700 ${here}; for known in ${here}/repositories/*/; ` +
                    `do case " ${repositories.map(({ name: repository }) => repository).join(" ")} " in *" ` +
                    `$(basename "$known") "*) ;; *) rm -rf "$known" ;; esac; done`,
                  secrets.script,
                  ...[...files, ...program].map(writeFile),
                  "systemctl daemon-reload",
                  `systemctl enable -q --now ${timers.join(" ")}`,
                ].join("\n"),
              ),
              probe: pulumi
                .all([files, secretFilesAre(secret)])
                .apply(([files, secrets]) =>
                  [
                    programsAreThere(programs),
                    ...files.map(fileIs),
                    ...program.map(fileIsByHash),
                    secrets,
                    ...timers.flatMap((timer) => [
                      `systemctl is-enabled -q ${timer}`,
                      `systemctl is-active -q ${timer}`,
                    ]),
                  ].join("\n"),
                ),
              remove:
                `systemctl disable -q --now ${timers.join(" ")}; rm -rf ${here} ${runner.path} ${runner.folder} ` +
                `${units.map(({ path }) => path).join(" ")}; systemctl daemon-reload`,
            },
            { parent: this, dependsOn: [directories, ...repositories.map(({ ready }) => ready)] },
          ),
      );
  }

  /** Backs a service up from now on. What was backed up stays when the service goes. */
  service(declared: BackedUpService, options: pulumi.ComponentResourceOptions): void {
    const { environment, volume, seed } = this.#args;
    const path = `${this.#shared}/services/${declared.service}.json`;
    const text = pulumi.jsonStringify({ environment, ...declared });
    const file = pulumi
      .all([text, pulumi.unsecret(signatureOf(text, seed))])
      .apply(([text, signature]): ScriptFile => ({ path, mode: "600", content: `${text}\n${signature}` }));
    new Configuration(
      `${declared.service}-backup`,
      {
        machine: volume.machines[0]!,
        concern: `backup-${declared.service}`,
        shared: true,
        script: file.apply(writeFile),
        probe: file.apply(fileIs),
        remove: `rm -f ${path}`,
      },
      pulumi.mergeOptions(options, { dependsOn: this.#ready }),
    );
  }

  protected outputs(): pulumi.Inputs {
    return {};
  }
}
