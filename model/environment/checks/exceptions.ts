import type { CheckContext, Draft } from "../draft";
import { items } from "../draft";
import type { CheckFinding } from "../mistake";
import { didYouMean } from "../suggest";

/**
 * Exceptions are of policies that there are, each of one resource where the tier is production, and each stands once.
 */
export function exceptions(draft: Draft, { policies }: CheckContext): CheckFinding[] {
  const list = items(draft["ruche:exceptions"]);
  if (list.length === 0) return [];
  const known = policies?.();
  const seen = new Set<string>();
  return list.flatMap(([index, { policy, resource }]): CheckFinding[] => {
    const path = ["ruche:exceptions", index];
    const pair = `${policy} ${resource}`;
    const again = policy !== undefined && resource !== undefined && seen.has(pair);
    seen.add(pair);
    return [
      ...(policy === undefined || known === undefined || known.includes(policy)
        ? []
        : [
            {
              path: [...path, "policy"],
              message: "unknown policy",
              allowed: "the id of a policy, as docs/policies.md lists them",
              remedy: didYouMean(policy, known, "take the id from what the policy said"),
            },
          ]),
      ...(resource?.includes("*") === true && draft["ruche:tier"] === "production"
        ? [
            {
              path: [...path, "resource"],
              message: "wider than one resource, in production",
              allowed: "the name of one resource",
              remedy: "write one exception for each resource",
            },
          ]
        : []),
      ...(again
        ? [
            {
              path,
              message: "excepted twice",
              allowed: "every policy and resource once",
              remedy: "remove one of the two",
            },
          ]
        : []),
    ];
  });
}
