import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { formatMistakes, parseEnvironment } from "../../model/environment";
import { kinds } from "./catalogue";
import { fixtures, read, reported } from "./fixtures";

describe("environment files that are wrong", () => {
  for (const fixture of fixtures("wrong")) {
    it(`${fixture.name}: every mistake at its line, and no other`, () => {
      const result = read(fixture);
      assert.deepEqual(reported(result), fixture.expected);
      assert.ok(result.mistakes.length > 0);
      assert.equal(result.environment, undefined);
    });
  }

  it("say for each mistake what was found, what is allowed and what to do", () => {
    for (const mistake of fixtures("wrong").flatMap((fixture) => read(fixture).mistakes)) {
      assert.ok(mistake.message !== "" && mistake.allowed !== "" && mistake.remedy !== "", JSON.stringify(mistake));
      assert.ok((mistake.line ?? 0) >= 1 && (mistake.column ?? 0) >= 1, JSON.stringify(mistake));
    }
  });

  it("never repeat a secret", () => {
    const wrong = new Map(fixtures("wrong").map((fixture) => [fixture.name, fixture]));
    const secrets: Record<string, string[]> = {
      "seed-in-plain-text": ["4f6c1d2e8a"],
      "passwords-in-plain-text": ["hunter2", "letmein", "AKIAABCDEFGHIJKLMNOP"],
      "state-with-password": ["honeycomb"],
      "section-outside-config": ["AAABAmVuY3J5cHRlZA"],
    };
    for (const [name, words] of Object.entries(secrets)) {
      const fixture = wrong.get(name);
      assert.ok(fixture !== undefined);
      const printed = formatMistakes(read(fixture).mistakes);
      assert.match(printed, /\[hidden\]/);
      for (const word of words) {
        assert.ok(fixture.text.includes(word), `${name} holds ${word}`);
        assert.ok(!printed.includes(word), printed);
      }
    }
  });

  it("show a number with a leading zero as it is written, with its file and line, and what to do", () => {
    const [fixture] = fixtures("wrong").filter(({ name }) => name === "numbers-with-leading-zero");
    assert.equal(
      formatMistakes(read(fixture).mistakes.slice(3, 4)),
      "numbers-with-leading-zero.yaml:16 ruche:services.monitor.ports.agents.port: a number with a leading zero " +
        "(value 010051); allowed: a number that does not begin with 0, or text in quotes; do: write the number without " +
        "its leading zeros, which Pulumi reads as octal; or put it in quotes if it is text",
    );
  });

  it("say which name was probably meant: in lower case, without a dot at the end, in the letters of certificates", () => {
    const remedy = (domain: string): string =>
      parseEnvironment(`config:\n  ruche:domain: ${domain}\n`, { file: "x.yaml", kinds }).mistakes.find(
        ({ path }) => path === "ruche:domain",
      )!.remedy;
    assert.equal(remedy("Lab.Internal"), "write lab.internal");
    assert.equal(remedy("docs.example.org."), "write docs.example.org");
    assert.equal(remedy("bücher.example"), "write xn--bcher-kva.example");
    assert.equal(remedy("https://Docs.example.org/start?x"), "write docs.example.org");
    assert.equal(remedy("wiki"), "write the domain without https:// and without a path");
  });

  it("hide a secret also where its section as a whole is shown", () => {
    const text =
      "config:\n  ruche:tier: development\n  ruche:domain: lab.internal\n" +
      "  ruche:machines: { provider: lab, hosts: { a: {} } }\n  ruche:members: [{ password: hunter2 }]\n";
    const { mistakes } = parseEnvironment(text, { file: "x.yaml", kinds });
    assert.equal(mistakes.length, 2);
    assert.ok(!JSON.stringify(mistakes).includes("hunter2"));
  });
});

describe("environment files that are right", () => {
  for (const fixture of fixtures("right")) {
    it(`${fixture.name}: is accepted, with exactly the expected warnings`, () => {
      const result = read(fixture);
      assert.deepEqual(reported(result), fixture.expected);
      assert.ok(result.environment !== undefined);
    });
  }

  it("the lab of this repository is accepted without a warning", () => {
    const file = path.join(__dirname, "../../environments/Pulumi.lab.yaml");
    const result = parseEnvironment(fs.readFileSync(file, "utf8"), { file, kinds });
    assert.deepEqual(reported(result), []);
    assert.equal(result.environment?.services.length, 3);
  });

  it("are refused where the program has no such machines", () => {
    const [existing] = fixtures("right").filter(({ name }) => name === "production-existing");
    const { environment, mistakes } = parseEnvironment(existing.text, { file: "x", kinds, providers: ["lab"] });
    assert.equal(environment, undefined);
    assert.deepEqual(
      mistakes.map(({ path, message, allowed }) => [path, message, allowed]),
      [["ruche:machines.provider", "not available yet in this version", "lab"]],
    );
  });

  it("do not depend on the order in which sections and services are written", () => {
    const [lab] = fixtures("right").filter(({ name }) => name === "one-host-two-paths");
    const [head, ...lines] = lab.text.trimEnd().split("\n");
    const sections: string[][] = [];
    for (const line of lines) line.startsWith("  ruche:") ? sections.push([line]) : sections.at(-1)?.push(line);
    const turned = [head, ...sections.reverse().flat()].join("\n");
    assert.deepEqual(parseEnvironment(turned, { file: "x", kinds }).environment, read(lab).environment);
  });
});
