import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { untilAttached } from "../../components/orchestrators/swarm/attached";

describe("a container on a network of the cluster", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ruche-attached-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A `docker run` that fails with these messages, one after the other, and then takes its input. */
  const run = (...failures: readonly string[]) => {
    const docker = `sh -c 'echo >> ${folder}/tries; n=$(wc -l < ${folder}/tries); ${failures.map((said, index) => `[ $n != ${index + 1} ] || { echo "${said}" >&2; exit 125; };`).join(" ")} cat > ${folder}/taken; echo printed'`;
    const { status, stdout, stderr } = spawnSync("bash", ["-c", untilAttached(docker, "echo what became of it >&2")], {
      input: "a secret\nof two lines",
      encoding: "utf8",
    });
    return { status, stdout, stderr, tries: readFileSync(join(folder, "tries"), "utf8").length };
  };

  it("is started again while Docker does not find the network, with the same input", () => {
    const gone = "docker: Error response from daemon: network tv5oxuh88kjk not found.";
    assert.deepEqual(run(gone, gone), { status: 0, stdout: "", stderr: "", tries: 3 });
    assert.equal(readFileSync(join(folder, "taken"), "utf8"), "a secret\nof two lines\n");
  });

  it("fails at once for any other reason, which is told", () => {
    assert.deepEqual(run("docker: no such image"), {
      status: 1,
      stdout: "",
      stderr: "docker: no such image\nwhat became of it\n",
      tries: 1,
    });
  });
});
