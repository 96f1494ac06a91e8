import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { commandConnection, type Machine } from "../../contracts/machine";
import { withProbe } from "./script";

/** One concern of one machine. */
export interface ConfigurationArgs {
  /** The machine that it configures. */
  readonly machine: Machine;
  /** For example `firewall`: unique on the machine. */
  readonly concern: string;
  /** An idempotent bash script (`set -euo pipefail` is put before it): it runs again in place when it changed. */
  readonly script: pulumi.Input<string>;
  /**
   * A bash script that only reads. A command of it that fails tells that the machine is no longer as `script` left it,
   * and is shown to people: it has its values in it, and stands in no function.
   * It lies in the state in plain, so no secret may stand in it: secret files are known by their hashes
   * (`secretFilesAre`).
   */
  readonly probe: pulumi.Input<string>;
  /**
   * What `script` reads from standard input; for secrets, which must not stand in a script.
   *
   * @default nothing
   */
  readonly stdin?: pulumi.Input<string>;
  /**
   * Whether what it makes lies on a volume, and outlives the machine through which it is made: another machine then
   * takes it over as it is.
   *
   * @default false
   */
  readonly shared?: boolean;
  /**
   * Takes the concern off a machine that stays.
   *
   * @default nothing
   */
  readonly remove?: pulumi.Input<string>;
}

/** What a transform may change of a configuration: all but its machine, of which its component's descriptor speaks. */
export type OwnConfiguration = Omit<ConfigurationArgs, "machine">;

/**
 * Brings one concern of a machine to its wanted state over SSH; `stdout` is what the script printed, which must not be
 * secret. It is one resource and no component around one: most of what a platform consists of are these.
 */
export class Configuration extends command.remote.Command {
  constructor(
    name: string,
    { machine, concern, script, probe, stdin, remove, shared = false }: ConfigurationArgs,
    options?: pulumi.CustomResourceOptions,
  ) {
    super(
      name,
      {
        connection: commandConnection(machine),
        create: pulumi
          .all([script, probe])
          .apply(([script, probe]) => withProbe(script, { machine: machine.name, concern, script: probe })),
        delete: remove,
        stdin,
        triggers: shared ? [] : [machine.generation],
        addPreviousOutputInEnv: false,
        logging: command.remote.Logging.None,
      },
      pulumi.mergeOptions(options, {
        dependsOn: [...machine.ready],
        deletedWith: shared ? machine.site : machine.resource,
        deleteBeforeReplace: true,
        customTimeouts: { create: "10m", update: "10m", delete: "2m" },
      }),
    );
  }
}
