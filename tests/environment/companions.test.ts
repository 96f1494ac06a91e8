import assert from "node:assert/strict";
import { type Kind, parseEnvironment } from "../../model/environment";
import { kinds } from "./catalogue";
import { fixtures } from "./fixtures";

describe("an environment with kinds of several containers", () => {
  const { text } = fixtures("right").find(({ name }) => name === "acme-private-authority")!;
  const kind = (name: string, ...companions: string[]): Kind => ({
    kind: name,
    writers: "single",
    stateful: false,
    companions,
  });

  /** What is said of services, each of a kind. */
  const saidOf = (services: Readonly<Record<string, string>>): string[] => {
    const lines = Object.entries(services).map(([name, of]) => `    ${name}: { kind: ${of}, exposure: public }\n`);
    return parseEnvironment(
      text.replace(/ruche:services:.*\n/, (line) => `${line}${lines.join("")}`),
      {
        file: "x.yaml",
        kinds: [...kinds, kind("board", "cache"), kind("deep", "b-c"), kind("flat", "c"), kind("proof", "challenges")],
      },
    ).mistakes.map(({ path, message, allowed }) => `${path} | ${message} | ${allowed}`);
  };

  it("gives no service the name under which a part of another one runs", () => {
    assert.deepEqual(saidOf({ board: "board", "board-cache": "board" }), [
      "ruche:services.board-cache | a name under which a part of board runs | any other name",
    ]);
  });

  it("gives no two parts one name", () => {
    assert.deepEqual(saidOf({ a: "deep", "a-b": "flat" }), [
      "ruche:services.a-b | its part c would have the name a-b-c, as a part of a has | any other name",
    ]);
  });

  it("gives no part a name of the platform itself", () => {
    assert.deepEqual(saidOf({ acme: "proof" }), [
      "ruche:services.acme | its part challenges would have the platform's own name acme-challenges | any other name",
    ]);
  });

  it("gives no part a name that is too long for a host", () => {
    assert.deepEqual(saidOf({ ["x".repeat(57)]: "board" }), []);
    assert.deepEqual(saidOf({ ["x".repeat(58)]: "board" }), [
      `ruche:services.${"x".repeat(58)} | its part cache would have a name of 64 characters | 57 characters at most`,
    ]);
  });
});
