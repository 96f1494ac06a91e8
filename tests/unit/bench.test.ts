import assert from "node:assert/strict";
import { figures, mebibytes, median, table } from "../bench/figures";

describe("figures of the bench", () => {
  it("takes the middle of several runs", () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 3]), 2.5);
    assert.throws(() => median([]), RangeError);
  });

  it("reads what docker stats prints", () => {
    assert.deepEqual(
      ["512MiB / 7.6GiB", "1.5GiB / 7.6GiB", "1024KiB / 1GiB", "0B / 0B"].map(mebibytes),
      [512, 1536, 1, 0],
    );
    assert.throws(() => mebibytes("--"), RangeError);
  });

  it("prints each figure beside its goal, and says what was missed or not measured", () => {
    const rows = table({ cached: 61.04, status: 1.5, memory: 2047.6, ratio: 1.25 }).split("\n");
    assert.equal(rows.length, Object.keys(figures).length + 2);
    assert.match(rows[2]!, /\| ≤ 900\.0 s \| not measured \|$/);
    assert.match(rows[3]!, /\| ≤ 60\.0 s \| 61\.0 s \(missed\) \|$/);
    assert.match(rows[6]!, /^\| status \| ≤ 2\.0 s \| 1\.5 s \|$/);
    assert.match(rows[9]!, /≤ 4096 MiB \| 2048 MiB \|$/);
    assert.match(rows.at(-1)!, /\| {2}\| 1\.25 times \|$/);
  });
});
