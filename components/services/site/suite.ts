import assert from "node:assert/strict";
import { eventually, type TestPlatform } from "../../../tests/lab/platform";

/** The service `home` of the lab. */
export function cases(platform: TestPlatform): void {
  it("a site's copies go from 1 to 4 and back to 1, and answer all along (P6)", async () => {
    const running = async (): Promise<string> =>
      (await platform.on("hive1", "docker service ls --filter name=home --format '{{.Replicas}}'")).trim();
    await platform.on("hive1", "echo '<h1>welcome</h1>' > /DATA/services/home/srv/www/index.html");
    for (const wanted of [4, 1]) {
      await platform.on("hive1", `docker service scale -d home=${wanted} >/dev/null`);
      await eventually(`${wanted} copies`, 60, async () => assert.equal(await running(), `${wanted}/${wanted}`));
      for (const machine of [1, 2, 3])
        assert.match((await platform.http("https://home.lab.internal/", { machine })).body, /welcome/);
    }
  });
}
