import type { StackSummary } from "../../model/summary";
import { Refusal } from "../failure";

/**
 * A service of another kind under the same name would be made before the old one is gone, which then takes along what
 * was written for the new one: its route, and the plan of its backups.
 *
 * @throws Refusal with the way to do it.
 */
export function refuseOtherKinds(
  environment: string,
  declared: readonly { readonly name: string; readonly kind: string }[],
  { services }: Pick<StackSummary, "services">,
): void {
  const changed = declared.flatMap(({ name, kind }) => {
    const before = services.find((service) => service.name === name);
    return before && before.kind !== kind ? [{ name, kind, before: before.kind }] : [];
  });
  if (changed.length === 0) return;
  const names = changed.map(({ name }) => name).join(", ");
  throw new Refusal(
    [
      ...changed.map(
        ({ name, kind, before }) => `${name} is of the kind ${before}, and this environment declares ${kind}.`,
      ),
      "A service keeps its kind: nothing was touched. Give the new one a name of its own, or take " +
        `${names} out, run ./ruche up ${environment}, and declare the new kind then. ` +
        `What ${names} had on the volume and in its database stays, and the new kind would find it.`,
    ].join("\n"),
  );
}
