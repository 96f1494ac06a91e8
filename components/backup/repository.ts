import { basename } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { BackupPlan } from "../../model/descriptor";
import { shellProgram } from "../../tools/programFile";
import type { Machine } from "../contracts/machine";
import { RucheComponent } from "../core/component";
import type { Seed } from "../core/seed";
import { Configuration } from "../machines/configuration/configuration";
import { fileIs, fileIsByHash, type ScriptFile, writeFile } from "../machines/configuration/file";
import { installPrograms, installPython, programsAreThere } from "../machines/configuration/packages";
import { type SecretFile, secretFiles, secretFilesAre } from "../machines/configuration/secretFile";
import { repository as repositoryProgram } from "./programs";

/** A repository of backups on one machine. */
export interface BackupRepositoryArgs {
  /**
   * Name of the repository on its machine.
   *
   * @default the component's name
   */
  readonly repository?: string;
  readonly machine: Machine;
  readonly seed: Seed;
  /** How many snapshots of each service are kept, and for how long at least. */
  readonly plan: Pick<BackupPlan, "snapshots" | "intervalSeconds" | "keepSeconds">;
}

/** How a runner reaches a repository. */
export interface RepositoryAccess {
  readonly name: string;
  readonly machine: Machine;
  /** Name of the user who may add and do nothing else. */
  readonly user: string;
  /** The private SSH key of that user. */
  readonly privateKey: pulumi.Output<string>;
  /** The password that opens the repository. */
  readonly password: pulumi.Output<string>;
  /** What must be done before it takes snapshots. */
  readonly ready: pulumi.Resource;
}

const user = "ruche-backup";

/** What the program calls. */
const programs = ["restic", "rclone", "python3"];

/** Free bytes below which nothing is added: pruning needs room to work. */
const reserve = 256 * 1024 * 1024;

/**
 * A restic repository that a runner can add to and not delete from: the way in is an SSH key whose only command is
 * rclone's append-only server for this one folder, so no port is opened for it. Pruning runs here, with a key of its
 * own, and so does the daily check.
 */
export class BackupRepository
  extends RucheComponent<{ repository: string; machine: string }>
  implements RepositoryAccess
{
  readonly name: string;
  readonly machine: Machine;
  readonly user = user;
  readonly privateKey: pulumi.Output<string>;
  readonly password: pulumi.Output<string>;
  readonly ready: pulumi.Resource;

  constructor(name: string, args: BackupRepositoryArgs, options?: pulumi.ComponentResourceOptions) {
    const { repository = name, machine, seed, plan } = args;
    super("ruche:backup:BackupRepository", name, { repository, machine: machine.name }, options);
    this.name = repository;
    this.machine = machine;
    const key = seed.sshKey(`backup/${repository}/writer`);
    this.privateKey = key.privateKey;
    this.password = seed.password(`backup/${repository}/repository`);
    const here = `/etc/ruche/backup-repository/${repository}`;
    const folder = `/srv/ruche/backup/${repository}`;
    // Where passwords lie until they open it, and those from before until they open it no more.
    const given = `/run/ruche/repository/${repository}/password`;
    const former = `/run/ruche/repository/${repository}/former`;
    const settings: ScriptFile = {
      path: `${here}/settings`,
      content: `folder=${folder} snapshots=${plan.snapshots} keep=${plan.keepSeconds} interval=${plan.intervalSeconds} reserve=${reserve}`,
    };
    const password: SecretFile = { path: `${here}/password`, content: seed.password(`backup/${repository}/prune`) };
    const secrets = secretFiles([
      password,
      // Read once, when the repository is made or they were rotated.
      { path: given, content: this.password },
      ...["repository", "prune"]
        .flatMap((key) => seed.formerPasswords(`backup/${repository}/${key}`))
        .map((content, at) => ({ path: `${former}/${at}`, content })),
    ]);
    const authorized = key.publicKey.apply(
      (publicKey): ScriptFile => ({
        path: `/etc/ruche/backup-repository/authorized/${repository}`,
        mode: "644",
        content: `restrict,command="${repositoryProgram.path} serve ${repository}" ${publicKey}`,
      }),
    );
    const units = repositoryUnits(repository);
    const timers = units.flatMap(({ path }) => (path.endsWith(".timer") ? [basename(path)] : []));
    const program = repositoryProgram.files();
    this.ready = new Configuration(
      this.child("repository"),
      {
        machine,
        concern: `backup-repository-${repository}`,
        stdin: secrets.stdin,
        script: authorized.apply((authorized) =>
          [
            installPrograms(programs),
            installPython,
            shellProgram(__dirname, "prepareRepository.sh", { user, here, folder }),
            secrets.script,
            ...[settings, ...program, authorized, sshdFile, ...units].map(writeFile),
            shellProgram(__dirname, "openRepository.sh", { user, here, folder, given, former, timers }),
          ].join("\n"),
        ),
        probe: pulumi
          .all([authorized, secretFilesAre([password])])
          .apply(([authorized, secret]) =>
            [
              programsAreThere(programs),
              ...[settings, authorized, sshdFile, ...units].map(fileIs),
              ...program.map(fileIsByHash),
              secret,
              "cmp -s /etc/ruche/backup-repository/authorized_keys <(cat /etc/ruche/backup-repository/authorized/*)",
              ...timers.flatMap((timer) => [`systemctl is-enabled -q ${timer}`, `systemctl is-active -q ${timer}`]),
              `test -e ${folder}/config`,
            ].join("\n"),
          ),
        // The data stays: who takes a repository out of an environment must delete its folder by hand.
        remove:
          `systemctl disable -q --now ruche-backup-prune-${repository}.timer ruche-backup-check-${repository}.timer; ` +
          `rm -rf ${here} /etc/ruche/backup-repository/authorized/${repository} ` +
          `/etc/systemd/system/ruche-backup-{prune,check}-${repository}.*`,
      },
      { parent: this },
    );
  }

  protected outputs(): pulumi.Inputs {
    return { machine: this.machine.name };
  }
}

/**
 * The user's keys lie where only the administrator can write. The session of a machine that was lost ends soon: pruning
 * waits for it.
 */
const sshdFile: ScriptFile = {
  path: "/etc/ssh/sshd_config.d/ruche-backup.conf",
  content:
    `Match User ${user}\n  AuthorizedKeysFile /etc/ruche/backup-repository/authorized_keys\n` +
    `  ClientAliveInterval 15\n  ClientAliveCountMax 3`,
};

function repositoryUnits(name: string): ScriptFile[] {
  return (
    [
      ["prune", "hourly", "Removes snapshots"],
      ["check", "daily", "Checks the backups"],
    ] as const
  ).flatMap(([verb, calendar, what]) => [
    {
      path: `/etc/systemd/system/ruche-backup-${verb}-${name}.service`,
      content: [
        "[Unit]",
        `Description=${what} of the repository ${name}`,
        "",
        "[Service]",
        "Type=oneshot",
        `ExecStart=${repositoryProgram.path} ${verb} ${name}`,
        "Nice=10",
        "IOSchedulingClass=idle",
      ].join("\n"),
    },
    {
      path: `/etc/systemd/system/ruche-backup-${verb}-${name}.timer`,
      content: [
        "[Unit]",
        `Description=${what} of the repository ${name}`,
        "",
        "[Timer]",
        `OnCalendar=${calendar}`,
        "RandomizedDelaySec=10min",
        "Persistent=true",
        "",
        "[Install]",
        "WantedBy=timers.target",
      ].join("\n"),
    },
  ]);
}
