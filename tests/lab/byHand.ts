import assert from "node:assert/strict";
import { content as pads } from "../../components/services/etherpad/suite";
import { blocks, documents } from "../docs/markdown";
import { eventually, type TestPlatform } from "./platform";

/** The page for the day on which there is no Ruche, block by block as it stands there. */
export function byHandCases(platform: TestPlatform): void {
  describe("by hand, without Ruche", () => {
    const page = documents().find(({ path }) => path === "docs/by-hand.md")!;
    const [derive, list, restore, mariadb] = blocks(page, "bash") as [string, string, string, string];

    it("the seed and the repository's folder give back files and databases (B2)", async () => {
      await pads(platform).put("by-hand", "written before the day");
      const { status, stderr } = await platform.ruche(["backup", "lab", "pad"]);
      assert.equal(status, 0, stderr);
      const seed = await platform.seed();
      const script = ["set -euo pipefail; cd $(mktemp -d)", derive, list, restore, "pwd"].join("\n");
      const said = (await platform.on("cellar", script, `${seed}\n`)).trim().split("\n");
      assert.match(said.join("\n"), /service=pad[\s\S]*restored\/pad\/mariadb-pad\.sql/);
      const dump = await platform.on("cellar", `cat ${said.at(-1)}/restored/pad/mariadb-pad.sql`);

      const on = await eventually("the database's machine", 60, () => platform.hostOf("mariadb"));
      const inside = (command: string, input = ""): Promise<string> =>
        platform.on(on, `docker exec -i -u 0 $(docker ps -q --filter name=mariadb.) bash -c '${command}'`, input);
      await inside("mkdir -p /tmp/restored/pad; cat > /tmp/restored/pad/mariadb-pad.sql", dump);
      const run = `cd /tmp\n${mariadb}\nmariadb -N -e "SELECT value FROM store" pad_by_hand; mariadb -e "DROP DATABASE pad_by_hand"; rm -r restored`;
      assert.match(await inside("bash -euo pipefail", run), /^store$[\s\S]*written before the day/m);
    });
  });
}
