/** Everything in the repository that is written by a program: a test compares it with what lies there. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { settings } from "../components/services/settings";
import { environmentJsonSchema, parseEnvironment } from "../model/environment";
import { kinds } from "../stacks/kinds";
import { apiPages } from "./apiPages";
import { environmentTable } from "./environmentTable";
import { environmentPicture } from "./picture";
import { policiesPage } from "./policyPages";
import { catalogueModules } from "./serviceCatalogue";
import { servicePages, serviceTable } from "./servicePages";

/** Contents by path from the root of the clone. */
export function generatedDocuments(root: string): Readonly<Record<string, string>> {
  const schema = environmentJsonSchema(settings);
  return {
    ...pictures(root),
    ...catalogueModules(root),
    ...apiPages(root),
    "environments/schema.json": `${JSON.stringify(schema, null, 2)}\n`,
    "docs/environments.md": page(root, "docs/environments.md", { keys: environmentTable(schema) }),
    "docs/services.md": page(root, "docs/services.md", {
      kinds: serviceTable(root),
      pages: servicePages(root),
      etherpad: etherpad(root),
      image: imageEntry(root),
      example: code(/^ {2}const images[\s\S]*?(?=^ {2}return)/m, readFileSync(join(root, "docs/example.ts"), "utf8")),
    }),
    "docs/policies.md": policiesPage(root),
  };
}

/** One for the environment that comes with a clone, and for others once somebody wanted one. */
function pictures(root: string): Record<string, string> {
  const wanted = (name: string): boolean => name === "lab" || existsSync(join(root, `docs/pictures/${name}.svg`));
  const names = readdirSync(join(root, "environments"))
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .filter(wanted)
    .sort();
  return Object.fromEntries(
    names.map((name) => {
      const file = `environments/Pulumi.${name}.yaml`;
      const { environment, mistakes } = parseEnvironment(readFileSync(join(root, file), "utf8"), { file, kinds });
      if (environment === undefined)
        throw new Error(
          `${file} has mistakes: ${mistakes.map(({ path, message }) => `${path}: ${message}`).join("; ")}`,
        );
      return [`docs/pictures/${name}.svg`, environmentPicture(name, environment)];
    }),
  );
}

/** The definition as it stands in its file. */
function etherpad(root: string): string {
  return code(
    /^export const etherpad = [\s\S]*?^\}\);$/m,
    readFileSync(join(root, "components/services/etherpad/definition.ts"), "utf8"),
  );
}

/** What Etherpad's image is made of. */
function imageEntry(root: string): string {
  const [, entry] = /\n([\s\S]*)$/.exec(readFileSync(join(root, "components/services/etherpad/image.yaml"), "utf8"))!;
  return `\`\`\`yaml\n${entry}\`\`\``;
}

function code(pattern: RegExp, source: string): string {
  const [found] = pattern.exec(source) ?? [];
  if (found === undefined) throw new Error(`a document shows what matches ${pattern}, and the source has it no more`);
  const indent = /^ */.exec(found)![0];
  return `\`\`\`ts\n${found
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(indent, ""))
    .join("\n")}\n\`\`\``;
}

/** A page written by hand, with what stands between its marks replaced. */
function page(root: string, path: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce(
    (text, [name, part]) => {
      const [begin, end] = [`<!-- ${name}: written by \`npm run docs\` -->`, `<!-- end of ${name} -->`];
      const [from, to] = [text.indexOf(begin), text.indexOf(end)];
      if (from < 0 || to < from) throw new Error(`${path} has lost its marks: ${begin} and ${end}`);
      return `${text.slice(0, from + begin.length)}\n\n${part}\n\n${text.slice(to)}`;
    },
    readFileSync(join(root, path), "utf8"),
  );
}
