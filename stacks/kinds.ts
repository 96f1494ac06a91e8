import { companionsOf } from "../components/platform/containers";
import type { ServiceDefinition } from "../components/platform/definition";
import { catalogue } from "../components/services/catalogue";
import type { Kind } from "../model/environment";

/** What the checks of an environment must know of the catalogue. */
export const kinds: readonly Kind[] = catalogue.map(({ definition }) => {
  const { kind, writers, state, settings, secrets, belowPath, ports = {} }: ServiceDefinition = definition;
  return {
    kind,
    writers,
    database: "database" in state ? state.database : undefined,
    stateful: !("none" in state),
    settings,
    secrets,
    belowPath,
    items:
      "none" in state
        ? []
        : [...(state.files ?? []).map(() => "files" as const), ...("database" in state ? ["database" as const] : [])],
    companions: companionsOf(definition),
    ports: Object.fromEntries(
      Object.entries(ports).map(([name, { port, protocol = "tcp" }]) => [name, { port, protocol }] as const),
    ),
  };
});
