import { technologyOfWorkload } from "../../drivers";
import { describeFinding, type Finding, type Repair } from "../../drivers/contracts/finding";
import { type State, type StateResource, withoutResources } from "../../model/state";
import type { StackSummary } from "../../model/summary";
import { exitStatus, Refusal } from "../failure";
import type { Stack } from "../pulumi/stack";
import { observeDrift } from "./observe";

/** What an update can put right. Nothing while a machine is silent: scripts of others would wait for it. */
export async function repairable(
  environment: string,
  known: StackSummary,
  looked: State | undefined,
  say: (text: string) => void,
): Promise<readonly Finding[]> {
  const { silent, findings } = await observeDrift(environment, known, looked?.deployment.resources ?? []);
  if (findings.length > silent.length) say(["changed by hand:", ...findings.map(describeFinding)].join("\n"));
  const found = findings.filter(({ repair }) => repair !== null);
  if (found.length === 0 || silent.length === 0) return found;
  say(`nothing of it is repaired while ${silent.join(", ")} does not answer`);
  return [];
}

/**
 * Tells the state what was found, so that the next update has something to change: a script or a service that is not as
 * it was left has another value in the state than in the declaration, and what is gone is not in the state any more.
 *
 * @param looked - The state by which it was found.
 * @returns The state as it was before.
 * @throws Refusal if it is another one by now: it would be overwritten with what another computer has just changed.
 */
export async function admit(
  stack: Pick<Stack, "export" | "import">,
  findings: readonly Finding[],
  looked: State | undefined,
): Promise<State> {
  const state = await stack.export();
  if (state.deployment.manifest?.time !== looked?.deployment.manifest?.time)
    throw new Refusal(
      "Another change ended while this one was being looked at; nothing was touched. Run it again: it takes that up.",
    );
  await stack.import({
    ...state,
    deployment: {
      ...state.deployment,
      resources: admitted(
        state.deployment.resources ?? [],
        findings.flatMap(({ repair }) => repair ?? []),
      ),
    },
  });
  return state;
}

/** The resources of a state in which the repairs are due. */
export function admitted(resources: readonly StateResource[], repairs: readonly Repair[]): StateResource[] {
  const urns = (how: Repair["how"]): ReadonlySet<string> =>
    new Set(repairs.filter((repair) => repair.how === how).map(({ urn }) => urn));
  const [again, anew] = [urns("again"), urns("anew")];
  // What scripts did to a machine is gone together with it.
  const undone = resources
    .filter(
      ({ type, deletedWith }) =>
        type === "command:remote:Command" && deletedWith !== undefined && anew.has(deletedWith),
    )
    .map(({ urn }) => urn);
  return withoutResources(resources, new Set([...anew, ...undone])).map((resource) => {
    if (!again.has(resource.urn)) return resource;
    const differing = technologyOfWorkload(resource.type)?.writtenAgain ?? otherScript;
    return { ...resource, inputs: differing(resource.inputs), outputs: differing(resource.outputs) };
  });
}

type Properties = Readonly<Record<string, unknown>> | undefined;

/** A script that is another one in the state runs again; its probe is asked until then. */
const otherScript = (properties: Properties): Properties => ({
  ...properties,
  create: `${String(properties?.create)}\n# not as it was left`,
});

/**
 * A repair that does not hold is no repair. Some come true a little later: a mount, a daemon that starts.
 *
 * @throws Refusal when after half a minute something is not as it was declared.
 */
export async function proveRepaired(
  environment: string,
  stack: Stack,
  summary: StackSummary,
  repaired: readonly Finding[],
): Promise<void> {
  const end = Date.now() + 30_000;
  const key = ({ on, concern }: Finding): string => `${on} ${concern}`;
  for (;;) {
    const { findings } = await observeDrift(environment, summary, await stack.resources());
    const left = findings.filter((finding) => repaired.some((other) => key(other) === key(finding)));
    if (left.length === 0) return;
    if (Date.now() > end)
      throw new Refusal(
        [
          "The update is done, but this was changed by hand and is not as it was declared yet:",
          ...left.map(describeFinding),
        ].join("\n"),
        exitStatus.failed,
        { findings: left },
      );
    await new Promise((next) => setTimeout(next, 1_000));
  }
}
