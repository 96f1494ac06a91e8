import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { type BackupPlan, backupPlan } from "../../model/backup/plan";
import { UserError } from "../../model/errors";
import { holds } from "../support/holds";

const hour = 3_600;
const make = (rpoSeconds: number, keepSeconds: number, service = "wiki"): BackupPlan =>
  backupPlan({ environment: "lab", service, items: [{ kind: "files" }], goals: { rpoSeconds, keepSeconds } });

const names = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
const plans = fc
  .record({
    rpo: fc.integer({ min: 1, max: 90 * 24 * hour }),
    more: fc.integer({ min: 0, max: 400 * 24 * hour }),
    service: names,
  })
  .map(({ rpo, more, service }) => make(rpo, rpo + more, service));

describe("backup plan", () => {
  it("RPO 6 h, kept for 7.5 days: every 6 hours, 30 snapshots, the 31st removes the first", () => {
    const plan = make(6 * hour, 7.5 * 24 * hour);
    assert.deepEqual(
      { ...plan, offsetSeconds: 0, budgetBytes: 0 },
      {
        rpoSeconds: 21_600,
        keepSeconds: 648_000,
        intervalSeconds: 21_600,
        offsetSeconds: 0,
        snapshots: 30,
        lateAfterSeconds: 23_760,
        budgetBytes: 0,
      },
    );
  });

  it("the backups that are kept fill what is promised", () => {
    holds(
      fc.property(plans, (plan) => {
        assert.equal(plan.intervalSeconds, plan.rpoSeconds);
        assert.ok(plan.snapshots >= 1 && plan.snapshots * plan.intervalSeconds >= plan.keepSeconds);
        assert.ok((plan.snapshots - 1) * plan.intervalSeconds < plan.keepSeconds);
      }),
    );
  });

  it("starts inside the first hour, or the interval where it is shorter; always at the same time; services apart", () => {
    holds(
      fc.property(plans, ({ offsetSeconds, intervalSeconds }) => {
        assert.ok(
          Number.isInteger(offsetSeconds) && offsetSeconds >= 0 && offsetSeconds < Math.min(hour, intervalSeconds),
        );
      }),
    );
    const quarters = Array.from(
      { length: 400 },
      (_, index) => make(6 * hour, 24 * hour, `service-${index}`).offsetSeconds,
    ).map((offset) => Math.floor(offset / 900));
    for (const quarter of [0, 1, 2, 3])
      assert.ok(quarters.filter((other) => other === quarter).length > 70, `quarter ${quarter} of the hour`);
    assert.deepEqual(make(hour, hour), make(hour, hour));
    const elsewhere = backupPlan({
      environment: "school",
      service: "wiki",
      items: [{ kind: "files" }],
      goals: { rpoSeconds: hour, keepSeconds: hour },
    });
    assert.notEqual(elsewhere.offsetSeconds, make(hour, hour).offsetSeconds);
  });

  it("the budget holds a full copy and grows with what is kept, and with the data", () => {
    holds(
      fc.property(
        plans,
        fc.integer({ min: 1, max: 1e12 }),
        fc.integer({ min: 0, max: 30 * 24 * hour }),
        (plan, bytes, more) => {
          const of = (keepSeconds: number, size: number): number =>
            backupPlan({
              environment: "lab",
              service: "wiki",
              items: [{ kind: "files", bytes: size }],
              goals: { ...plan, keepSeconds },
            }).budgetBytes;
          assert.ok(Number.isSafeInteger(plan.budgetBytes) && of(plan.keepSeconds, bytes) > bytes);
          assert.ok(of(plan.keepSeconds + more, bytes) >= of(plan.keepSeconds, bytes));
          assert.ok(of(plan.keepSeconds, bytes + 1e9) > of(plan.keepSeconds, bytes));
        },
      ),
    );
    // 2 GB of files, every 6 hours for 7.5 days: 29 times a quarter of a hundredth is new, a megabyte for each of the
    // 30, a fifth as reserve.
    assert.equal(make(6 * hour, 7.5 * 24 * hour).budgetBytes, (2e9 + 29 * 5e6 + 30e6) * 1.2);
  });

  for (const [shows, rpoSeconds, keepSeconds, said] of [
    ["no RPO", 0, hour, /rpoSeconds is 0; allowed: whole seconds, one or more/],
    ["a negative RPO", -1, hour, /rpoSeconds is -1/],
    ["part of a second", 0.5, hour, /rpoSeconds is 0.5/],
    ["kept shorter than the RPO", hour, hour - 1, /keepSeconds is 3599; allowed: whole seconds, 3600 or more/],
    ["kept for no time that is a number", hour, NaN, /keepSeconds/],
  ] as const) {
    it(`refuses ${shows}`, () => {
      assert.throws(
        () => make(rpoSeconds, keepSeconds),
        (error) => error instanceof UserError && said.test(error.message) && error.message.includes("backup of wiki"),
      );
    });
  }

  it("refuses to plan for nothing", () => {
    assert.throws(
      () => backupPlan({ environment: "lab", service: "home", items: [], goals: { rpoSeconds: 1, keepSeconds: 1 } }),
      UserError,
    );
  });
});
