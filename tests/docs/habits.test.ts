import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "./markdown";

const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** Pairs of a pattern and its owners. */
const owners = (file: string): [string, string][] =>
  read(file)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(" ") as [string, string]);

describe("the habits of the repository", () => {
  it("what judges changes has owners of its own, the same on both forges", () => {
    const github = owners(".github/CODEOWNERS");
    const judging = ["policies", "environments", ".github", ".forgejo", ".gitea"];
    assert.deepEqual(github, [
      ["*", "@ruche/maintainers"],
      ...judging.map((folder) => [`/${folder}/`, "@ruche/guardians"]),
    ]);
    for (const folder of judging) assert.ok(existsSync(join(root, folder)), folder);
    // Forgejo takes a backslash as the beginning of an escape, and then the rest as a regular expression.
    assert.deepEqual(
      owners(".gitea/CODEOWNERS").map(([pattern, owner]) => [pattern.replace(/\\\\/g, "\\"), owner]),
      [
        [".*", "@ruche/maintainers"],
        ...judging.map((folder) => [`${folder.replace(".", "\\.")}/.*`, "@ruche/guardians"]),
      ],
    );
  });

  it("templates of issues ask each question once, and those that are needed are required", () => {
    for (const [name, required] of [
      ["bug", ["command", "expected", "happened", "doctor"]],
      ["idea", ["need"]],
    ] as const) {
      const { body } = parse(read(`.github/ISSUE_TEMPLATE/${name}.yml`)) as {
        body: { id?: string; validations?: { required?: boolean } }[];
      };
      const ids = body.flatMap(({ id }) => id ?? []);
      assert.equal(new Set(ids).size, ids.length);
      assert.deepEqual(
        body.flatMap(({ id, validations }) => (validations?.required ? (id ?? []) : [])),
        required,
      );
    }
  });

  it("every kind of dependency is in a group that is updated", () => {
    const { enabledManagers, packageRules } = JSON.parse(read("renovate.json")) as {
      enabledManagers: string[];
      packageRules: {
        groupName?: string;
        rangeStrategy?: string;
        matchFileNames?: string[];
        matchDepTypes?: string[];
      }[];
    };
    assert.deepEqual(enabledManagers, ["npm", "gomod", "github-actions"]);
    assert.deepEqual(
      packageRules.flatMap(({ groupName }) => groupName ?? []),
      ["npm packages", "npm tools", "Go modules", "actions", "Debian", "Pulumi"],
    );
    // Pinned would be the range of a peer as well.
    const bumped = packageRules.filter(({ rangeStrategy }) => rangeStrategy === "bump");
    assert.deepEqual(
      bumped.flatMap(({ matchFileNames = [], matchDepTypes = [] }) => [...matchDepTypes, ...matchFileNames]),
      ["peerDependencies", "examples/**"],
    );
  });

  it("peers of the package begin at the version that is tested, and examples ask for the same", () => {
    interface Package {
      readonly version: string;
      readonly dependencies: Readonly<Record<string, string>>;
      readonly devDependencies: Readonly<Record<string, string>>;
      readonly peerDependencies: Readonly<Record<string, string>>;
    }
    const ours = JSON.parse(read("package.json")) as Package;
    const peers = Object.keys(ours.peerDependencies);
    assert.deepEqual(peers, ["@pulumi/command", "@pulumi/docker", "@pulumi/pulumi"]);
    const tested: Readonly<Record<string, string>> = {
      ...ours.devDependencies,
      ...ours.dependencies,
      ruche: ours.version,
    };
    assert.deepEqual(ours.peerDependencies, Object.fromEntries(peers.map((name) => [name, `^${tested[name]}`])));
    for (const example of readdirSync(join(root, "examples"))) {
      const { dependencies } = JSON.parse(read(`examples/${example}/package.json`)) as Package;
      for (const [name, range] of Object.entries(dependencies)) assert.equal(range, `^${tested[name]}`, example);
      for (const name of [...peers, "ruche"]) assert.ok(name in dependencies, `${example}: ${name}`);
    }
  });

  it("blame looks past commits that only moved text, named in full", () => {
    const commits = read(".git-blame-ignore-revs")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    assert.ok(commits.includes("0b34e56afe13fc14862ba9c27aac9e0d06470590"));
    for (const commit of commits) assert.match(commit, /^[0-9a-f]{40}$/);
  });
});
