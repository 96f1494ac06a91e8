import assert from "node:assert/strict";
import { wrongServiceName } from "../../model/rules/names";

describe("the name of a service", () => {
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
