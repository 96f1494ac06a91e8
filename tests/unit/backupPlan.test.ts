import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { type BackupPlan, backupPlan, dueAt, isDue, isLate, slotOf, toRemove } from "../../model/backup/plan";
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
const moments = fc.integer({ min: 1_700_000_000, max: 2_500_000_000 });

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
    const times = Array.from({ length: 31 }, (_, index) => 1_800_000_000 + index * 21_600);
    assert.deepEqual(toRemove(times.slice(0, 30), plan), []);
    assert.deepEqual(toRemove(times, plan), [times[0]]);
  });

  it("never more than the RPO between two slots, and the slots fill what is kept", () => {
    holds(
      fc.property(plans, moments, (plan, now) => {
        const slot = slotOf(plan, now);
        assert.ok(slot <= now && now < dueAt(plan, now));
        assert.ok(dueAt(plan, now) - slot <= plan.rpoSeconds);
        assert.equal(slotOf(plan, dueAt(plan, now)), dueAt(plan, now));
        assert.equal(slotOf(plan, dueAt(plan, now) - 1), slot);
        assert.ok(plan.snapshots >= 1 && plan.snapshots * plan.intervalSeconds >= plan.keepSeconds);
        assert.ok((plan.snapshots - 1) * plan.intervalSeconds < plan.keepSeconds);
      }),
    );
  });

  it("two machines agree on the slot; clocks an hour apart are one slot apart at most, where the interval is an hour or more", () => {
    holds(
      fc.property(plans, moments, fc.integer({ min: 0, max: hour }), (plan, now, ahead) => {
        fc.pre(plan.intervalSeconds >= hour);
        assert.ok([0, plan.intervalSeconds].includes(slotOf(plan, now + ahead) - slotOf(plan, now)));
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

  it("a backup on time is never late; one that is missing is, within an hour after the objective", () => {
    holds(
      fc.property(plans, moments, (plan, newest) => {
        assert.equal(isLate(plan, newest, newest + plan.rpoSeconds), false);
        assert.equal(isLate(plan, newest, newest + plan.rpoSeconds + 599), false);
        assert.equal(isLate(plan, newest, newest + plan.rpoSeconds + hour + 1), true);
      }),
    );
  });

  it("removal keeps the newest ones: it is idempotent, loses nothing, and what goes stays gone when more is made", () => {
    holds(
      fc.property(fc.array(moments, { maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (times, snapshots) => {
        const plan = { ...make(hour, hour), snapshots };
        const gone = toRemove(times, plan);
        const sorted = [...times].sort((a, b) => a - b);
        const kept = sorted.slice(gone.length);
        assert.deepEqual([...gone, ...kept], sorted);
        assert.equal(kept.length, Math.min(times.length, snapshots));
        assert.deepEqual(toRemove(kept, plan), []);
        const more = toRemove([...times, 2_600_000_000], plan);
        assert.deepEqual(more.slice(0, gone.length), gone);
        assert.ok(more.length <= gone.length + 1);
        assert.ok(!more.includes(2_600_000_000));
      }),
    );
  });

  it("a slot wants one backup", () => {
    holds(
      fc.property(plans, moments, (plan, now) => {
        const slot = slotOf(plan, now);
        assert.equal(isDue(plan, [], now), true);
        assert.equal(isDue(plan, [slot - 1], now), true);
        assert.equal(isDue(plan, [slot - 1, now], now), false);
        assert.equal(isDue(plan, [now], dueAt(plan, now)), true);
      }),
    );
  });

  it("a clock ahead, however far, lets at most one slot pass once a right one takes over", () => {
    const cases = fc.record({
      interval: fc.integer({ min: 60, max: 6 * hour }),
      ahead: fc.integer({ min: 0, max: 10 * hour }),
      before: fc.integer({ min: 1, max: 12 }),
      start: moments,
    });
    holds(
      fc.property(cases, ({ interval, ahead, before, start }) => {
        const plan = make(interval, 100 * interval);
        const first = slotOf(plan, start);
        const labels: number[] = [];
        const made: number[] = [];
        const check = (now: number, clock: number): void => {
          if (!isDue(plan, labels, clock)) return;
          labels.push(clock);
          made.push(now);
        };
        const step = Math.max(1, Math.floor(interval / 10));
        const until = first + before * interval;
        for (let now = first; now < until; now += step) check(now, now + ahead);
        for (let now = until; now < until + (Math.ceil(ahead / interval) + 4) * interval; now += step) check(now, now);
        const end = made.at(-1)!;
        assert.ok(
          made.every((time, index) => index === 0 || time - made[index - 1]! <= 2 * interval + step),
          JSON.stringify(made),
        );
        assert.ok(until + (Math.ceil(ahead / interval) + 4) * interval - end <= 2 * interval + step);
        assert.ok(made.length <= 2 * (before + Math.ceil(ahead / interval) + 5), "nothing is made over and over");
      }),
      { numRuns: 300 },
    );
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
