import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyClone } from "../lab/platform";

const git = ["-c", "user.name=t", "-c", "user.email=t@example.org"];

/** A port that the new kind offers, which DokuWiki does not. */
const ports = '{ log: { port: 514, protocol: "udp" } }';

/** What the parts of Ruche say of the kinds that they know. */
const asking = `
  import { catalogue, Minutes } from "./components";
  import { IMAGE_NAMES } from "./images/catalogue";
  import { imageKey } from "./images/key";
  import { parseEnvironment } from "./model/environment";
  import { ownFacts } from "./policies/core/facts";
  import { kinds } from "./stacks/kinds";
  import { readFileSync } from "node:fs";
  const file = "environments/Pulumi.lab.yaml";
  const lab = readFileSync(file, "utf8");
  const told = (kind: string) =>
    parseEnvironment(lab.replace("kind: dokuwiki", "kind: " + kind), { file, kinds }).mistakes.map(({ path }) => path);
  const { services, software, images, storage } = ownFacts();
  console.log(JSON.stringify({
    catalogue: catalogue.filter(({ component }) => component === Minutes).map(({ definition }) => definition.kind),
    mistakes: [told("minutes, settings: { title: Bees }"), told("minutes, settings: { title: 7 }"), told("minute")],
    ports: [told("minutes, ports: { log: { exposure: public } }"), told("minutes, ports: { lag: { exposure: public } }")],
    facts: [services.minutes, software.minutes?.title, images.minutes?.[0], storage.minutes?.gluster?.verdict],
    image: IMAGE_NAMES.includes("minutes") && imageKey("minutes").length,
  }));
`;

describe("a new kind of service", function () {
  this.timeout(180_000);
  const clone = mkdtempSync(join(tmpdir(), "ruche-kind-"));
  const run = (program: string, ...args: string[]): string =>
    execFileSync(program, args, { cwd: clone, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });

  before("is DokuWiki's folder under another name, in a copy of the clone", () => {
    copyClone(clone);
    run("git", "init", "--quiet");
    run("git", "add", "--all");
    run("git", ...git, "commit", "--quiet", "--message", "before");
    const folder = join(clone, "components/services/minutes");
    cpSync(join(clone, "components/services/dokuwiki"), folder, { recursive: true });
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      const file = join(folder, name);
      if (!statSync(file).isFile()) continue;
      const text = readFileSync(file, "utf8");
      const kind = text.replaceAll("dokuwiki", "minutes").replaceAll("DokuWiki", "Minutes");
      writeFileSync(
        file,
        kind.replace('kind: "minutes",', (line) => `${line} ports: ${ports},`),
      );
    }
    run("node", "--import", "tsx", "docs/generate.ts");
  });
  after(() => rmSync(clone, { recursive: true, force: true }));

  it("is known to catalogue, environment, policies and images", () => {
    writeFileSync(join(clone, "asking.ts"), asking);
    const told = JSON.parse(run("node", "--import", "tsx", "asking.ts")) as unknown;
    rmSync(join(clone, "asking.ts"));
    assert.deepEqual(told, {
      catalogue: ["minutes"],
      mistakes: [[], ["ruche:services.wiki.settings.title"], ["ruche:services.wiki.kind"]],
      ports: [[], ["ruche:services.wiki.ports.lag"]],
      facts: ["minutes", "Minutes", "debian 13", "safe"],
      image: 16,
    });
  });

  it("is in the documents, and in the schema that editors use", () => {
    assert.match(readFileSync(join(clone, "docs/services.md"), "utf8"), /^\| `minutes` \| A wiki \| one \| files \|$/m);
    assert.match(readFileSync(join(clone, "docs/services.md"), "utf8"), /^\| `ports\.log` \| 514\/udp \| no \|$/m);
    assert.match(readFileSync(join(clone, "environments/schema.json"), "utf8"), /"const": "minutes"/);
    assert.match(readFileSync(join(clone, "docs/policies.md"), "utf8"), /^\| Minutes 2024-02-06 \| 2030-06-30 \|/m);
  });

  it("has everything that the tests ask of one", () => {
    const files = ["tests/unit/structure.test.ts", "tests/policies/facts.test.ts", "tests/docs/suites.test.ts"];
    run("node_modules/.bin/mocha", "--grep", "facts about software|is a folder|the tests themselves", ...files);
  });

  it("is its folder and what is written from it, and nothing else", () => {
    const written = ["components/services/catalogue.ts", "components/services/settings.ts"];
    const documents = [
      "docs/api/README.md",
      "docs/api/services.md",
      "docs/policies.md",
      "docs/services.md",
      "environments/schema.json",
    ];
    assert.deepEqual(
      run("git", "status", "--porcelain")
        .split("\n")
        .filter(Boolean)
        .map((line) => line.slice(3)),
      [...written, ...documents, "components/services/minutes/"],
    );
  });
});
