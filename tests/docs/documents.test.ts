import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import execa from "execa";
import { commands as cliCommands } from "../../cli/commands";
import { environmentKeys } from "../../docs/environmentTable";
import { generatedDocuments } from "../../docs/generated";
import { meanings } from "../../docs/keys";
import { environmentJsonSchema, parseEnvironment } from "../../model/environment";
import { kinds } from "../../stacks/kinds";
import { TestPlatform } from "../lab/platform";
import { suites } from "../run";
import { blocks, commands, deadLinks, documents, root } from "./markdown";

/**
 * How a command that a document shows is run by a test: right here in a copy of the clone, or by a suite that has a
 * platform.
 */
type Runner =
  | { readonly here: (answer: { status: number; stdout: string; stderr: string; folder: string }) => void }
  | { readonly lab: RegExp }
  | { readonly suites: readonly string[] };

/** Suites restore by a function of theirs, which passes its words on to the command. */
const restoreWith = ({ source }: RegExp): RegExp =>
  new RegExp(`\\["restore", "lab", service, \\.\\.\\.words\\][\\s\\S]*\\brestore\\(${source}\\)`);

const runners: Readonly<Record<string, Runner>> = {
  "./ruche --help": {
    here: ({ status, stdout }) => {
      assert.equal(status, 0);
      assert.match(stdout, /up[\s\S]*preview[\s\S]*status[\s\S]*down/);
    },
  },
  "./ruche doctor": {
    here: ({ status, stdout }) => {
      assert.ok(status === 0 || /missing {2}Go/.test(stdout), stdout);
      assert.match(stdout, /Go 1\.26 or later/);
    },
  },
  "./ruche init school --like lab": {
    here: ({ status, folder }) => {
      assert.equal(status, 0);
      assert.ok(existsSync(join(folder, "environments/Pulumi.school.yaml")));
    },
  },
  "./ruche seed school": {
    here: ({ status, stderr, folder }) => {
      assert.equal(status, 0, stderr);
      assert.match(
        readFileSync(join(folder, "environments/Pulumi.school.yaml"), "utf8"),
        /ruche:seed:\n\s+secure: v1:\S+[\s\S]*encryptionsalt: v1:/,
      );
    },
  },
  "./ruche up": { lab: /ruche(<\w+>)?\(\["up", "lab"\]/ },
  "./ruche up lab": { lab: /ruche(<\w+>)?\(\["up", "lab"\]/ },
  "./ruche down": { lab: /ruche\(\["down", "lab"\]/ },
  "./ruche down lab --consent lab": { lab: /ruche\(\["down", "lab", "--consent", "lab"\]\)/ },
  "./ruche status": { lab: /\["status", this\.environment\]/ },
  "./ruche status lab": { lab: /\["status", this\.environment\]/ },
  "./ruche status lab --json": { lab: /\["status", this\.environment\]/ },
  "./ruche verify lab": { lab: /ruche(<[^(]*>)?\(\["verify", "lab", \.\.\.words\]\)/ },
  "./ruche verify lab --all": { lab: /verify\("--all"\)/ },
  "./ruche blast-radius lab": { lab: /ruche(<[^(]*>)?\(\["blast-radius", "lab"/ },
  "./ruche blast-radius lab hive1": { lab: /ruche(<[^(]*>)?\(\["blast-radius", "lab", machine\]\)/ },
  "./ruche drift lab": { lab: /ruche<[^(]*>\(\["drift", "lab"\]\)/ },
  "./ruche preview lab": { lab: /ruche<[^(]*>\(\["preview", "lab"\]\)/ },
  "./ruche report lab": { lab: /\["report", "team", \.\.\.words\][\s\S]*\breport\(\)/ },
  "./ruche report lab --format html --output review.html": {
    lab: /\["report", "team", \.\.\.words\][\s\S]*\breport\("--format", "html", "--output", \w+\)/,
  },
  "./ruche report lab --against HEAD": {
    lab: /\["report", "team", \.\.\.words\][\s\S]*\breport\("--against", "HEAD"\)/,
  },
  "./ruche logs lab wiki --lines 50": { lab: /ruche\(\["logs", "lab", "pad", "--lines", "5"\]\)/ },
  "./ruche exec lab wiki -- ls /storage": { lab: /ruche\(\["exec", "lab", "wiki", "--", "sh", "-c", "ls \/storage/ },
  "./ruche ssh lab hive1 -- df -h": { lab: /ruche\( ?\["ssh", "lab", "hive2", "--",/ },
  "./ruche backup lab": { lab: /ruche\(\["backup", "lab"\]\)/ },
  "./ruche backup lab wiki": { lab: /ruche\(\["backup", "lab", "wiki"\]\)/ },
  "./ruche snapshots lab": { lab: /ruche(<[^(]*>)?\(\["snapshots", "lab"/ },
  "./ruche snapshots lab --verify": { lab: /ruche(<[^(]*>)?\(\["snapshots", "lab"[^\]]*, "--verify"\]/ },
  "./ruche restore lab wiki --consent wiki": { lab: restoreWith(/service, "--consent", service/) },
  "./ruche restore lab wiki --at 2026-11-20T18:00Z --consent wiki": {
    lab: restoreWith(/"wiki", "--at", .+, "--consent", "wiki"/),
  },
  "./ruche restore lab wiki --snapshot 20261120T180012Z-778899 --consent wiki": {
    lab: restoreWith(/"wiki", "--snapshot", .+, "--consent", "wiki"/),
  },
  "./ruche restore lab wiki --into kept": { lab: restoreWith(/"wiki", .*"--into", "kept"/) },
  "./ruche drill lab": { lab: /ruche(<[^(]*>)?\(\["drill", "lab"/ },
  "./ruche password lab": { lab: /\["password", this\.environment\]/ },
  'eval "$(./ruche env lab)" && pulumi preview --stack lab': {
    lab: /\["env", "lab"\][\s\S]*pulumi preview --stack lab/,
  },
  "./ruche drill lab wiki --declared": { lab: /ruche(<[^(]*>)?\(\["drill", "lab", "\w+", "--declared"\]/ },
  "./ruche upgrade lab postgresql": { lab: /ruche(<[^(]*>)?\(\["upgrade", "lab", "postgresql"\]/ },
  "./ruche coverage lab": { lab: /ruche(<[^(]*>)?\(\["coverage", "lab"\]/ },
  "./ruche rebuild lab --consent lab": { lab: /ruche(<[^(]*>)?\(\["rebuild", "lab", "--consent", "lab"\]/ },
  "./ruche rebuild lab --state state.json --consent lab": {
    lab: /ruche(<[^(]*>)?\(\["rebuild", "lab", "--state", copy, "--consent", "lab"\]/,
  },
  "./ruche move-state lab --from files": { lab: /ruche\(\["move-state", "lab", "--from", "files"\]/ },
  "npm install && pulumi up": { suites: ["sdk"] },

  'curl --cacert <(pulumi stack output authority) --connect-to "::$(pulumi stack output address):443" $(pulumi stack output url)':
    { suites: ["sdk"] },
  "./ruche test": { suites: [] },
  "./ruche test unit policies": { suites: ["unit", "policies"] },
  "./ruche test check": { suites: ["check"] },
  "./ruche test backup": { suites: ["backup"] },
};

describe("documents", () => {
  const all = documents();
  const shown = [...new Set(all.flatMap(commands))];

  it("show no command that no test runs, and this table has no other", () => {
    assert.deepEqual(shown.sort(), Object.keys(runners).sort());
  });

  describe("commands run in a copy of the clone", function () {
    this.timeout(120_000);
    let copy: TestPlatform;
    before(() => {
      copy = new TestPlatform();
    });
    after(() => copy.remove());

    for (const [command, runner] of Object.entries(runners)) {
      if (!("here" in runner)) continue;
      it(command, async () => {
        const { exitCode, stdout, stderr } = await execa("bash", ["-c", command], { cwd: copy.folder, reject: false });
        runner.here({ status: exitCode, stdout, stderr, folder: copy.folder });
      });
    }

    it("a new environment has the mistakes of none", () => {
      const file = "environments/Pulumi.school.yaml";
      const { environment, mistakes } = parseEnvironment(readFileSync(join(copy.folder, file), "utf8"), {
        file,
        kinds,
      });
      assert.deepEqual(mistakes, []);
      assert.equal(environment?.domain, "lab.internal");
    });
  });

  describe("commands run by a suite with a platform", () => {
    const sources = ["tests/lab", "tests/backup", "tests/workflows"]
      .flatMap((folder) =>
        readdirSync(join(root, folder))
          .filter((name) => name.endsWith(".ts"))
          .map((name) => readFileSync(join(root, folder, name), "utf8")),
      )
      .join("\n")
      // However the formatter breaks a call into lines.
      .replace(/\s+/g, " ")
      .replace(/([([]) /g, "$1")
      .replace(/,? ([)\]])/g, "$1");
    for (const [command, runner] of Object.entries(runners)) {
      if ("lab" in runner) it(command, () => assert.match(sources, runner.lab));
    }
  });

  it("a command without an environment means the lab, and each is loaded by its name", async () => {
    const loaded = await Promise.all(Object.values(cliCommands).map((load) => load()));
    assert.deepEqual(
      loaded.map(({ command }) => command.name()),
      Object.keys(cliCommands),
    );
    const defaults = loaded
      .map(({ command }) => command)
      .flatMap((command) =>
        command.registeredArguments
          .slice(0, 1)
          .filter(({ required, variadic }) => !required && !variadic)
          .map((argument) => [command.name(), argument.defaultValue]),
      );
    assert.deepEqual(
      defaults,
      [
        "validate",
        "up",
        "preview",
        "report",
        "status",
        "drift",
        "verify",
        "blast-radius",
        "backup",
        "snapshots",
        "drill",
        "coverage",
        "down",
        "password",
        "env",
      ].map((name) => [name, "lab"]),
    );
  });

  it("name suites that there are", () => {
    for (const runner of Object.values(runners)) {
      if ("suites" in runner) for (const suite of runner.suites) assert.ok(suites.includes(suite), suite);
    }
    const { text } = all.find(({ path }) => path === "docs/architecture.md")!;
    const listed = [...text.slice(text.indexOf("## Tests")).matchAll(/^\| `(\w+)` \|/gm)].map(([, suite]) => suite!);
    assert.deepEqual(listed.sort(), [...suites].sort());
  });

  it("name npm scripts that there are", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const { path, text } of all)
      for (const [, script] of text.matchAll(/npm run (\w+)/g))
        assert.ok(script! in scripts, `${path}: npm run ${script}`);
  });

  it("have links and pictures that lead somewhere", () => {
    assert.deepEqual(
      all.flatMap((document) => deadLinks(document).map((target) => `${document.path}: ${target}`)),
      [],
    );
  });

  it("show environments without a mistake, and name none that is not there", () => {
    const names = readdirSync(join(root, "environments"));
    for (const document of all) {
      for (const yaml of blocks(document, "yaml").filter((block) => block.startsWith("config:"))) {
        assert.deepEqual(parseEnvironment(yaml, { file: document.path, kinds }).mistakes, []);
      }
      for (const [, name] of document.text.matchAll(/environments\/(Pulumi\.[\w-]+\.yaml)/g))
        assert.ok(names.includes(name!) || name === "Pulumi.school.yaml", `${document.path}: ${name}`);
    }
  });

  it("quote messages that the sources have", () => {
    const { text } = all.find(({ path }) => path === "docs/operations.md")!;
    const rows = [...text.slice(text.indexOf("| message |")).matchAll(/^\| (`.*`) \|/gm)].map(([, cell]) => cell!);
    const sources = [
      "ruche",
      ...["cli", "components", "drivers", "images", "model", "stacks", "tools"].flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
          .filter((file) => /\.(ts|sh|py)$/.test(file))
          .map((file) => join(folder, file)),
      ),
    ]
      .map((file) => readFileSync(join(root, file), "utf8"))
      .join("\n");
    assert.ok(rows.length > 8);
    for (const [, message] of rows.join(" ").matchAll(/`([^`]+)`/g))
      assert.ok(sources.includes(message!), `no source says: ${message}`);
  });

  it("list the kinds of the catalogue", () => {
    const { text } = all.find(({ path }) => path === "docs/services.md")!;
    assert.deepEqual(
      [...text.slice(0, text.indexOf("## Etherpad")).matchAll(/^\| `(\w+)` \|/gm)].map(([, kind]) => kind),
      kinds.map(({ kind }) => kind),
    );
  });
});

describe("what is written by a program", () => {
  for (const [path, content] of Object.entries(generatedDocuments(root))) {
    it(`${path} is up to date (npm run docs)`, () => assert.equal(readFileSync(join(root, path), "utf8"), content));
  }

  it("every key of an environment has its meaning, and no other has one", () => {
    assert.deepEqual(
      environmentKeys(environmentJsonSchema())
        .map(({ path }) => path)
        .sort(),
      Object.keys(meanings).sort(),
    );
  });
});
