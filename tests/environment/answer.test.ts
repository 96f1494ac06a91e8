import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import execa from "execa";
import { TestPlatform } from "../lab/platform";

describe("the answer to an environment with thousands of mistakes", function () {
  this.timeout(60_000);
  const platform = new TestPlatform();
  after(() => platform.remove());

  it("comes whole, also where its reader begins late: a pipe holds 64 KiB", async () => {
    const file = join(platform.folder, "environments/Pulumi.lab.yaml");
    const services = Array.from(
      { length: 3_000 },
      (_, index) => `    site${index}: { kind: nonsense, exposure: public }\n`,
    );
    writeFileSync(
      file,
      `${readFileSync(file, "utf8").split("  ruche:services:")[0]}  ruche:services:\n${services.join("")}`,
    );
    const late = async (answer: string): Promise<string> =>
      (await execa("bash", ["-c", `${answer} | { sleep 2; cat; }`], { cwd: platform.folder })).stdout;
    const [json, text] = await Promise.all([
      late("./ruche preview lab --json 2>/dev/null"),
      late("./ruche preview lab 2>&1 >/dev/null"),
    ]);
    assert.equal((JSON.parse(json) as { mistakes: object[] }).mistakes.length, 3_000);
    assert.equal(text.split("\n").filter((line) => line.includes("unknown kind of service")).length, 3_000);
  });
});
