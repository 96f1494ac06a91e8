import { clusterConformance } from "../conformance/cluster";
import { FakeCluster } from "../conformance/fakeCluster";

/** The suites themselves: what they ask for can be kept. Drivers of real technologies run them on real platforms. */
describe("conformance", () => {
  const ends: (() => void)[] = [];
  after(() => {
    for (const end of ends) end();
  });

  clusterConformance("a fake", async () => {
    const driver = await new FakeCluster().listen();
    ends.push(() => driver.close());
    return {
      driver,
      machines: ["hive1"],
      workload: "home",
      port: 80,
      folder: "/srv/www",
      read: async (path) => driver.files.get(`/srv/www/${path}`) ?? "",
      resources: [{ urn: "urn:pulumi:lab::ruche::fake::home", type: "fake" }],
    };
  });
});
