import { usualEnvironment } from "../clone";
import { type CommandDefinition, environmentCommand, explained } from "../command";
import { onDeployed } from "./onPlatform";

/** `./ruche password [environment]` */
export const password = (): CommandDefinition => ({
  command: environmentCommand("password")
    .summary("show the derived passwords of members and services")
    .description(
      explained(
        ["Shows the passwords that were derived from the environment's seed, on standard output only."],
        `./ruche password ${usualEnvironment}`,
      ),
    ),
  run: onDeployed(
    (stack) => stack.credentials(),
    // The seed opens everything, so nothing shows it.
    async ({ seed: _, ...shown }) => ({
      json: shown,
      text: [
        ...Object.entries(shown.members).map(([member, secret]) => `member ${member}: ${secret}`),
        ...Object.entries(shown.services).flatMap(([service, secrets]) =>
          Object.entries(secrets).map(([secret, value]) => `${service} ${secret}: ${value}`),
        ),
        `registry platform: ${shown.registry}`,
      ].join("\n"),
    }),
  ),
});
