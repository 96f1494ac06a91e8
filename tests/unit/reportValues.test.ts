import assert from "node:assert/strict";
import { valueChanges } from "../../cli/review/values";

describe("values in a report", () => {
  it("are short and plain, with their paths; long ones are told by their size, unknown ones as such", () => {
    assert.deepEqual(
      valueChanges(
        { image: "a", ports: [{ port: 80 }], gone: true, same: { x: 1 }, script: "x".repeat(500), __defaults: [] },
        {
          image: "b",
          ports: [{ port: 80 }, { port: 443 }],
          same: { x: 1 },
          script: `${"x".repeat(500)}y`,
          id: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
          __defaults: ["x"],
        },
      ).map(({ path, before, after }) => `${path}: ${before} → ${after}`),
      [
        "gone: true → null",
        "id: null → known after the update",
        "image: a → b",
        "ports[1].port: null → 443",
        "script: 500 characters, c38c2bf3 → 501 characters, f31db0de",
      ],
    );
  });

  it("that look the same and differ are told as the secrets they are", () => {
    const inputs = { create: "[secret]", environment: { A: "1" } };
    assert.deepEqual(valueChanges(inputs, { ...inputs, environment: { A: "2" } }, ["create", "environment"]), [
      { path: "environment.A", before: "1", after: "2" },
      { path: "create", before: "[secret]", after: "[secret]" },
    ]);
  });

  it("are never a secret: by Pulumi's mark, by name, by looks, or in an argument", () => {
    const secret = "hunter2hunter2";
    for (const [before, after] of [
      [{ data: "[secret]" }, { data: ["[secret]", 1] }],
      [{ password: "a" }, { password: secret }],
      [{ environment: { apiKey: "a" } }, { environment: { apiKey: secret } }],
      [{ key: "a" }, { key: `ghp_${secret}` }],
      [{ args: ["a"] }, { args: [`--password=${secret}`] }],
      [{ env: ["A=1"] }, { env: [`DB_PASSWORD=${secret}`] }],
      [{ url: "a" }, { url: `postgres://me:${secret}@host/db` }],
    ]) {
      const [change] = valueChanges(before, after);
      assert.equal(change!.after, "[secret]", JSON.stringify(after));
    }
  });
});
