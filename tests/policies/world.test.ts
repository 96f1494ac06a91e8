import * as assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { evidencePath } from "../../model/evidence";
import { roughly } from "../../policies/core/evidence";
import { readWorld } from "../../policies/core/world";

describe("files that policies read", () => {
  let root: string;
  before(() => {
    root = mkdtempSync(join(tmpdir(), "ruche-evidence-"));
  });
  after(() => rmSync(root, { recursive: true }));

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  it("a service's evidence lies where a drill puts it", () => {
    write(evidencePath("school", "wiki"), "{}\n");
    const { evidenceOf } = readWorld(join(root, "evidence"));
    assert.equal(evidenceOf("school", "wiki"), "{}\n");
    assert.deepEqual(
      [
        evidenceOf("school", "pad"),
        evidenceOf("lab", "wiki"),
        readWorld(join(root, "nothing")).evidenceOf("school", "wiki"),
      ],
      [undefined, undefined, undefined],
    );
  });

  it("what is there and cannot be read is worth nothing, and not absent", () => {
    mkdirSync(join(root, evidencePath("school", "folder")), { recursive: true });
    assert.equal(readWorld(join(root, "evidence")).evidenceOf("school", "folder"), "");
  });

  it("no name leads out of the folder", () => {
    write("secret.json", "{}");
    write("evidence/secret.json", "{}");
    const { evidenceOf } = readWorld(join(root, "evidence"));
    for (const [environment, service] of [
      ["..", "secret"],
      ["school", "../secret"],
      ["school", "../../secret"],
      ["", "secret"],
      [".", "secret"],
      ["/", "secret"],
    ] as const) {
      assert.equal(evidenceOf(environment, service), undefined, `${environment}/${service}`);
    }
  });

  it("the clock is the computer's", () => assert.ok(Math.abs(readWorld(root).now() - Date.now() / 1000) < 60));
});

describe("lengths of time in messages", () => {
  it("say days with hours, hours with minutes, and nothing finer", () => {
    assert.deepEqual([0, 59.9, 5_400, 86_401, 648_000, 2_592_001, 604_799].map(roughly), [
      "0s",
      "59s",
      "1h30m",
      "1d",
      "7d12h",
      "30d",
      "6d23h",
    ]);
  });
});
