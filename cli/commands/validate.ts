import { usualEnvironment } from "../clone";
import { type CommandDefinition, environmentCommand, explained } from "../command";
import { checkedEnvironment } from "../workspace";

/** `./ruche validate [environment]` */
export const validate = (): CommandDefinition => ({
  command: environmentCommand("validate")
    .summary("check an environment's file, and nothing else")
    .description(
      explained(
        [
          "Reads the file of an environment and tells all its mistakes at once, each with what is allowed and what to do.",
          "It needs neither Pulumi nor a machine, and touches nothing. Policies are asked by ./ruche preview.",
        ],
        `./ruche validate ${usualEnvironment}`,
      ),
    ),
  run: async ({ args: [name] }) => {
    const { environment, warnings } = checkedEnvironment(name!);
    const { tier, machines, services } = environment;
    return {
      json: { environment: name, tier, warnings: warnings ? warnings.split("\n") : [] },
      text: [
        ...(warnings ? [warnings] : []),
        `${name} (${tier}): well written. ${machines.hosts.length} machines, ${services.length} services.`,
      ].join("\n"),
    };
  },
});
