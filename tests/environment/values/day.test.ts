import * as assert from "node:assert/strict";
import { endOfDay, plainDay } from "../../../model/values/day";

describe("a day", () => {
  it("is over when the next one begins, in UTC", () => {
    assert.equal(endOfDay("2026-12-31"), Date.parse("2027-01-01T00:00:00Z") / 1000);
    assert.equal(endOfDay("2028-02-29"), Date.parse("2028-03-01T00:00:00Z") / 1000);
  });

  it("exists in the calendar", () => {
    assert.deepEqual(["2026-02-30", "31.12.2026", "2026-12", "tomorrow", ""].map(endOfDay), [
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("is found again in what Pulumi makes of it; a moment stays one", () => {
    assert.deepEqual(
      ["2026-12-31 00:00:00 +0000 UTC", "2026-12-31", "2026-12-31 10:00:00 +0000 UTC", "soon"].map(plainDay),
      ["2026-12-31", "2026-12-31", "2026-12-31 10:00:00 +0000 UTC", "soon"],
    );
  });
});
