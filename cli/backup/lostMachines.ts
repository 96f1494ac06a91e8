import { machinesOf } from "../../drivers";
import { type StateResource, withoutResources } from "../../model/state";
import type { StackSummary } from "../../model/summary";
import type { Stack } from "../pulumi/stack";

/**
 * Takes machines that are gone out of the state, with everything that was on them or was made through them: the next
 * update makes all of it anew. Nothing is asked of the machines, which could not answer.
 */
export async function forgetMachines(
  stack: Stack,
  { provider }: StackSummary,
  machines: readonly string[],
): Promise<void> {
  const state = await stack.export();
  const resources = state.deployment.resources ?? [];
  const gone = new Set(
    resources
      .filter((resource) => machines.includes(machinesOf(provider).machineOf(resource) ?? ""))
      .map(({ urn }) => urn),
  );
  // In the order of the state whatever a resource needs comes before it.
  for (const resource of resources) {
    const needs = [
      resource.parent,
      resource.deletedWith,
      resource.provider?.split("::").slice(0, -1).join("::"),
      ...(resource.dependencies ?? []),
    ];
    const lost =
      gone.has(resource.urn) || (!keepsItself(resource) && needs.some((urn) => urn !== undefined && gone.has(urn)));
    if (lost) gone.add(resource.urn);
  }
  await stack.import({
    ...state,
    deployment: { ...state.deployment, resources: withoutResources(resources, gone), pending_operations: undefined },
  });
}

/** Components only hold others together. */
const keepsItself = ({ type }: StateResource): boolean => type.startsWith("ruche:") || type === "pulumi:pulumi:Stack";
