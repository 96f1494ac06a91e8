import type { Stack } from "../pulumi/stack";

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly parent?: string;
  readonly provider?: string;
  readonly deletedWith?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
  readonly inputs?: { readonly hostname?: string };
}

/**
 * Takes machines that are gone out of the state, with everything that was on them or was made through them: the next update makes all of it
 * anew. Nothing is asked of the machines, which could not answer.
 */
export async function forgetMachines(stack: Stack, machines: readonly string[]): Promise<void> {
  const state = await stack.export();
  const resources = (state.deployment.resources ?? []) as StateResource[];
  const gone = new Set(resources.filter(({ type, inputs }) => type === "docker:index/container:Container" && machines.includes(inputs?.hostname ?? "")).map(({ urn }) => urn));
  // In the order of the state whatever a resource needs comes before it.
  const left = resources.filter((resource) => {
    const needs = [resource.parent, resource.deletedWith, resource.provider?.split("::").slice(0, -1).join("::"), ...resource.dependencies ?? []];
    const lost = gone.has(resource.urn) || (!keepsItself(resource) && needs.some((urn) => urn !== undefined && gone.has(urn)));
    if (lost) gone.add(resource.urn);
    return !lost;
  });
  const known = (urns: readonly string[] = []): string[] => urns.filter((urn) => !gone.has(urn));
  const kept = left.map((resource) => ({
    ...resource, dependencies: known(resource.dependencies),
    propertyDependencies: Object.fromEntries(Object.entries(resource.propertyDependencies ?? {}).map(([property, urns]) => [property, known(urns)])),
  }));
  await stack.import({ ...state, deployment: { ...state.deployment, resources: kept, pending_operations: undefined } });
}

/** Components only hold others together. */
const keepsItself = ({ type }: StateResource): boolean => type.startsWith("ruche:") || type === "pulumi:pulumi:Stack";
