import assert from "node:assert/strict";
import fc from "fast-check";
import { type BackupPlan, backupPlan } from "../../../model/backup/plan";
import { decide, forAll } from "./decisions";
import type { State } from "./fakeMachine";

const hour = 3_600;
const day = 24 * hour;

const make = (rpoSeconds: number, keepSeconds: number, service = "wiki"): BackupPlan =>
  backupPlan({ environment: "lab", service, items: [{ kind: "files" }], goals: { rpoSeconds, keepSeconds } });

const plans = fc
  .record({
    rpo: fc.oneof(fc.integer({ min: 1, max: 90 * day }), fc.constantFrom(60, hour, 6 * hour, day)),
    service: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
  })
  .map(({ rpo, service }) => make(rpo, 3 * rpo, service));
const moments = fc.integer({ min: 1_700_000_000, max: 2_500_000_000 });

describe("what a plan means for slots", () => {
  const cases = fc.record({ plan: plans, now: moments, ahead: fc.integer({ min: 0, max: hour }) });

  it("one begins at or before now and the next one after it, no further apart than the objective", () => {
    forAll(cases, (batch) => {
      const slots = decide<number>(
        "slot_of",
        batch.map(({ plan, now }) => [plan, now]),
      );
      const next = decide<number>(
        "due_at",
        batch.map(({ plan, now }) => [plan, now]),
      );
      const ofNext = decide<number>(
        "slot_of",
        batch.map(({ plan }, index) => [plan, next[index]]),
      );
      const beforeNext = decide<number>(
        "slot_of",
        batch.map(({ plan }, index) => [plan, next[index]! - 1]),
      );
      for (const [index, { plan, now }] of batch.entries()) {
        assert.ok(slots[index]! <= now && now < next[index]!);
        assert.ok(next[index]! - slots[index]! <= plan.rpoSeconds);
        assert.deepEqual([ofNext[index], beforeNext[index]], [next[index], slots[index]]);
        assert.equal((slots[index]! - plan.offsetSeconds) % plan.intervalSeconds, 0);
      }
    });
  });

  it("clocks an hour apart are one slot apart at most, where the interval is an hour or more", () => {
    forAll(cases, (batch) => {
      const long = batch.filter(({ plan }) => plan.intervalSeconds >= hour);
      const own = decide<number>(
        "slot_of",
        long.map(({ plan, now }) => [plan, now]),
      );
      const others = decide<number>(
        "slot_of",
        long.map(({ plan, now, ahead }) => [plan, now + ahead]),
      );
      for (const [index, { plan }] of long.entries())
        assert.ok([0, plan.intervalSeconds].includes(others[index]! - own[index]!));
    });
  });
});

describe("a backup is due", () => {
  const due = (
    calls: readonly { readonly plan: BackupPlan; readonly state: State; readonly now: number }[],
  ): boolean[] =>
    decide<boolean>(
      "is_due",
      calls.map(({ plan, state, now }) => [plan, state, now]),
    );

  it("once in each slot", () => {
    forAll(fc.record({ plan: plans, now: moments }), (batch) => {
      const slots = decide<number>(
        "slot_of",
        batch.map(({ plan, now }) => [plan, now]),
      );
      const answers = (
        times: (slot: number, now: number) => number[],
        at = (_: BackupPlan, now: number): number => now,
      ) =>
        due(
          batch.map(({ plan, now }, index) => ({
            plan,
            state: { times: times(slots[index]!, now) },
            now: at(plan, now),
          })),
        );
      assert.ok(answers(() => []).every((answer) => answer));
      assert.ok(answers((slot) => [slot - 1]).every((answer) => answer));
      assert.ok(answers((slot, now) => [slot - 1, now]).every((answer) => !answer));
      assert.ok(answers((slot) => [slot]).every((answer) => !answer));
      assert.ok(
        answers(
          (_, now) => [now],
          (plan, now) => now + plan.intervalSeconds,
        ).every((answer) => answer),
      );
    });
  });

  it("so that the gap between two never exceeds the objective by more than the time between two looks", () => {
    const cases = fc.record({ plan: plans, now: moments, looks: fc.integer({ min: 5, max: 60 }) });
    forAll(
      cases,
      (batch) => {
        const steps = batch.map(({ plan, looks }) => Math.max(1, Math.floor(plan.intervalSeconds / looks)));
        const made = decide<number[]>(
          "backups",
          batch.map(({ plan, now }, index) => [
            plan,
            Array.from({ length: 300 }, (_, look) => now + look * steps[index]!).map((moment) => [moment, moment]),
          ]),
        );
        for (const [index, { plan, now }] of batch.entries()) {
          const [times, step] = [made[index]!, steps[index]!];
          assert.equal(times[0], now);
          assert.ok(times.every((time, at) => at === 0 || time - times[at - 1]! <= plan.rpoSeconds + step));
          assert.ok(now + 299 * step - times.at(-1)! <= plan.rpoSeconds + step);
          assert.ok(times.length <= Math.ceil((299 * step) / plan.intervalSeconds) + 1, "one in each slot");
        }
      },
      100,
    );
  });

  it("again when a clock was ahead, however far, so that at most one slot passes once a right one takes over", () => {
    const cases = fc.record({
      interval: fc.integer({ min: 60, max: 6 * hour }),
      ahead: fc.integer({ min: 0, max: 10 * hour }),
      before: fc.integer({ min: 1, max: 12 }),
      start: moments,
    });
    forAll(
      cases,
      (batch) => {
        const all = batch.map(({ interval }) => make(interval, 100 * interval));
        const firsts = decide<number>(
          "slot_of",
          batch.map(({ start }, index) => [all[index], start]),
        );
        const looks = batch.map(({ interval, ahead, before }, index) => {
          const step = Math.max(1, Math.floor(interval / 10));
          const until = firsts[index]! + before * interval;
          const end = until + (Math.ceil(ahead / interval) + 4) * interval;
          const between = (from: number, to: number, clock: number): [number, number][] =>
            Array.from({ length: Math.ceil((to - from) / step) }, (_, look) => from + look * step).map((now) => [
              now,
              now + clock,
            ]);
          return { step, end, looks: [...between(firsts[index]!, until, ahead), ...between(until, end, 0)] };
        });
        const made = decide<number[]>(
          "backups",
          looks.map(({ looks: those }, index) => [all[index], those]),
        );
        for (const [index, { interval, ahead, before }] of batch.entries()) {
          const [times, { step, end }] = [made[index]!, looks[index]!];
          assert.ok(
            times.every((time, at) => at === 0 || time - times[at - 1]! <= 2 * interval + step),
            JSON.stringify(times),
          );
          assert.ok(end - times.at(-1)! <= 2 * interval + step);
          assert.ok(times.length <= 2 * (before + Math.ceil(ahead / interval) + 5), "nothing is made over and over");
        }
      },
      100,
    );
  });

  const plan = make(6 * hour, 180 * hour);
  const now = 1_800_000_000;

  it("where nothing is remembered yet", () => {
    assert.deepEqual(due([{ plan, now, state: {} }]), [true]);
  });

  it("again after one minute, two, four …, and no later than after a quarter of the interval, when it failed", () => {
    for (const [times, wait] of [
      [1, 60],
      [2, 120],
      [3, 240],
      [7, 3_840],
      [8, 5_400],
      [100, 5_400],
    ] as const) {
      const at = (age: number) => ({ plan, now, state: { failure: { at: now - age, times } } });
      assert.deepEqual(
        due([at(0), at(wait - 1), at(wait), at(wait + 1)]),
        [false, false, true, true],
        `after ${times}`,
      );
    }
    const short = make(120, 360);
    const failed = { failure: { at: now - 30, times: 5 } };
    assert.deepEqual(
      due([
        { plan: short, now, state: failed },
        { plan: short, now: now - 1, state: failed },
      ]),
      [true, false],
    );
  });

  it("for the first time two minutes after the service is known", () => {
    const settled = (state: State): boolean => decide<boolean>("is_settled", [[state, now]])[0]!;
    assert.deepEqual([{}, { since: now - 119 }, { since: now - 120 }, { since: now, times: [5] }].map(settled), [
      false,
      false,
      true,
      true,
    ]);
  });
});

describe("a backup is late", () => {
  const late = (
    calls: readonly { readonly plan: BackupPlan; readonly state: State; readonly now: number }[],
  ): boolean[] =>
    decide<boolean>(
      "is_late",
      calls.map(({ plan, state, now }) => [plan, state, now]),
    );

  it("never on time, and within an hour after the objective when it is missing; older ones do not count", () => {
    forAll(fc.record({ plan: plans, newest: moments, older: fc.array(fc.nat({ max: day })) }), (batch) => {
      const answers = (after: (plan: BackupPlan) => number): boolean[] =>
        late(
          batch.map(({ plan, newest, older }) => ({
            plan,
            state: { since: 5, times: [...older.map((age) => newest - age), newest] },
            now: newest + after(plan),
          })),
        );
      assert.ok(answers(({ rpoSeconds }) => rpoSeconds).every((answer) => !answer));
      assert.ok(answers(({ rpoSeconds }) => rpoSeconds + 599).every((answer) => !answer));
      assert.ok(answers(({ rpoSeconds }) => rpoSeconds + hour + 1).every((answer) => answer));
      assert.ok(answers(({ lateAfterSeconds }) => lateAfterSeconds).every((answer) => !answer));
      assert.ok(answers(({ lateAfterSeconds }) => lateAfterSeconds + 1).every((answer) => answer));
    });
  });

  it("by the time since the service is known, before the first one; and not while nobody knows that", () => {
    forAll(fc.record({ plan: plans, since: moments }), (batch) => {
      const at = (after: number) =>
        late(batch.map(({ plan, since }) => ({ plan, state: { since }, now: since + plan.lateAfterSeconds + after })));
      assert.ok(at(0).every((answer) => !answer) && at(1).every((answer) => answer));
      assert.ok(late(batch.map(({ plan, since }) => ({ plan, state: {}, now: since }))).every((answer) => !answer));
    });
  });

  it("and told once an hour", () => {
    const now = 1_800_000_000;
    const states: State[] = [{}, { warned: now - hour }, { warned: now - hour - 1 }];
    assert.deepEqual(
      decide<boolean>(
        "may_warn",
        states.map((state) => [state, now]),
      ),
      [true, false, true],
    );
  });
});
