/** What docs/services.md says of each kind: from its definition, and from `page.md` in its folder. */
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import type { ServiceDefinition } from "../components/platform/definition";
import { catalogue } from "../components/services/catalogue";
import { type SettingsSchema, settingsJsonSchema } from "../model/environment";
import { portText } from "../model/rules/openedPort";

/** The kinds in a table. */
export function serviceTable(root: string): string {
  return [
    "| kind | what it is | copies | keeps |",
    "|---|---|---|---|",
    ...catalogue.map(({ definition }) => {
      const { kind, writers } = definition;
      return `| \`${kind}\` | ${pageOf(root, kind).what} | ${writers === "single" ? "one" : "any number"} | ${kept(definition)} |`;
    }),
  ].join("\n");
}

/** A chapter for each kind of which there is more to say. */
export function servicePages(root: string): string {
  return catalogue
    .flatMap(({ definition: { kind, settings, ports } }) => {
      const { title, more } = pageOf(root, kind);
      const parts = [
        ...(more === "" ? [] : [more]),
        ...(settings ? [settingsTable(settings)] : []),
        ...(ports ? [portsTable(ports)] : []),
      ];
      return parts.length === 0 ? [] : [[`### ${title}`, ...parts].join("\n\n")];
    })
    .join("\n\n");
}

/** What may be chosen, from the schema that checks it. */
function settingsTable(settings: SettingsSchema): string {
  const { properties, required = [] } = settingsJsonSchema(settings) as {
    properties: Record<string, { title?: string; description?: string; default?: unknown }>;
    required?: readonly string[];
  };
  const given = (name: string, value: unknown): string => {
    if (value !== undefined) return `\`${JSON.stringify(value)}\``;
    return required.includes(name) ? "required" : "";
  };
  return [
    "| setting | what it says | allowed | default |",
    "|---|---|---|---|",
    ...Object.entries(properties).map(
      ([name, { title = "", description = "", default: value }]) =>
        `| \`settings.${name}\` | ${title} | ${description} | ${given(name, value)} |`,
    ),
  ].join("\n");
}

/** What may be opened. */
const portsTable = (ports: NonNullable<ServiceDefinition["ports"]>): string =>
  [
    "| port | inside its container | encrypted |",
    "|---|---|---|",
    ...Object.entries(ports).map(
      ([name, { port, protocol = "tcp", encrypted = false }]) =>
        `| \`ports.${name}\` | ${portText({ port, protocol })} | ${encrypted ? "yes" : "no"} |`,
    ),
  ].join("\n");

function kept({ state }: ServiceDefinition): string {
  if ("none" in state) return `nothing: ${state.none}`;
  const parts = [...(state.database ? ["a database"] : []), ...(state.files ? ["files"] : [])];
  return parts.join(" and ");
}

/**
 * A page is a title, one paragraph that says what the kind is, and what else there is to say. Its links are made to
 * lead from `docs/`.
 *
 * @throws Error that names the page, if it has another form.
 */
function pageOf(root: string, kind: string): { title: string; what: string; more: string } {
  const folder = `components/services/${kind}`;
  const [, title, what, more] =
    /^# (.+)\n\n(.+)\.\n(?:\n([\s\S]+))?$/.exec(readFileSync(join(root, folder, "page.md"), "utf8")) ?? [];
  if (title === undefined || what === undefined)
    throw new Error(`${folder}/page.md does not begin with "# Title" and a paragraph of one line`);
  const led = (more ?? "").replace(
    /\]\((?![a-z]+:|#)([^)\s]+)\)/g,
    (_, target: string) => `](${posix.join("..", folder, target)})`,
  );
  return { title, what, more: led.trim() };
}
