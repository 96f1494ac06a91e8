import { Command } from "commander";
import type { CommandDefinition } from "../command";
import { notUp } from "../failure";
import { Progress } from "../progress";
import { openStack } from "../up/prepare";
import { openWorkspace } from "../workspace";

/** `./ruche password [environment]` */
export const password = (): CommandDefinition => ({
  command: new Command("password")
    .argument("[environment]", "name of the environment", "lab")
    .summary("show the derived passwords of members and services")
    .description(
      "Shows the passwords that were derived from the environment's seed, on standard output only.\n\nExample: ./ruche password lab",
    ),
  run: async ([name = "lab"]) => {
    const progress = new Progress();
    const stack = await openStack(openWorkspace(name), progress);
    const credentials = stack.isKnown ? await stack.credentials() : undefined;
    progress.stop();
    if (!credentials) throw notUp(name);
    // Who has the seed has everything: it is shown by nothing.
    const { seed: _, ...shown } = credentials;
    return {
      json: shown,
      text: [
        ...Object.entries(credentials.members).map(([member, secret]) => `member ${member}: ${secret}`),
        ...Object.entries(credentials.services).flatMap(([service, secrets]) =>
          Object.entries(secrets).map(([secret, value]) => `${service} ${secret}: ${value}`),
        ),
        `registry platform: ${credentials.registry}`,
      ].join("\n"),
    };
  },
});
