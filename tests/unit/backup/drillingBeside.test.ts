import assert from "node:assert/strict";
import { containerOf } from "./declared";
import { Drilled } from "./drilled";

describe("a drill of a service of several containers", () => {
  let machine: Drilled;
  beforeEach(() => {
    machine = new Drilled();
  });
  afterEach(() => machine.end());

  const beside = (containers: object[]): void => machine.redeclare({ containers });

  it("starts what is beside the service first, and asks all of them whether they are healthy", () => {
    beside([containerOf("wiki"), containerOf("wiki-cache")]);
    machine.hook(
      "docker",
      `case "$*" in "exec ruche-drill-wiki-cache "*) [ $(cat ${machine.folder}/asked | wc -l) = 2 ] || { echo >> ${machine.folder}/asked; exit 1; };; esac`,
    );
    machine.write("asked", "");
    machine.drill();
    const asked = machine.calls("docker").flatMap(({ words }) => {
      if (words[0] === "exec") return [words.slice(1).join(" ")];
      return words[0] === "run" && words[1] === "-d" ? [`start ${words[words.indexOf("--name") + 1]}`] : [];
    });
    assert.deepEqual(asked.slice(2), [
      "start ruche-drill-wiki-cache",
      ...new Array<string>(3).fill("ruche-drill-wiki-cache healthy wiki-cache"),
      "start ruche-drill-wiki",
      "ruche-drill-wiki-cache healthy wiki-cache",
      "ruche-drill-wiki http-ok 8080 /health",
    ]);
  });

  it("fails when what is beside the service ends, or never gets healthy", () => {
    const health = { command: ["false"], withinSeconds: 0 };
    machine.redeclare({ containers: [containerOf("wiki"), containerOf("wiki-cache", { health })], within: -600 });
    machine.hook("docker", 'case "$*" in "exec ruche-drill-wiki-cache "*) exit 1;; esac');
    const failed = (): string => machine.failedDrill().said;
    assert.equal(failed(), "the drill of wiki failed: error: the restored copy did not answer in time\n");
    assert.equal(machine.calls("docker").filter(({ words }) => words.includes("registry/wiki:1")).length, 2);
    machine.hook(
      "docker",
      'case "$*" in "exec ruche-drill-wiki "*) sed -i s/true/false/ $RUCHE_ROOT/containers/ruche-drill-wiki-cache;; esac',
    );
    assert.equal(failed(), "the drill of wiki failed: fatal: the settings are wrong\n");
    assert.deepEqual(machine.list("containers"), []);
  });

  it("keeps apart what has one name: a companion and a server, a secret and a file", () => {
    const names = ["wiki-0", "mariadb"];
    beside([
      containerOf("wiki", { configuration: { "/etc/wiki.conf": "loud" }, secrets: names }),
      containerOf("wiki-mariadb", { secrets: [] }),
    ]);
    machine.drill({ secrets: { "wiki-0": "first", mariadb: "second" } });
    assert.deepEqual(machine.list("containers"), [
      "ruche-drill-wiki",
      "ruche-drill-wiki-mariadb",
      "ruche-drill-wiki.mariadb",
    ]);
    const places = ["secrets/wiki-0", "secrets/mariadb", "configuration/wiki-0", "administrators/mariadb"];
    assert.deepEqual(
      places.map((place) => machine.read(`run/ruche/drill/wiki/${place}`)),
      ["first", "second", "loud", "of the administrator"],
    );
  });
});
