import assert from "node:assert/strict";
import { forgetExports, noteOf } from "../../../cli/exports";

describe("what `ruche env` exported", () => {
  const exported = { PATH: "/engine/bin:/bin", PULUMI_BACKEND_URL: "file:///one/.ruche/state", PULUMI_STACK: "lab" };

  it("is forgotten by the next command, which works it out for the environment it is asked for; PATH stays", () => {
    const environment: NodeJS.ProcessEnv = { HOME: "/root", ...exported, ...noteOf(exported) };
    forgetExports(environment);
    assert.deepEqual(environment, { HOME: "/root", PATH: exported.PATH });
  });

  it("is refused where it is broken, instead of a guess", () => {
    for (const broken of ["{", "[]", "null", "7"])
      assert.throws(() => forgetExports({ RUCHE_EXPORTS: broken }), /RUCHE_EXPORTS is not what \.\/ruche env wrote/);
  });

  it("is kept where it was set to something else since, and where somebody else set it", () => {
    const own = { PULUMI_BACKEND_URL: "postgres://team", PULUMI_CONFIG_PASSPHRASE_FILE: "/team" };
    const environment: NodeJS.ProcessEnv = { ...exported, ...noteOf(exported), ...own };
    forgetExports(environment);
    assert.deepEqual(environment, { PATH: exported.PATH, ...own });
    forgetExports(environment);
    assert.deepEqual(environment, { PATH: exported.PATH, ...own });
  });
});
