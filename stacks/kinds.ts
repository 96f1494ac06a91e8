import { catalogue } from "../components/services/catalogue";
import type { Kind } from "../model/environment";

/** What the checks of an environment must know of the catalogue. */
export const kinds: readonly Kind[] = catalogue.map(({ definition: { kind, writers, state, settings } }) => ({
  kind,
  writers,
  database: "database" in state ? state.database : undefined,
  stateful: !("none" in state),
  settings,
  items:
    "none" in state
      ? []
      : [...(state.files ?? []).map(() => "files" as const), ...("database" in state ? ["database" as const] : [])],
}));
