/**
 * `command:local:Command`, `command:remote:Command` and the function `command:local:run`: scripts with a life cycle.
 */
import * as path from "node:path";
import { type CommandOutcome, failure } from "./failure";
import { runLocal } from "./localRun";
import { LineLog, type Log } from "./log";
import { masker } from "./masking";
import { assetsOf } from "./paths";
import type { OperationContext, ResourceType } from "./resource";
import type { Hosts } from "./ssh/hosts";
import { archiveOf, holdsSecret, type Properties, type PropertyValue, plain, secret, secretStrings } from "./values";

/**
 * The inputs from which secrecy flows to `stdout` and `stderr`, as in the official provider: a remote connection is
 * always secret, and says nothing.
 */
const speaking = {
  local: ["create", "update", "delete", "interpreter", "dir", "environment", "stdin", "triggers", "command"],
  remote: ["create", "update"],
};

/** Commands on this computer (`local`) or on a host (`remote`). */
export class Command implements ResourceType {
  readonly replacedBy = ["triggers"];

  constructor(
    private readonly where: "local" | "remote",
    private readonly hosts: Hosts,
    private readonly log: Log,
  ) {}

  idPrefix(name: string): string {
    return name;
  }

  unknownOutputs(operation: "create" | "update", inputs: Properties): readonly string[] {
    if (inputs.create === undefined && (operation === "create" || inputs.update === undefined)) return [];
    return ["stdout", "stderr", ...(inputs.assetPaths ? ["assets"] : []), ...(inputs.archivePaths ? ["archive"] : [])];
  }

  create(inputs: Properties, context: OperationContext): Promise<Properties> {
    return this.run(inputs.create, inputs, {}, context);
  }

  /** Runs `update`, or `create` again when there is none. */
  update(olds: Properties, inputs: Properties, context: OperationContext): Promise<Properties> {
    return this.run(inputs.update ?? inputs.create, inputs, olds, context);
  }

  async delete(outputs: Properties, context: OperationContext): Promise<void> {
    if (outputs.delete) await this.run(outputs.delete, outputs, outputs, context);
  }

  /** Runs a script with the inputs' environment and standard input; `olds` are the outputs of the last run. */
  async run(
    script: PropertyValue | undefined,
    inputs: Properties,
    olds: Properties,
    { urn, signal }: OperationContext,
  ): Promise<Properties> {
    if (script === undefined || script === null) return { stdout: olds.stdout ?? "", stderr: olds.stderr ?? "" };
    const given = plain(inputs);
    const environment: Record<string, string> = { ...given.environment };
    if (given.addPreviousOutputInEnv !== false) {
      if (olds.stdout) environment.PULUMI_COMMAND_STDOUT = plain(olds.stdout);
      if (olds.stderr) environment.PULUMI_COMMAND_STDERR = plain(olds.stderr);
    }
    const mask = masker([...secretStrings(inputs), given.stdin]);
    // What a secret script says may be any part of it, so nothing of that is shown.
    const silent = holdsSecret(script);
    const lines = new LineLog(this.log, urn, silent ? "none" : (given.logging ?? "stdoutAndStderr"), mask);
    const job = {
      text: plain(script) as string,
      environment,
      stdin: given.stdin ?? "",
      onOutput: (stream: "stdout" | "stderr", text: string) => lines.take(stream, text),
    };
    let outcome: CommandOutcome;
    const host = this.where === "remote" ? this.hosts.get(given.connection) : undefined;
    try {
      outcome = host
        ? await host.run(job, signal)
        : await runLocal(
            { ...job, interpreter: given.interpreter?.length ? given.interpreter : ["/bin/sh", "-c"], dir: given.dir },
            signal,
          );
    } finally {
      await lines.end();
    }
    if (outcome.code !== 0) {
      throw failure(
        host?.name ?? "this computer",
        outcome,
        silent ? () => "(not shown, as the script is a secret)" : mask,
      );
    }
    const hide = speaking[this.where].some((name) => holdsSecret(inputs[name]))
      ? secret
      : (value: PropertyValue) => value;
    const directory = path.resolve(given.dir ?? ".");
    return {
      stdout: hide(outcome.stdout),
      stderr: hide(outcome.stderr),
      ...(given.assetPaths ? { assets: assetsOf(directory, given.assetPaths) } : {}),
      ...(given.archivePaths ? { archive: archiveOf(assetsOf(directory, given.archivePaths)) } : {}),
    };
  }
}
