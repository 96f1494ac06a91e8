import { ingress, ingressService, labContainer, labMachines, registry, wiki, wikiService } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

const digest = `sha256:${"4f".repeat(32)}`;

export const fixtures: Fixtures = {
  good: [
    {
      shows: "images of the platform's registry",
      resources: [registry(), wiki(), wikiService(), ingress, ingressService()],
      says: [],
    },
    { shows: "machines of the lab", resources: [labMachines, labContainer()], says: [] },
  ],
  bad: [
    {
      shows: "an image from elsewhere, by digest though it is",
      resources: [registry(), wikiService({}, { image: `docker.io/library/httpd@${digest}` })],
      says: ["wiki-service: its image is docker.io/library/httpd"],
    },
    {
      shows: "a registry whose name only begins like ours",
      resources: [registry(), wikiService({}, { image: `registry.example.org:5000.evil.org/wiki@${digest}` })],
      says: ["wiki-service: its image is registry.example.org:5000.evil.org/wiki"],
    },
    {
      shows: "a service that calls itself the registry",
      resources: [{ ...registry(), type: "ruche:services:Registry" }, wiki(), wikiService()],
      says: ["wiki-service: its image is registry.example.org:5000/ruche/dokuwiki:1b2c"],
    },
  ],
  unknown: [
    {
      shows: "an image that is only pushed during the update",
      resources: [registry(), wikiService({}, { image: unknown })],
      says: ["wiki-service ? .taskSpec.containerSpec.image"],
    },
  ],
};
