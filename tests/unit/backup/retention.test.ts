import assert from "node:assert/strict";
import fc from "fast-check";
import { decide, forAll } from "./decisions";

const hour = 3_600;
const day = 24 * hour;
const now = 1_800_000_000;

interface Snapshot {
  readonly id: string;
  readonly tags: readonly string[];
  readonly arrived: number;
}

/** A run of two items and, where it became complete, its manifest; each of its parts arrived so long ago. */
const run = (name: string, age: number, { service = "wiki", complete = true } = {}): Snapshot[] =>
  ["a", "b", ...(complete ? ["manifest"] : [])].map((part) => ({
    id: `${name}-${part}`,
    arrived: now - age,
    tags: [`service=${service}`, `run=${name}`, ...(part === "manifest" ? ["complete", "purpose=regular"] : [])],
  }));

const [interval, count, keep] = [6 * hour, 30, 180 * hour];

/** Identifiers of the snapshots that go. */
const leaving = (snapshots: readonly Snapshot[], kept = count, keptFor = keep, every = interval): string[] =>
  decide<string[]>("to_remove", [[snapshots, kept, keptFor, every, now]])[0]!.sort();

const regular = (amount: number): Snapshot[] =>
  Array.from({ length: amount }, (_, index) => run(`r${index}`, index * interval + 60)).flat();

describe("a repository removes", () => {
  it("nothing of thirty; the 31st takes the first one with it, all of its parts", () => {
    assert.deepEqual(leaving(regular(30)), []);
    assert.deepEqual(leaving(regular(31)), ["r30-a", "r30-b", "r30-manifest"]);
  });

  it("with runs by the plan, all but the newest that are kept, so never the newest one; and nothing more the next time", () => {
    const cases = fc.record({
      amount: fc.integer({ min: 1, max: 60 }),
      kept: fc.integer({ min: 1, max: 40 }),
      late: fc.array(fc.integer({ min: 0, max: interval / 2 - 1 }), { minLength: 60, maxLength: 60 }),
    });
    forAll(
      cases,
      (batch) => {
        const snapshots = batch.map(({ amount, late }) =>
          Array.from({ length: amount }, (_, index) =>
            run(`r${index}`, index * interval + interval / 2 - late[index]!),
          ).flat(),
        );
        const ask = (those: readonly Snapshot[][]): string[][] =>
          decide<string[]>(
            "to_remove",
            those.map((these, index) => {
              const { kept } = batch[index]!;
              return [these, kept, kept * interval, interval, now];
            }),
          );
        const gone = ask(snapshots).map((ids) => new Set(ids));
        for (const [index, { amount, kept }] of batch.entries())
          assert.deepEqual(
            [...gone[index]!].sort(),
            Array.from({ length: Math.max(0, amount - kept) }, (_, more) =>
              ["a", "b", "manifest"].map((part) => `r${kept + more}-${part}`),
            )
              .flat()
              .sort(),
          );
        const left = snapshots.map((those, index) => those.filter(({ id }) => !gone[index]!.has(id)));
        assert.ok(ask(left).every((ids) => ids.length === 0));
      },
      60,
    );
  });

  it("never one of the newest complete runs, and none before its time, whatever lies there", () => {
    const anyRun = fc.record({
      age: fc.integer({ min: 0, max: 60 * day }),
      complete: fc.boolean(),
      service: fc.constantFrom("wiki", "pad", ""),
      parts: fc.integer({ min: 1, max: 3 }),
    });
    const cases = fc.record({ runs: fc.array(anyRun, { maxLength: 40 }), kept: fc.integer({ min: 1, max: 10 }) });
    forAll(
      cases,
      (batch) => {
        const all = batch.map(({ runs }) =>
          runs.flatMap(({ parts, ...one }, index) => run(`r${index}`, one.age, one).slice(one.complete ? 0 : -parts)),
        );
        const keepFor = 5 * day;
        const gone = decide<string[]>(
          "to_remove",
          all.map((those, index) => [those, batch[index]!.kept, keepFor, hour, now]),
        );
        for (const [index, { runs, kept }] of batch.entries()) {
          const removed = new Set(gone[index]!.map((id) => Number(id.split("-")[0]!.slice(1))));
          for (const [number, { age, complete, service }] of runs.entries()) {
            const newer = runs.filter((other) => other.complete && other.service === service && other.age < age).length;
            const same = runs.filter(
              (other) => other.complete && other.service === service && other.age === age,
            ).length;
            if (!complete) assert.equal(removed.has(number), age > day);
            else if (age < keepFor - hour / 2 || newer + same <= kept) assert.equal(removed.has(number), false);
            else if (newer >= kept) assert.ok(removed.has(number));
          }
          // A run goes as a whole.
          for (const { id } of all[index]!)
            assert.equal(gone[index]!.includes(id), removed.has(Number(id.split("-")[0]!.slice(1))));
        }
      },
      100,
    );
  });

  it("none before its time when somebody adds many, whatever time they claim", () => {
    const flood = Array.from({ length: 500 }, (_, index) => run(`f${index}`, 10)).flat();
    assert.deepEqual(leaving([...regular(30), ...flood]), []);
    forAll(
      fc.record({
        amount: fc.integer({ min: 1, max: 60 }),
        others: fc.array(fc.nat({ max: hour }), { maxLength: 60 }),
      }),
      (batch) => {
        const calls = batch.map(({ amount, others }) => [
          [...regular(Math.min(amount, count)), ...others.flatMap((age, index) => run(`f${index}`, age))],
          count,
          keep,
          interval,
          now,
        ]);
        assert.ok(decide<string[]>("to_remove", calls).every((ids) => ids.length === 0));
      },
      60,
    );
  });

  it("nothing of a service that is backed up no more but has few; services do not count against each other", () => {
    const old = Array.from({ length: 30 }, (_, index) =>
      run(`o${index}`, 1_000 * day + index * interval, { service: "old" }),
    ).flat();
    assert.deepEqual(leaving([...old, ...regular(30)]), []);
  });

  it("what never became complete after a day, and counts it for nothing", () => {
    const parts = [...run("young", 23 * hour, { complete: false }), ...run("stale", 25 * hour, { complete: false })];
    assert.deepEqual(leaving([...regular(30), ...parts]), ["stale-a", "stale-b"]);
    const [first, second] = run("long", 25 * hour, { complete: false });
    assert.deepEqual(leaving([first!, { ...second!, arrived: now - 60 }]), [], "a run that still grows");
    assert.deepEqual(leaving([{ id: "stray", tags: [], arrived: now - 25 * hour }]), ["stray"], "nor what is no run");
  });
});
