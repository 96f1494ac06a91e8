import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { catalogue } from "../../components/services/catalogue";
import { IMAGES } from "../../images/catalogue";
import { stages, testFiles } from "../run";
import { root } from "./markdown";

/** As mocha reads a pattern from its command line. */
const lookupFiles = require("mocha/lib/cli/lookup-files") as (pattern: string) => string[];

describe("the tests themselves", () => {
  it("belong to a suite, each of them: what no suite names is never run", () => {
    const named = Object.values(testFiles)
      .flat()
      .flatMap((pattern) => lookupFiles(resolve(root, pattern)).map((file) => relative(root, file)));
    const files = ["tests", "components"].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".test.ts"))
        .map((name) => join(folder, name)),
    );
    assert.deepEqual(named.sort(), files.sort());
  });

  it("have their suites in one stage each: none is forgotten, and none runs twice", () => {
    assert.deepEqual(stages.flat(2).sort(), Object.keys(testFiles).sort());
  });

  it("a service and the image that is made for it name the same version", () => {
    const own = catalogue.map(({ definition }) => definition).filter(({ kind, image }) => kind === image);
    assert.deepEqual(
      own.map(({ kind, version }) => [kind, version]),
      own.map(({ kind }) => [kind, IMAGES[kind].version]),
    );
  });
});
