import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sarif } from "../../cli/review/sarif";
import { exampleReview } from "../unit/support/review";
import { go } from "./support/go";

/** A module that carries the schema as OASIS published it (2.1.0 with its first errata), by its content. */
const [carrier, content] = ["github.com/securego/gosec/v2@v2.30.0", "h1:67aF6LHa7SAL6QEc4es857GrXTT50gUqmrl0XPhtDx0="];

describe("a report in SARIF, read by others", function () {
  this.timeout(180_000);

  it("is valid against the schema of SARIF 2.1.0, formats included, whatever there is to tell (D2)", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ruche-sarif-"));
    try {
      const { Dir, Sum } = JSON.parse((await go("sarif", "mod", "download", "-json", carrier)).stdout) as {
        Dir: string;
        Sum: string;
      };
      assert.equal(Sum, content);
      const schema = join(Dir, "report/sarif/testdata/sarif-schema-2.1.0.json");
      const valid = (name: string, log: object) => {
        const file = join(folder, `${name}.json`);
        writeFileSync(file, JSON.stringify(log));
        return go("sarif", "tool", "jv", "--assert-format", schema, file);
      };
      const logs = {
        usual: sarif(exampleReview()),
        failed: sarif(
          exampleReview({
            result: "failed",
            verdict: null,
            errors: ["", "broken"],
            said: [{ policy: "EXP-001", resource: "wiki", level: "mandatory", message: "open" }],
          }),
        ),
        unjudged: sarif(exampleReview({ verdict: null })),
      };
      for (const [name, log] of Object.entries(logs)) {
        const { exitCode, stdout, stderr } = await valid(name, log);
        assert.equal(exitCode, 0, `${name}: ${stdout}${stderr}`);
      }
      const wrong = await valid("wrong", { ...logs.usual, version: "2.0.0" });
      assert.deepEqual([wrong.exitCode, /version/.test(`${wrong.stdout}${wrong.stderr}`)], [1, true]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
