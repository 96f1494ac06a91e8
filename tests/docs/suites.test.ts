import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../../components/services/catalogue";
import { IMAGES } from "../../images/catalogue";
import { testFiles } from "../run";
import { root } from "./markdown";

describe("the tests themselves", () => {
  it("belong to a suite, each of them: what no suite names is never run", () => {
    const folders = Object.values(testFiles)
      .flat()
      .map((pattern) => pattern.replace(/\/\*\*\/.*$/, "/"));
    const files = readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => `tests/${name}`);
    assert.deepEqual(
      files.filter((file) => !folders.some((folder) => file.startsWith(folder))),
      [],
    );
  });

  it("a service and the image that is made for it name the same version", () => {
    const own = catalogue.map(({ definition }) => definition).filter(({ kind, image }) => kind === image);
    assert.deepEqual(
      own.map(({ kind, version }) => [kind, version]),
      own.map(({ kind }) => [kind, IMAGES[kind as keyof typeof IMAGES].version]),
    );
  });
});
