import assert from "node:assert/strict";
import { type BackupRun, chooseRun } from "../../cli/backup/runs";
import { exitStatus, Refusal } from "../../cli/failure";

const run = (name: string, time: string, purpose = "regular"): BackupRun => ({
  run: name,
  purpose,
  time,
  repository: "cellar",
});
const runs = [
  run("20261120T060012Z-a1b2c3", "2026-11-20T06:00:12Z"),
  run("20261120T120012Z-d4e5f6", "2026-11-20T12:00:12Z"),
  run("20261120T120530Z-0a0b0c", "2026-11-20T12:05:30Z", "safety"),
  run("20261120T180012Z-778899", "2026-11-20T18:00:12Z"),
  run("20261120T190000Z-aabbcc", "2026-11-20T19:00:00Z", "safety"),
];

const refused = (
  wanted: { snapshot?: string; at?: string },
  status: number,
  message: RegExp,
  of: readonly BackupRun[] = runs,
): void => {
  assert.throws(
    () => chooseRun("wiki", of, wanted),
    (error) => {
      assert.ok(error instanceof Refusal);
      assert.match(error.message, message);
      assert.equal(error.status, status);
      return true;
    },
  );
};

describe("which backup is meant", () => {
  for (const [shows, wanted, expected] of [
    ["the newest one; what was kept of a restore is none that one goes back to by itself", {}, 3],
    ["the newest from before a time", { at: "2026-11-20T17:59Z" }, 1],
    ["one from that very moment", { at: "2026-11-20T12:00:12Z" }, 1],
    ["the time is of the zone that it names", { at: "2026-11-20T13:30+01:00" }, 1],
    ["the newest for a time to come", { at: "2027-01-01T00:00Z" }, 3],
    ["the one that is named", { snapshot: "20261120T060012Z-a1b2c3" }, 0],
    ["the one whose name begins so", { snapshot: "20261120T06" }, 0],
    ["what a restore replaced, where it is named", { snapshot: "20261120T19" }, 4],
  ] as const) {
    it(shows, () => assert.equal(chooseRun("wiki", runs, wanted), runs[expected]));
  }

  it("refuses a name that fits several, and lists what there is", () => {
    refused(
      { snapshot: "20261120T12" },
      exitStatus.wrongUse,
      /^wiki has more than one backup "20261120T12"\. The newest are:\n {2}20261120T060012Z-a1b2c3 {2}2026-11-20T06:00:12Z\n/,
    );
  });

  it("lists the ten newest at most", () => {
    const many = Array.from({ length: 25 }, (_, index) =>
      run(`r${String(index).padStart(2, "0")}`, "2026-11-20T06:00:12Z"),
    );
    assert.throws(
      () => chooseRun("wiki", many, { snapshot: "x" }),
      ({ message }: Error) => message.split("\n").length === 11 && message.includes("r24") && !message.includes("r14"),
    );
  });

  it("refuses a name that fits none", () =>
    refused({ snapshot: "2025" }, exitStatus.wrongUse, /^wiki has no backup "2025"\. The newest are:/));
  it("refuses a time before the first one", () =>
    refused(
      { at: "2026-11-20T06:00Z" },
      exitStatus.wrongUse,
      /^wiki has no backup from before 2026-11-20T06:00Z\. There are:\n/,
    ));
  it("refuses what is no time, or is in nobody's zone, and shows one", () => {
    for (const at of ["yesterday", "5", "2026-11-20", "2026-11-20T18:00", "2026-13-20T18:00Z"])
      refused({ at }, exitStatus.wrongUse, new RegExp(`^--at ${at}: that is no time with a zone; write it like 2026-`));
  });
  it("says how the first one is made; there being none is no wrong use", () => {
    refused({}, exitStatus.failed, /^wiki has no backup yet\. Make one: \.\/ruche backup/, []);
    refused(
      {},
      exitStatus.failed,
      /^wiki has no backup yet/,
      runs.filter(({ purpose }) => purpose === "safety"),
    );
  });
});
