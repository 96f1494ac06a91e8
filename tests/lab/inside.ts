import assert from "node:assert/strict";
import { join } from "node:path";
import execa from "execa";
import type { TestPlatform } from "./platform";

/** The commands with which people look inside a platform. */
export function insideCases(platform: TestPlatform): void {
  describe("looking inside", () => {
    const ruche = async (words: readonly string[], input = "") => {
      const { exitCode, stdout, stderr } = await execa(join(platform.folder, "ruche"), words, {
        reject: false,
        cwd: platform.folder,
        input,
      });
      return { status: exitCode, stdout, stderr };
    };

    it("ssh runs a command on a machine as root, hands on standard input, and ends with its status", async () => {
      const said = await ruche(
        ["ssh", "lab", "hive2", "--", "sh", "-c", "hostname; id -u; cat; exit 7"],
        "it's $HOME\n",
      );
      assert.deepEqual(said, { status: 7, stdout: "hive2\n0\nit's $HOME", stderr: said.stderr });
      const shell = await ruche(["ssh", "lab", "cellar"], "echo in $(hostname)\n");
      assert.match(shell.stdout, /^in cellar$/m);
    });

    it("ssh names the machines that there are", async () => {
      const { status, stderr } = await ruche(["ssh", "lab", "hive9"]);
      assert.deepEqual([status, stderr], [1, "There is no machine hive9. There are: cellar, hive1, hive2, hive3"]);
    });

    it("exec runs a command in a service's container, wherever it is", async () => {
      const said = await ruche(["exec", "lab", "wiki", "--", "sh", "-c", "ls /storage; cat; exit 3"], "written\n");
      assert.deepEqual([said.status, /^conf$/m.test(said.stdout), /written$/.test(said.stdout)], [3, true, true]);
      const unknown = await ruche(["exec", "lab", "wyki", "--", "true"]);
      assert.equal(unknown.status, 1);
      assert.match(unknown.stderr, /There is no service wyki\. There are: .*\bwiki\b/);
    });

    it("logs shows what a service wrote, with times, and no character that a terminal obeys", async () => {
      await ruche(["exec", "lab", "pad", "--", "sh", "-c", "printf 'an \\033[31mescape\\n' >/proc/1/fd/1"]);
      const { status, stdout } = await ruche(["logs", "lab", "pad", "--lines", "5"]);
      assert.equal(status, 0);
      assert.match(stdout, /^\d{4}-\d\d-\d\dT\S+Z .*an <U\+001B>\[31mescape$/m);
    });
  });
}
