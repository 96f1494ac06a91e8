import { usualEnvironment } from "../clone";
import { type CommandDefinition, environmentCommand, explained } from "../command";
import { onDeployed } from "./onPlatform";

/** Secrets that nobody types. */
const forMachines = /(salt|key)$/;

/** `./ruche password [environment]` */
export const password = (): CommandDefinition => ({
  command: environmentCommand("password")
    .option("--all", "also salts and keys with which services speak to each other")
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
    async ({ seed: _, ...shown }, { options: { all } }) => ({
      json: shown,
      text: [
        ...Object.entries(shown.members).map(([member, secret]) => `member ${member}: ${secret}`),
        ...Object.entries(shown.services).flatMap(([service, secrets]) =>
          Object.entries(secrets)
            .filter(([secret]) => all || !forMachines.test(secret))
            .map(([secret, value]) => `${service} ${secret}: ${value}`),
        ),
        `registry platform: ${shown.registry}`,
      ].join("\n"),
    }),
  ),
});
