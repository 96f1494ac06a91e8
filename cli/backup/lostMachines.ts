import type { Stack } from "../pulumi/stack";
import { type StateResource, withoutResources } from "../../model/state";

/**
 * Takes machines that are gone out of the state, with everything that was on them or was made through them: the next update makes all of it
 * anew. Nothing is asked of the machines, which could not answer.
 */
export async function forgetMachines(stack: Stack, machines: readonly string[]): Promise<void> {
  const state = await stack.export();
  const resources = state.deployment.resources ?? [];
  const gone = new Set(
    resources
      .filter(
        ({ type, inputs }) =>
          type === "docker:index/container:Container" && machines.includes(String(inputs?.hostname)),
      )
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
