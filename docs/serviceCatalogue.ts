/** The catalogue of services, from the folders that hold one each. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { ServiceDefinition } from "../components/platform/definition";

/** From the root of the clone. */
export const cataloguePath = "components/services/catalogue.ts";

/** A kind of service as its folder has it. */
export interface ServiceFolder {
  readonly kind: string;
  /** Names under which `definition.ts` exports definition and component. */
  readonly definitionName: string;
  readonly componentName: string;
}

/**
 * The folders below `components/services`, in the order of their names.
 *
 * @throws Error that names the folder, if its definition has no such two exports or another kind.
 */
export function serviceFolders(root: string): ServiceFolder[] {
  const services = join(root, "components/services");
  return readdirSync(services)
    .filter((kind) => existsSync(join(services, kind, "definition.ts")))
    .sort()
    .map((kind) => {
      const exported = Object.entries(require(join(services, kind, "definition.ts")) as Record<string, unknown>);
      const definition = exported.find(([, value]) => (value as Partial<ServiceDefinition>).kind === kind);
      const component = exported.find(([, value]) => typeof value === "function");
      if (!definition || !component)
        throw new Error(
          `components/services/${kind}/definition.ts exports no definition of "${kind}" with its component`,
        );
      return { kind, definitionName: definition[0], componentName: component[0] };
    });
}

/** The module that lists all kinds, and exports their components. */
export function catalogueModule(folders: readonly ServiceFolder[]): string {
  const each = (line: (folder: ServiceFolder) => string): string[] => folders.map(line);
  return [
    "// Written by `npm run docs` from the folders beside this file.",
    'import type { CatalogueEntry } from "../platform/catalogueEntry";',
    ...each(
      ({ kind, definitionName, componentName }) =>
        `import { ${componentName}, ${definitionName} } from "./${kind}/definition";`,
    ),
    "",
    "/** Every kind that an environment can name. */",
    "export const catalogue: readonly CatalogueEntry[] = [",
    ...each(({ definitionName, componentName }) => `  { definition: ${definitionName}, component: ${componentName} },`),
    "];",
    "",
    ...each(({ kind, componentName }) => `export { ${componentName} } from "./${kind}/definition";`),
    "",
  ].join("\n");
}
