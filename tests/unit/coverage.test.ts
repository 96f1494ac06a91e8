import assert from "node:assert/strict";
import { ofService } from "../../cli/backup/coverage";

describe("what a container wrote", () => {
  const services = [
    { name: "tasks", kind: "dokuwiki", companions: ["tasks-worker"] },
    { name: "wiki", kind: "dokuwiki" },
  ];

  for (const [workload, service] of [
    ["tasks", "tasks"],
    ["tasks-worker", "tasks"],
    ["wiki", "wiki"],
    ["tasks-other", "tasks-other"],
  ] as const)
    it(`is that of its service: ${workload}`, () => {
      assert.deepEqual(ofService({ workload, path: "/var/lib/x" }, services), {
        service,
        where: "container",
        path: "/var/lib/x",
        disposable: null,
      });
    });

  it("may be lost if the kind says so, beside the main container as well", () => {
    const disposable = (kind: string) => (kind === "dokuwiki" ? { "/var/cache": "made again" } : undefined);
    assert.deepEqual(
      ["tasks", "tasks-worker", "other"].map(
        (workload) => ofService({ workload, path: "/var/cache/x" }, services, disposable).disposable,
      ),
      ["made again", "made again", null],
    );
  });
});
