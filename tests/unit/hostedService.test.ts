import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { DokuWiki, type Platform, type ServiceArgs } from "../../components";
import type { Workload } from "../../components/contracts/workload";

/** What a platform would be asked to run. */
function workloadOf(args: Partial<ServiceArgs> = {}): Workload {
  const asked: Workload[] = [];
  const machine = { name: "hive1", connection: {}, generation: "1", ready: [], network: [] };
  const on = {
    domain: "lab.internal",
    tier: "development",
    tls: "own",
    backup: null,
    environment: "lab",
    volume: { name: "data", mount: "/DATA", machines: [machine], ready: [] },
    seed: { password: () => pulumi.output("a password") },
    registry: { image: (name: string) => ({ reference: `registry/${name}`, present: [] }) },
    ingress: { serve: () => undefined },
    orchestrator: {
      secret: () => ({}),
      run: (_: string, workload: Workload) => {
        asked.push(workload);
        return {};
      },
    },
  } as unknown as Platform;
  new DokuWiki("wiki", { on, exposure: "public", ...args }, { parent: undefined });
  return asked[0]!;
}

describe("a hosted service", () => {
  before(() =>
    pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) }),
  );

  it("runs with the settings that were chosen, and with the defaults of its kind", () => {
    assert.equal(workloadOf().environment!.DOKUWIKI_TITLE, "wiki.lab.internal");
    assert.equal(workloadOf({ settings: { title: "Bees" } }).environment!.DOKUWIKI_TITLE, "Bees");
  });

  it("is refused with a setting that its kind does not take", () => {
    assert.throws(
      () => workloadOf({ settings: { titl: "Bees" } }),
      /^UserError: DokuWiki wiki: settings\.titl is "Bees"/,
    );
  });

  it("has memory by default, and processors without a limit", () => {
    const { memoryMebibytes, processors } = workloadOf();
    assert.deepEqual([memoryMebibytes, processors], [256, undefined]);
  });
});
