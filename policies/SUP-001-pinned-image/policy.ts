import { Unknown } from "../../model/inputs";
import { isMachine } from "../../model/machines";
import { notJudged, type Policy, violation } from "../core/policy";
import { runs } from "../core/resource";

/**
 * An image is named by its content. A machine of the lab is made from an image of this computer, which has no registry
 * and so no digest.
 */
export const pinnedImage: Policy = {
  id: "SUP-001",
  title: "No image by a moving tag",
  why: "A tag can be moved: what is tested today is not what starts tonight on another node, and nobody can say what ran.",
  severity: "high",
  remedy: "name the image by its digest: name@sha256:…",
  applies: (resource) => runs(resource) && !isMachine(resource),
  rule(resource) {
    const { image } = resource.workload!;
    if (image instanceof Unknown) return [notJudged(resource, image)];
    if (typeof image === "string" && /@sha256:[0-9a-f]{64}$/.test(image)) return [];
    return [
      violation(
        resource,
        `its image is ${image === undefined ? "not named" : String(image)}`,
        "an image with its digest (…@sha256:…)",
        "use the platform's registry, which gives the digest, or write it",
      ),
    ];
  },
};
