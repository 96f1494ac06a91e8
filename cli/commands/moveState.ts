import { Command } from "commander";
import { stateAddress, stateAddresses } from "../../model/environment/stateAddress";
import { mayBeSecret } from "../../model/values/secretLooks";
import { usualEnvironment } from "../clone";
import { type CommandDefinition, explained } from "../command";
import { ownState } from "../environment/stateFolder";
import { exitStatus, Refusal } from "../failure";
import { move } from "../pulumi/moveState";
import { withEnvironment } from "../up/change";
import { openStack } from "../up/prepare";
import { checkedEnvironment, environmentText, openWorkspace, stateAddressOf } from "../workspace";

/** `./ruche move-state <environment> --from <address>` */
export const moveState = (): CommandDefinition => ({
  command: new Command("move-state")
    .argument("<environment>", "name of the environment")
    .requiredOption(
      "--from <address>",
      "where the state is now: files for this clone, or an address as ruche:state has it",
    )
    .summary("take an environment's state to where its file says")
    .description(
      explained(
        [
          "Takes the state of an environment from where it is to where its file says that it shall be (ruche:state).",
          "The machines are not touched; where it was, the state is forgotten once it has arrived whole.",
        ],
        `./ruche move-state ${usualEnvironment} --from files`,
      ),
    ),
  run: async ({ args: [environment], options: { from }, progress }) => {
    const name = environment!;
    checkedEnvironment(name);
    const text = environmentText(name);
    const to = stateAddressOf(text);
    const old = addressOf(String(from));
    if (old === to)
      throw new Refusal(
        `environments/Pulumi.${name}.yaml says that the state of ${name} shall be where it is to be taken from ` +
          `(${String(from)}). Write into it where the state shall be (ruche:state), then run this again; ` +
          "nothing was touched.",
      );
    const workspace = openWorkspace(name, to);
    return withEnvironment(workspace, progress, async () => {
      const [source, target] = await Promise.all([
        openStack(openWorkspace(name, old), progress),
        openStack(workspace, progress),
      ]);
      const resources = await move(name, source, target, [String(from), told(to)]);
      return {
        json: { environment: name, from, to: told(to), resources },
        text: [
          `The state of ${name} is in ${told(to)} now, with ${resources} resources. ./ruche preview ${name} shows that nothing changes.`,
          ...(old === ownState
            ? [
                "Whoever works with it needs the passphrase, too: this clone's is in .ruche/passphrase, unless a variable has it.",
              ]
            : []),
        ].join("\n"),
      };
    });
  },
});

function addressOf(from: string): string {
  if (mayBeSecret([], from))
    throw new Refusal(
      "--from has a password in it, which every list of processes shows. Give the address without it: " +
        "PostgreSQL's is read from PGPASSWORD or PGPASSFILE; nothing was touched.",
      exitStatus.wrongUse,
    );
  if (!stateAddress.test(from))
    throw new Refusal(`--from is "${from}". Allowed: ${stateAddresses}`, exitStatus.wrongUse);
  return from === "files" ? ownState : from;
}

function told(address: string): string {
  if (address === ownState) return "files";
  return mayBeSecret([], address) ? "the address that PULUMI_BACKEND_URL has" : address;
}
