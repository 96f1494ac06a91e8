import { homedir } from "node:os";
import { Command, CommanderError } from "commander";
import { DriverFailure } from "../drivers/contracts/failure";
import { commands } from "./commands";
import { forgetEmptyPassphrase } from "./environment/passphrase";
import { forgetExports } from "./exports";
import { exitStatus, Refusal } from "./failure";
import { Progress } from "./progress";
import { visible } from "./review/escape";

async function main(): Promise<number> {
  // A reader that goes away (`| head`, a closed terminal) ends no change in its middle.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  let status: number = exitStatus.done;
  // Timers and services of a system have none, and `ssh` looks for its key there.
  process.env.HOME ||= homedir();
  forgetExports(process.env);
  forgetEmptyPassphrase(process.env);
  const program = new Command("ruche")
    .description(
      "The whole platform of an environment, from one file (environments/Pulumi.<name>.yaml).\n" +
        "Exit status: 0 done, 1 refused or failed, 2 wrong use, 3 a policy said no.",
    )
    .exitOverride()
    .showHelpAfterError("(./ruche --help tells more)");
  const called = process.argv[2] ?? "";
  // The others are loaded to be listed only: all of them take longer than most of what one does.
  const known = Object.hasOwn(commands, called) ? [commands[called]!] : Object.values(commands);
  for (const load of known) {
    const { command, run } = await load();
    command.option("--json", "one object on standard output, progress on standard error").exitOverride();
    command.action(async () => {
      const options = command.opts<{ json?: boolean }>();
      const progress = new Progress();
      try {
        const answer = await run({
          args: command.processedArgs as (string | undefined)[],
          options: command.opts(),
          progress,
        });
        const { status: own = exitStatus.done, json, text } = answer;
        process.stdout.write(options.json ? `${JSON.stringify(json)}\n` : text && `${shown(text.trimEnd())}\n`);
        status = own;
      } catch (error) {
        if (!(error instanceof Refusal || error instanceof DriverFailure)) throw error;
        const { details, status: own } = error instanceof Refusal ? error : { details: {}, status: exitStatus.failed };
        if (options.json) process.stdout.write(`${JSON.stringify({ error: error.message, ...details })}\n`);
        process.stderr.write(`${visible(error.message)}\n`);
        status = own;
      } finally {
        progress.stop();
      }
    });
    program.addCommand(command);
  }
  await program.parseAsync();
  return status;
}

/** Words of machines on a terminal are no orders to it; for a program they stay as they are. */
const shown = (text: string): string => (process.stdout.isTTY ? visible(text) : text);

/**
 * Ends when everything that was said has been taken: the reader of a pipe may be slow, and `process.exit` drops what
 * waits.
 */
async function end(status: number): Promise<never> {
  const taken = [process.stdout, process.stderr].map(
    (stream) =>
      new Promise<void>((done) => {
        stream.once("error", () => done()).write("", () => done());
      }),
  );
  await Promise.all(taken);
  process.exit(status);
}

main().then(end, (error: unknown) => {
  if (error instanceof CommanderError) return end(error.exitCode === 0 ? exitStatus.done : exitStatus.wrongUse);
  // Whatever is not a Refusal comes from below (a build, a program, a plugin) or is a bug: its stack helps, but not
  // first.
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
  process.stderr.write(`${visible(message)}\n${process.env.RUCHE_DEBUG ? `${stack}\n` : ""}`);
  return end(exitStatus.failed);
});
