import { labContainer, wiki, wikiService } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

export const fixtures: Fixtures = {
  good: [
    { shows: "the image decides", resources: [wiki(), wikiService()], says: [] },
    { shows: "a user by number, whose group is root's", resources: [wikiService({}, { user: "1000:0" })], says: [] },
    { shows: "a name that only begins like it", resources: [wikiService({}, { user: "rootless" })], says: [] },
  ],
  bad: [
    { shows: "root by number", resources: [wikiService({}, { user: "0:0" })], says: ["wiki-service: it runs as 0:0"] },
    {
      shows: "root by name, in a container",
      resources: [labContainer({ user: "root" }, { parent: undefined })],
      says: ["hive-hive1: it runs as root"],
    },
    {
      shows: "root by a number that is written another way",
      resources: ["+0", "-0:5", "00"].map((user) => wikiService({}, { user })),
      says: ["wiki-service: it runs as +0", "wiki-service: it runs as -0:5", "wiki-service: it runs as 00"],
    },
  ],
  unknown: [
    {
      shows: "an unknown user",
      resources: [wikiService({}, { user: unknown })],
      says: ["wiki-service ? .taskSpec.containerSpec.user"],
    },
  ],
};
