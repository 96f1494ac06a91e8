import { ingress, ingressService, labContainer, labMachines, pinned, wiki, wikiService } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

export const fixtures: Fixtures = {
  good: [
    {
      shows: "images of the platform's registry",
      resources: [wiki(), wikiService(), ingress, ingressService()],
      says: [],
    },
    {
      shows: "a container with its digest",
      resources: [labContainer({ image: pinned }, { parent: undefined })],
      says: [],
    },
    { shows: "machines of the lab", resources: [labMachines, labContainer()], says: [] },
  ],
  bad: [
    {
      shows: "latest",
      resources: [wiki(), wikiService({}, { image: "dokuwiki:latest" })],
      says: ["wiki-service: its image is dokuwiki:latest"],
    },
    {
      shows: "no tag at all",
      resources: [wikiService({}, { image: "registry.example.org:5000/dokuwiki" })],
      says: ["wiki-service: its image is registry.example.org:5000/dokuwiki"],
    },
    {
      shows: "a version, which is a tag too",
      resources: [wikiService({}, { image: "dokuwiki:2024-02-06" })],
      says: ["wiki-service: its image is dokuwiki:2024-02-06"],
    },
    {
      shows: "a digest that is none",
      resources: [wikiService({}, { image: "dokuwiki@sha256:abc" })],
      says: ["wiki-service: its image is dokuwiki@sha256:abc"],
    },
    { shows: "no image", resources: [wikiService({ taskSpec: {} })], says: ["wiki-service: its image is not named"] },
  ],
  unknown: [
    {
      shows: "an image that is only pushed during the update",
      resources: [wiki(), wikiService({}, { image: unknown })],
      says: ["wiki-service ? .taskSpec.containerSpec.image"],
    },
    {
      shows: "an unknown image beside a moving tag",
      resources: [wikiService({}, { image: unknown }), { ...wikiService({}, { image: "x:latest" }), name: "x" }],
      says: ["wiki-service ? .taskSpec.containerSpec.image", "x: its image is x:latest"],
    },
  ],
};
