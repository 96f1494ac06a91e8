import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { environmentPicture } from "../../docs/picture";
import { fitted, grid } from "../../docs/svg";
import { type Environment, parseEnvironment } from "../../model/environment";
import { kinds } from "../../stacks/kinds";
import { root } from "./markdown";

const read = (change: (text: string) => string = (text) => text): Environment => {
  const { environment, mistakes } = parseEnvironment(
    change(readFileSync(join(root, "environments/Pulumi.lab.yaml"), "utf8")),
    { file: "lab", kinds },
  );
  assert.ok(environment, JSON.stringify(mistakes));
  return environment;
};
const texts = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, content]) => content!);

describe("picture of an environment", () => {
  it("has every machine, service, address, volume and member", () => {
    const shown = texts(environmentPicture("lab", read())).join("\n");
    for (const word of [
      "hive1, manager",
      "hive3, manager",
      "home",
      "wiki",
      "pad",
      "https://pad.lab.internal",
      "/DATA",
      "Members: ada, grace",
      "Anybody",
      "MariaDB",
      "registry",
      "cellar",
      "backups",
      "SSH",
    ])
      assert.ok(shown.includes(word), word);
  });

  it("cuts nothing off in the picture of the lab", () => {
    assert.deepEqual(
      texts(environmentPicture("lab", read())).filter((text) => text.includes("…")),
      [],
    );
  });

  it("has a server for each database product that a service needs", () => {
    const shown = texts(
      environmentPicture(
        "lab",
        read((text) => text.replace("kind: dokuwiki", "kind: mattermost")),
      ),
    );
    assert.deepEqual(
      shown.filter((text) => /^(MariaDB|PostgreSQL)$/.test(text)),
      ["MariaDB", "PostgreSQL"],
    );
    assert.ok(shown.includes("mattermost, 1 copy, in PostgreSQL"), shown.join("\n"));
  });

  it("has no way in to a service that is for nobody", () => {
    const arrows = (svg: string): number => [...svg.matchAll(/class="arrow (public|members)"/g)].length;
    const closed = environmentPicture(
      "lab",
      read((text) => text.replace("kind: dokuwiki, exposure: public", "kind: dokuwiki, exposure: nobody")),
    );
    assert.equal(arrows(environmentPicture("lab", read())) - arrows(closed), 1);
    assert.ok(!texts(closed).includes("https://wiki.lab.internal"));
  });

  it("is drawn for a machine alone, without cluster, storage and services", () => {
    const alone = { ...read(), cluster: null, storage: [], services: [] };
    const shown = texts(environmentPicture("alone", alone));
    assert.ok(shown.includes("hive1"));
    assert.ok(!shown.some((text) => text.includes("Ingress")));
  });

  it("is the same each time, and hands no markup through", () => {
    assert.equal(environmentPicture("lab", read()), environmentPicture("lab", read()));
    assert.ok(!environmentPicture("<b>", read()).includes("<b>"));
  });

  it("shortens what does not fit, and lays boxes out in rows", () => {
    assert.equal(fitted("a text that is too long", 60, 12), "a text …");
    assert.deepEqual(grid(3, { x: 0, y: 0, width: 210 }, { perRow: 2, height: 10, gap: 10 }), [
      { x: 0, y: 0, width: 100, height: 10 },
      { x: 110, y: 0, width: 100, height: 10 },
      { x: 0, y: 20, width: 100, height: 10 },
    ]);
  });
});
