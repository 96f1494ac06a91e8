import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listing } from "../../drivers/swarm/drift";

describe("a cluster's listing", () => {
  const folder = mkdtempSync(join(tmpdir(), "ruche-listing-"));
  after(() => rmSync(folder, { recursive: true }));
  const list = (curl: string) => {
    writeFileSync(join(folder, "curl"), `#!/bin/bash\n${curl}\n`, { mode: 0o755 });
    return spawnSync("/bin/sh", ["-c", listing], { encoding: "utf8", env: { PATH: `${folder}:${process.env.PATH}` } });
  };

  it("is JSON with everything, or fails: a manager without a leader answers nothing", () => {
    assert.deepEqual(JSON.parse(list("echo '[1]'").stdout), {
      services: [1],
      networks: [1],
      secrets: [1],
      configs: [1],
      nodes: [1],
    });
    const { status, stdout } = list(`case "$*" in */nodes) exit 22;; *) echo '[1]';; esac`);
    assert.deepEqual([status !== 0, stdout], [true, ""]);
  });
});
