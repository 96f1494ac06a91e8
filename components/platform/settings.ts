import * as pulumi from "@pulumi/pulumi";
import { formatPath } from "../../model/environment/mistake";
import { valueAt } from "../../model/environment/schemaTree";
import type { SettingsSchema } from "../../model/environment/settings";
import { structureFindings } from "../../model/environment/structure";
import { UserError } from "../../model/errors";
import { sentence } from "../../model/rules/objection";
import type { Variables } from "../contracts/workload";
import { isPlainThroughout } from "../core/inputs";
import type { ServiceDefinition } from "./definition";

/** What was chosen for a service. */
export type Settings = Readonly<Record<string, unknown>>;

/** Settings as a program gives them: known, or known once another resource is there. */
export type LaterSettings = Settings | pulumi.Output<Settings>;

/**
 * What was chosen for a service, with the defaults of its kind. It is checked as soon as it is known.
 *
 * @throws UserError as `settingsOf` does, if nothing of it comes from another resource.
 */
export function chosenSettings(
  service: string,
  kind: Pick<ServiceDefinition, "settings" | "configuration" | "containers" | "jobs">,
  given: Settings = {},
): LaterSettings {
  const { settings: schema } = kind;
  if (schema === undefined || isPlainThroughout(given)) return settingsOf(service, schema, given);
  if (hasFiles(kind))
    throw new UserError(
      `${service}: settings`,
      "known later",
      "plain values: they decide which configuration files there are",
      "Write them out.",
    );
  return pulumi.output(given).apply((known) => settingsOf(service, schema, known, hidden));
}

const hasFiles = ({
  configuration,
  containers = {},
  jobs = {},
}: Pick<ServiceDefinition, "configuration" | "containers" | "jobs">): boolean =>
  [{ configuration }, ...Object.values(containers), ...Object.values(jobs)].some((one) => one.configuration);

/** What is known later may be secret. */
const hidden = (): string => "the given value";

/** Variables that are made of settings. */
export function withSettings(
  settings: LaterSettings,
  use: (known: Settings) => Variables,
): Variables | pulumi.Output<Variables> {
  return pulumi.Output.isInstance(settings) ? settings.apply(use) : use(settings);
}

/**
 * What was chosen for a service, with the defaults of its kind.
 *
 * @param service - As the error names it: `DokuWiki wiki`.
 * @param shown - What the error says of a wrong value. Default: the value.
 * @throws UserError for the first setting that the kind does not take as it is.
 */
export function settingsOf(
  service: string,
  schema: SettingsSchema | undefined,
  given: Settings = {},
  shown: (value: unknown) => unknown = (value) => value,
): Settings {
  if (schema === undefined) {
    const [key] = Object.keys(given);
    if (key === undefined) return {};
    throw new UserError(
      `${service}: settings.${key}`,
      isPlainThroughout(given[key]) ? given[key] : hidden(),
      "no settings",
      "Remove it.",
    );
  }
  const [finding] = structureFindings(schema, given, ["settings"]);
  if (finding === undefined) return schema.parse(given);
  const { path, allowed, remedy } = finding;
  const value = valueAt({ settings: given }, path);
  throw new UserError(`${service}: ${formatPath(path)}`, shown(value), allowed, sentence(remedy));
}
