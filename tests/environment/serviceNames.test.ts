import assert from "node:assert/strict";
import { longestServiceName, wrongServiceName } from "../../model/rules/names";
import { kinds } from "../../stacks/kinds";

describe("the name of a service", () => {
  it("leaves room for the names of its secrets, of which the engine has 64 letters with 8 of its own", () => {
    for (const { kind, secrets: own = [], database } of kinds) {
      const secrets = database === undefined ? own : [...own, "database"];
      const most = longestServiceName(secrets);
      assert.ok(most >= 40, kind);
      const name = "a".repeat(most);
      assert.equal(wrongServiceName(name, secrets), undefined);
      for (const secret of secrets) assert.ok(`${name}-${secret}-1234567`.length <= 64, `${kind}: ${secret}`);
      assert.ok(wrongServiceName(`${name}a`, secrets), kind);
    }
    assert.match(wrongServiceName("a".repeat(42), ["admin-password"])!.allowed, /^41 letters at most/);
  });

  // A database and a user of this name are the servers' own: seen to give a service all rights of a server.
  for (const name of ["mysql", "sys", "root", "public", "none", "template0", "template1", "test"])
    it(`is never ${name}, which database servers have themselves`, () => {
      const objection = wrongServiceName(name);
      assert.equal(objection?.message, "a name of the database servers themselves");
      assert.match(objection?.allowed ?? "", /^any name but acme-challenges, .*, mysql, none, public, root, sys, /);
    });

  it("may be one that only resembles them", () => {
    for (const name of ["mysql-forum", "systems", "roots", "template2"])
      assert.equal(wrongServiceName(name), undefined);
  });
});
