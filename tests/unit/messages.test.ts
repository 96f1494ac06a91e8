import assert from "node:assert/strict";
import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { Platform, Site } from "../../components";
import { UserError } from "../../model/errors";
import { InvalidValue } from "../../model/values";
import { images, settled, smallPlatform, startMocks } from "./support/mockedProgram";

const key = "-----BEGIN PRIVATE KEY-----\nMIIE5up3r\n-----END PRIVATE KEY-----\n";
const address = "http://user:5up3r@acme/dir";

/** All that a person or a log could see of an error. */
function seenOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    assert.ok(error instanceof UserError);
    return inspect(error);
  }
  return assert.fail("nothing was refused");
}

describe("an error's message", () => {
  let base: ReturnType<typeof smallPlatform>;
  before(() => {
    startMocks();
    base = smallPlatform("base");
  });
  after(settled);

  const authority = { directory: "https://acme.example.org", email: "ada@example.org" };
  const platform = (certificates: object) => {
    const { lab, volume, on } = base;
    const { directory, email } = authority;
    const all = { on, volume, seed: lab.seed, images, domain: "hive.internal" };
    return new Platform("hive", { ...all, certificates: { directory, email, ...certificates } });
  };
  const secrets: readonly [what: string, make: () => unknown, field: string][] = [
    ["a key in place of a certificate", () => platform({ trust: key }), "trust"],
    ["a password in an authority's address", () => platform({ directory: address }), "directory"],
    ["a password in a host", () => new Site("home", { on: base.platform, exposure: "public", host: address }), "host"],
    ["a password in a path", () => new Site("home", { on: base.platform, exposure: "public", path: address }), "path"],
  ];
  for (const [what, make, field] of secrets)
    it(`hides ${what}`, () => {
      const seen = seenOf(make);
      assert.match(seen, new RegExp(`${field} is \\[hidden\\]; allowed: `));
      assert.doesNotMatch(seen, /5up3r/);
    });

  const messageOf = (value: unknown, field = "Site home: replicas"): string =>
    new UserError(field, value, "1", "Write 1.").message.replace(/^.* is (.*); allowed.*$/s, "$1");

  it("hides what has a secret's name, and what is a secret inside a list or a map", () => {
    assert.equal(messageOf("5up3r", "Site home: settings.apiKey"), "[hidden]");
    assert.equal(messageOf(["a", key]), '["a","[hidden]"]');
    assert.equal(messageOf({ a: 1, password: "5up3r" }), '{"a":1,"password":"[hidden]"}');
    assert.doesNotMatch(inspect(new UserError("Site home: path", { password: "5up3r" }, "1", "Write 1.")), /5up3r/);
    assert.doesNotMatch(inspect(new InvalidValue("not a network", key, "a network", "write one")), /5up3r/);
  });

  it("shows the name of a secret, which is none", () =>
    assert.equal(messageOf("session", "wiki: secrets"), '"session"'));

  it("shows each value as what it is", () => {
    const round: Record<string, unknown> = {};
    round.round = round;
    assert.deepEqual(
      [Number.NaN, Number.POSITIVE_INFINITY, 10n, undefined, null, "a", [1, Number.NaN, 10n], round].map((value) =>
        messageOf(value),
      ),
      ["NaN", "Infinity", "10", "undefined", "null", '"a"', '[1,"NaN","10"]', "a value that contains itself"],
    );
    assert.match(new InvalidValue("no number", 10n, "1", "write 1").message, /value 10\)/);
  });

  it("says of another resource's value that it is one", () => {
    assert.equal(messageOf(pulumi.output("later")), "another resource's value");
    assert.equal(messageOf(Promise.resolve("later")), "another resource's value");
    assert.equal(messageOf({ host: pulumi.secret("later") }), '{"host":"another resource\'s value"}');
    assert.equal(messageOf(base.platform), "a resource");
  });
});
