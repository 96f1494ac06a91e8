import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { RucheComponent } from "../../core/component";
import { commandConnection, type Machine } from "../machine";

/** One concern of one machine. */
export interface ConfigurationArgs {
  readonly machine: Machine;
  /** For example `firewall`: unique on the machine. */
  readonly concern: string;
  /** An idempotent bash script (`set -euo pipefail` is put before it): it runs again in place when it changed. */
  readonly script: pulumi.Input<string>;
  /**
   * A bash script that only reads. A command of it that fails tells that the machine is no longer as `script` left it, and is shown to people.
   * It lies in the state in plain, so no secret may stand in it: secret files are known by their hashes (`secretFilesAre`).
   */
  readonly probe: pulumi.Input<string>;
  /** What `script` reads from standard input; for secrets, which must not stand in a script. */
  readonly stdin?: pulumi.Input<string>;
  /** Takes the concern off a machine that stays. Default: nothing. */
  readonly remove?: pulumi.Input<string>;
}

/** Brings one concern of a machine to its wanted state over SSH; its output is what the script printed, which must not be secret. */
export class Configuration extends RucheComponent<{ machine: string; concern: string }> {
  readonly stdout: pulumi.Output<string>;
  readonly #probe: pulumi.Output<string>;

  constructor(name: string, args: ConfigurationArgs, options?: pulumi.ComponentResourceOptions) {
    const { machine, concern } = args;
    super("ruche:machines:Configuration", name, { machine: machine.name, concern }, options);
    const script = pulumi.interpolate`set -euo pipefail\n${args.script}`;
    const run = new command.remote.Command(this.child("run"), {
      connection: commandConnection(machine),
      create: script,
      update: script,
      delete: args.remove,
      stdin: args.stdin,
      triggers: [machine.generation],
      addPreviousOutputInEnv: false,
      logging: command.remote.Logging.None,
    }, {
      parent: this,
      dependsOn: [...machine.ready],
      deletedWith: machine.resource,
      deleteBeforeReplace: true,
      customTimeouts: { create: "10m", update: "10m", delete: "2m" },
    });
    this.stdout = pulumi.unsecret(run.stdout);
    this.#probe = pulumi.output(args.probe);
  }

  protected outputs(): pulumi.Inputs {
    return { probe: this.#probe };
  }
}
