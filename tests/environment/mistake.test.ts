import * as assert from "node:assert/strict";
import { formatMistakes, parseEnvironment } from "../../model/environment";
import { nearest } from "../../model/environment/suggest";
import { kinds } from "./catalogue";

describe("mistakes", () => {
  const text =
    "config:\n  ruche:tier: prod\n  ruche:domain: lab.internal\n  ruche:machines: { provider: lab, hosts: { hive1: {} } }\n";

  it("read like a compiler's: file, line, path, what, value, allowed, remedy", () => {
    const { mistakes } = parseEnvironment(text, { file: "environments/Pulumi.x.yaml", kinds });
    assert.equal(
      formatMistakes(mistakes),
      "environments/Pulumi.x.yaml:2 ruche:tier: not one of the known words (value prod); allowed: development, " +
        "staging, production; do: did you mean production?",
    );
  });

  it("in the settings of a service read like all others", () => {
    const services =
      "  ruche:services: { wiki: { kind: dokuwiki, exposure: public, settings: { titl: A, look: brigth } } }\n";
    const { mistakes } = parseEnvironment(text + services, { file: "x", kinds });
    const told = formatMistakes(mistakes).split("\n");
    const at = "x:5 ruche:services.wiki.settings";
    assert.deepEqual(
      told.filter((line) => line.startsWith(at)),
      [
        `${at}.titl: unknown key (value titl); allowed: title, pages, look; do: did you mean title?`,
        `${at}.look: not one of the known words (value brigth); allowed: plain, bright; do: did you mean bright?`,
      ],
    );
  });

  it("are plain JSON for programs", () => {
    const { mistakes } = parseEnvironment(text, { file: "x", kinds });
    assert.deepEqual(JSON.parse(JSON.stringify(mistakes)), [
      {
        file: "x",
        line: 2,
        column: 15,
        path: "ruche:tier",
        value: "prod",
        allowed: "development, staging, production",
        remedy: "did you mean production?",
        message: "not one of the known words",
      },
    ]);
  });

  it("suggest the one word that is near, and none where several are or none is", () => {
    assert.equal(nearest("exposur", ["exposure", "replicas"]), "exposure");
    assert.equal(nearest("hive33", ["hive1", "hive3"]), "hive3");
    assert.equal(nearest("hive9", ["hive1", "hive3"]), undefined);
    assert.equal(nearest("zebra", ["exposure", "replicas"]), undefined);
    assert.equal(nearest("x", []), undefined);
  });
});
