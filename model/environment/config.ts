import type { CheckContext } from "./draft";
import type { Environment } from "./environment";
import { EnvironmentError } from "./mistake";
import { checkConfig } from "./parse";

/**
 * The environment of the running program, from Pulumi's configuration (`PULUMI_CONFIG`: text or JSON text by full key),
 * so that plain `pulumi up` refuses what `ruche up` refuses.
 *
 * @param options.file how the configuration is to be named in mistakes, for instance `Pulumi.lab.yaml`
 * @throws EnvironmentError with every mistake
 */
export function environmentFromConfig(
  config: Readonly<Record<string, string>>,
  options: CheckContext & { readonly file?: string },
): Environment {
  const { environment, mistakes } = checkConfig(config, { ...options, file: options.file ?? "configuration" });
  if (environment === undefined) throw new EnvironmentError(mistakes);
  return environment;
}
