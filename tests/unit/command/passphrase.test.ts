import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import {
  forgetEmptyPassphrase,
  passphrasePlace,
  passphraseVariables,
  removePassphrase,
} from "../../../cli/environment/passphrase";

describe("a clone's passphrase", () => {
  let clone: string;
  let file: string;
  beforeEach(() => {
    clone = mkdtempSync(join(tmpdir(), "ruche-passphrase-"));
    mkdirSync(join(clone, ".ruche"));
    file = join(clone, ".ruche/passphrase");
  });
  afterEach(() => rmSync(clone, { recursive: true }));

  const lab = { name: "lab", text: "config: {}", shared: undefined };
  const encrypted = { ...lab, text: "config:\n  ruche:seed: { secure: v1:abc }" };
  const find = (needed = lab as Parameters<typeof passphraseVariables>[0], variables = {}) =>
    passphraseVariables(needed, variables, clone);

  it("is made once, and never an empty one is taken", () => {
    assert.deepEqual(find(), { PULUMI_CONFIG_PASSPHRASE_FILE: file });
    const made = readFileSync(file, "utf8");
    assert.ok(made.trim().length >= 32);
    assert.deepEqual(find(encrypted, { PULUMI_CONFIG_PASSPHRASE: "" }), { PULUMI_CONFIG_PASSPHRASE_FILE: file });
    assert.equal(readFileSync(file, "utf8"), made);
    writeFileSync(file, "\n");
    assert.throws(() => find(), /The passphrase in \S+ is empty\. Set PULUMI_CONFIG_PASSPHRASE_FILE/);
    const other = join(clone, "other");
    assert.throws(() => find(lab, { PULUMI_CONFIG_PASSPHRASE_FILE: other }), /cannot be read: ENOENT/);
    writeFileSync(other, "the bees know");
    const near = relative(process.cwd(), other);
    assert.deepEqual(find(lab, { PULUMI_CONFIG_PASSPHRASE_FILE: near }), { PULUMI_CONFIG_PASSPHRASE_FILE: other });
    assert.deepEqual(find(lab, { PULUMI_CONFIG_PASSPHRASE: "known" }), {});
  });

  it("is not made where another one is needed", () => {
    assert.throws(() => find(encrypted), /Pulumi\.lab\.yaml is encrypted with a passphrase that this clone does not/);
    assert.throws(() => find({ ...lab, shared: "s3://hive" }), /is a team's \(s3:\/\/hive\)/);
    assert.deepEqual(readdirSync(join(clone, ".ruche")), []);
  });

  it("is one for commands that begin at the same moment", async () => {
    const program = `
      require("ts-node/register/transpile-only");
      const { passphraseVariables } = require("./cli/environment/passphrase");
      passphraseVariables(${JSON.stringify(lab)}, {}, ${JSON.stringify(clone)});
      process.stdout.write(require("node:fs").readFileSync(${JSON.stringify(file)}, "utf8"));`;
    const all = await Promise.all(
      [1, 2, 3].map(async () => (await promisify(execFile)(process.execPath, ["-e", program])).stdout),
    );
    assert.deepEqual(new Set(all).size, 1);
    assert.deepEqual(readdirSync(join(clone, ".ruche")).sort(), ["passphrase", "passphrase.made"]);
  });

  it("goes only if it was made here and no file needs it", () => {
    const needs = (text: string): boolean => text.includes("secure");
    const texts = new Map([["lab", "config: {}"]]);
    writeFileSync(file, "the team's");
    assert.match(String(removePassphrase(texts, needs, clone)), /stays: it was put there by hand/);
    rmSync(file);
    find();
    const made = readFileSync(file, "utf8");
    assert.match(
      String(removePassphrase(new Map([...texts, ["school", encrypted.text]]), needs, clone)),
      /stays: environments\/Pulumi\.school\.yaml cannot be read without it/,
    );
    writeFileSync(file, `${made}and more`);
    assert.match(String(removePassphrase(texts, needs, clone)), /put there by hand/);
    assert.ok(existsSync(file));
    writeFileSync(file, made);
    assert.equal(removePassphrase(texts, needs, clone), undefined);
    assert.deepEqual(readdirSync(join(clone, ".ruche")), []);
    assert.equal(removePassphrase(texts, needs, clone), undefined);
  });

  it("that is empty in the environment is taken out of it, since Pulumi would encrypt with it", () => {
    const environment: NodeJS.ProcessEnv = {
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_CONFIG_PASSPHRASE_FILE: "",
      HOME: "",
    };
    forgetEmptyPassphrase(environment);
    assert.deepEqual({ ...environment }, { HOME: "" });
    forgetEmptyPassphrase(Object.assign(environment, { PULUMI_CONFIG_PASSPHRASE: "known" }));
    assert.equal(environment.PULUMI_CONFIG_PASSPHRASE, "known");
  });

  it("is named by where it really is", () => {
    assert.equal(passphrasePlace({}), ".ruche/passphrase");
    assert.equal(passphrasePlace({ PULUMI_CONFIG_PASSPHRASE_FILE: "/team/key" }), "/team/key");
    assert.match(
      passphrasePlace({ PULUMI_CONFIG_PASSPHRASE: "x", PULUMI_CONFIG_PASSPHRASE_FILE: "/team/key" }),
      /^the variable PULUMI_CONFIG_PASSPHRASE$/,
    );
  });
});
