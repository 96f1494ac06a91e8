import { Unknown } from "../../model/inputs";
import { isMachine } from "../../model/machines";
import { type JudgedStack, notJudged, type Policy, violation } from "../core/policy";
import { runs, serviceIn, types } from "../core/resource";

const remedy =
  "put the image into images/, or bring it into the platform's registry, and name it by what the registry gives";

/** Images come from one place. */
export const ownRegistry: Policy = {
  id: "SUP-002",
  title: "Images come from the platform's own registry",
  why:
    "An image from elsewhere was built by strangers, can be taken away tomorrow, " +
    "and cannot be fetched on the day when the way out is cut; nobody here knows what is in it.",
  severity: "high",
  remedy,
  applies: (resource) => runs(resource) && !isMachine(resource),
  stackRule(resource, stack) {
    const { image } = resource.workload!;
    if (image instanceof Unknown) return [notJudged(resource, image)];
    // Without an image it is SUP-001 that speaks.
    if (typeof image !== "string" || image === "") return [];
    const registries = stack.once(registriesOf);
    if (registries.some((registry) => image.startsWith(`${registry}/`))) return [];
    const required =
      registries.length === 0
        ? "an image of the platform's registry, and there is none in this stack"
        : `an image of ${registries.join(" or ")}`;
    return [violation(resource, `its image is ${image.split("@")[0]}`, required, remedy)];
  },
};

/** `host:port` of the platform's registries, told by their type: any service can call itself a registry. */
function registriesOf(stack: JudgedStack): string[] {
  return stack
    .of("service")
    .filter(({ type }) => type === types.registry)
    .flatMap((resource) => serviceIn(resource)!.routes ?? [])
    .map(({ host, port }) => `${host}:${port}`);
}
