import assert from "node:assert/strict";
import { describeRebuilt } from "../../../cli/backup/text";

describe("a service that a rebuild brought back", () => {
  const wiki = { service: "wiki", run: "20261120T180000Z-00ff00", time: "2026-11-20T18:00:00.123Z", canary: null };

  it("is named with the time of its backup", () => {
    const [line, ...more] = describeRebuilt({ ...wiki, missing: [] }).split("\n");
    assert.match(line!, /^ {2}wiki {9}as of 2026-11-20T18:00:00Z {2}no canary in the backup$/);
    assert.deepEqual(more, []);
  });

  it("is followed by what did not come back with it", () => {
    assert.deepEqual(
      describeRebuilt({ ...wiki, missing: ["files of /index", "database board"] })
        .split("\n")
        .slice(1),
      [
        "  did not come back: files of /index; the backup does not hold it",
        "  did not come back: database board; the backup does not hold it",
      ],
    );
  });
});
