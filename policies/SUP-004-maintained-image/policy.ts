import { Unknown } from "../../model/inputs";
import { maintenanceOf } from "../core/facts";
import { judgeMaintenance } from "../core/maintenance";
import { notJudged, type Policy } from "../core/policy";
import { isService, serviceIn, unknownIn } from "../core/resource";

/** What an image stands on. */
export const maintainedImage: Policy = {
  id: "SUP-004",
  title: "What an image stands on is maintained",
  why: "A service that is up to date on a distribution, language or web server that nobody mends is as open as they are.",
  severity: "high",
  remedy: "build the image on a maintained base: images/catalogue.ts",
  applies: (resource) => isService(resource) && serviceIn(resource)?.image !== "",
  rule(resource, context) {
    const unknown = unknownIn(resource, "kind", "image");
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    const { image = "" } = serviceIn(resource)!;
    const holds = context.facts.images[image];
    if (holds === undefined)
      return [notJudged(resource, new Unknown(".image"), `nobody looked up what the image ${image} holds`)];
    return (
      holds
        .map((entry) => maintenanceOf(context.facts, entry.split(" ")[0]!, entry.split(" ").slice(1).join(" ")))
        // A package says nothing that its distribution does not say.
        .filter((maintenance) => maintenance.with === undefined || !holds.includes(maintenance.with))
        .flatMap((maintenance) => judgeMaintenance(resource, ".image", maintenance, context))
    );
  },
};
