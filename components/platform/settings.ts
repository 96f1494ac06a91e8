import { formatPath } from "../../model/environment/mistake";
import { valueAt } from "../../model/environment/schemaTree";
import type { SettingsSchema } from "../../model/environment/settings";
import { structureFindings } from "../../model/environment/structure";
import { UserError } from "../../model/errors";

/**
 * What was chosen for a service, with the defaults of its kind.
 *
 * @param service - As the error names it: `DokuWiki wiki`.
 * @throws UserError for the first setting that the kind does not take as it is.
 */
export function settingsOf(
  service: string,
  schema: SettingsSchema | undefined,
  given: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  if (schema === undefined) {
    const [key] = Object.keys(given);
    if (key === undefined) return {};
    throw new UserError(`${service}: settings.${key}`, given[key], "no settings", "Remove it.");
  }
  const [finding] = structureFindings(schema, given, ["settings"]);
  if (finding === undefined) return schema.parse(given);
  const { path, allowed, remedy } = finding;
  const value = valueAt({ settings: given }, path);
  throw new UserError(`${service}: ${formatPath(path)}`, value, allowed, sentence(remedy));
}

const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}${/[.?]$/.test(text) ? "" : "."}`;
