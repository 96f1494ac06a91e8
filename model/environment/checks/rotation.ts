import { rotatableSecrets } from "../../secrets/rotation";
import type { CheckContext, Draft } from "../draft";
import { entries } from "../draft";
import type { CheckFinding } from "../mistake";
import { unknownName } from "./references";

/** Only what the environment has is rotated: a wrong word would leave the old secret as it was. */
export function secretsKnown(draft: Draft, { kinds }: CheckContext): CheckFinding[] {
  const members = draft["ruche:members"];
  const known = rotatableSecrets({
    // Those of a map have passwords of their own choice.
    members: Array.isArray(members) ? members : [],
    services: entries(draft["ruche:services"]).map(([name, service]) => {
      const { secrets = [], database } = kinds.find(({ kind }) => kind === service?.kind) ?? {};
      return { name, secrets, database };
    }),
    repositories: Object.keys(draft["ruche:backup"]?.repositories ?? {}),
    cluster: draft["ruche:cluster"] !== undefined,
  });
  return entries(draft["ruche:rotate"]).flatMap(([purpose]) =>
    unknownName(["ruche:rotate", purpose], purpose, known, "secret").map((finding) => ({ ...finding, at: "key" })),
  );
}
