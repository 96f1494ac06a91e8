import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { boundedRuntime, withheldCapabilities } from "../../drivers/lab/capabilities";
import { missingPackages } from "../../tools/debianPackages";

describe("capabilities", () => {
  it("that a computer withholds are told from its bounding set and what its kernel knows", () => {
    assert.deepEqual(withheldCapabilities("CapBnd:\t000001ffffffffff\n", 40), []);
    assert.deepEqual(withheldCapabilities("CapBnd:\t000001fffeffffff\n", 40), ["CAP_SYS_RESOURCE"]);
    assert.deepEqual(withheldCapabilities("CapBnd:\t0000003fffffffff\n", 37), []);
    assert.deepEqual(withheldCapabilities("CapBnd:\t0000003fffffffff\n", 40), [
      "CAP_PERFMON",
      "CAP_BPF",
      "CAP_CHECKPOINT_RESTORE",
    ]);
  });

  it("are taken out of what a container asks for, and nothing else is", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "ruche-runc-"));
    try {
      const asks = (...extra: string[]) => ({
        process: {
          args: ["CAP_SYS_RESOURCE"],
          capabilities: { bounding: ["CAP_CHOWN", ...extra], ambient: [...extra] },
          noNewPrivileges: false,
        },
        root: { path: "rootfs" },
      });
      writeFileSync(path.join(folder, "config.json"), JSON.stringify(asks("CAP_SYS_RESOURCE")));
      writeFileSync(path.join(folder, "process.json"), JSON.stringify(asks("CAP_SYS_RESOURCE").process));
      writeFileSync(path.join(folder, "runc"), '#!/bin/sh\nprintf "%s\\n" "$@" >"$(dirname "$0")/called"\n', {
        mode: 0o755,
      });
      const wrapper = path.join(folder, "wrapper");
      writeFileSync(
        wrapper,
        boundedRuntime(readFileSync(path.join(__dirname, "../../drivers/lab/bounded-runc.sh"), "utf8"), [
          "CAP_SYS_RESOURCE",
          "CAP_BPF",
        ]),
        { mode: 0o755 },
      );
      const words = [
        "--root",
        "/x y",
        "create",
        "--bundle",
        folder,
        "--process",
        path.join(folder, "process.json"),
        "id",
      ];
      execFileSync(wrapper, words, { env: { PATH: `${folder}:${process.env.PATH}` } });
      const read = (name: string) => readFileSync(path.join(folder, name), "utf8");
      assert.deepEqual(JSON.parse(read("config.json")), asks());
      assert.deepEqual(JSON.parse(read("process.json")), asks().process);
      assert.deepEqual(read("called").trim().split("\n"), words);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("packages", () => {
  it("that are missing are named, and packages that nobody knows count as missing", async () => {
    assert.deepEqual(await missingPackages(["ca-certificates", "no-such-package", "dpkg"]), ["no-such-package"]);
  });

  it("of the lab are looked up in milliseconds", async () => {
    const started = performance.now();
    await missingPackages(["docker.io", "mmdebstrap", "openssh-client", "iproute2", "iptables", "jq", "attr"]);
    assert.ok(performance.now() - started < 20);
  });
});
