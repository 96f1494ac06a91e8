/** The catalogue of services, from the folders that hold one each. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { ServiceDefinition } from "../components/platform/definition";

const services = "components/services";

/** A kind of service as its folder has it. */
interface ServiceFolder {
  readonly kind: string;
  /** Names under which `definition.ts` exports definition and component. */
  readonly definitionName: string;
  readonly componentName: string;
  /** Whether it has a `settings.ts`. */
  readonly hasSettings: boolean;
}

/** The modules that list the folders, by their paths from the root of the clone. */
export function catalogueModules(root: string): Readonly<Record<string, string>> {
  const folders = serviceFolders(root);
  return {
    [`${services}/catalogue.ts`]: catalogueModule(folders),
    [`${services}/settings.ts`]: settingsModule(folders.filter(({ hasSettings }) => hasSettings)),
  };
}

/**
 * The folders below `components/services`, in the order of their names.
 *
 * @throws Error that names the folder, if its definition has no such two exports or another kind.
 */
function serviceFolders(root: string): ServiceFolder[] {
  const folder = join(root, services);
  return readdirSync(folder)
    .filter((kind) => existsSync(join(folder, kind, "definition.ts")))
    .sort()
    .map((kind) => {
      const exported = Object.entries(require(join(folder, kind, "definition.ts")) as Record<string, unknown>);
      const definition = exported.find(([, value]) => (value as Partial<ServiceDefinition>).kind === kind);
      const component = exported.find(([, value]) => typeof value === "function");
      if (!definition || !component)
        throw new Error(`${services}/${kind}/definition.ts exports no definition of "${kind}" with its component`);
      return {
        kind,
        definitionName: definition[0],
        componentName: component[0],
        hasSettings: existsSync(join(folder, kind, "settings.ts")),
      };
    });
}

/** The module that lists all kinds, and exports their components. */
function catalogueModule(folders: readonly ServiceFolder[]): string {
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

/** The module that has the settings of all kinds, for programs that read no Pulumi. */
function settingsModule(folders: readonly ServiceFolder[]): string {
  return [
    "// Written by `npm run docs` from the folders beside this file.",
    'import type { SettingsSchema } from "../../model/environment/settings";',
    ...folders.map(({ kind, definitionName }) => `import { settings as ${definitionName} } from "./${kind}/settings";`),
    "",
    "/** What may be chosen for a service, by its kind. */",
    "export const settings: Readonly<Record<string, SettingsSchema>> = {",
    ...folders.map(({ kind, definitionName }) =>
      kind === definitionName ? `  ${kind},` : `  ${JSON.stringify(kind)}: ${definitionName},`,
    ),
    "};",
    "",
  ].join("\n");
}
