/** A resource as the state has it: secrets in it are encrypted, everything else is plain. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly parent?: string;
  readonly provider?: string;
  readonly deletedWith?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** The state as Pulumi exports it. */
export interface State {
  readonly version: number;
  readonly deployment: {
    /** When it was written. */
    readonly manifest?: { readonly time?: string };
    readonly resources?: readonly StateResource[];
    readonly pending_operations?: readonly unknown[];
  };
}

/** The resources without those that are gone, and without a word of them. */
export function withoutResources(resources: readonly StateResource[], gone: ReadonlySet<string>): StateResource[] {
  const known = (urns: readonly string[] = []): string[] => urns.filter((urn) => !gone.has(urn));
  return resources
    .filter(({ urn }) => !gone.has(urn))
    .map((resource) => ({
      ...resource,
      dependencies: known(resource.dependencies),
      deletedWith: known(resource.deletedWith ? [resource.deletedWith] : [])[0],
      propertyDependencies: Object.fromEntries(
        Object.entries(resource.propertyDependencies ?? {}).map(([property, urns]) => [property, known(urns)]),
      ),
    }));
}
