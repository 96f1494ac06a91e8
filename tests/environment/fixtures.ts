import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { type ParseResult, parseEnvironment } from "../../model/environment";
import { policyIds } from "../../policies/core/levels";
import { kinds } from "./catalogue";

/** A file of `wrong/` or `right/`, with what it must report. */
export interface Fixture {
  readonly name: string;
  readonly text: string;
  readonly expected: readonly string[];
}

/** All files of a folder. */
export function fixtures(folder: "wrong" | "right"): Fixture[] {
  const expected = parse(fs.readFileSync(path.join(__dirname, `${folder}.expected.yaml`), "utf8")) as Record<
    string,
    string[]
  >;
  const files = fs.readdirSync(path.join(__dirname, folder)).sort();
  const unknown = Object.keys(expected).filter((name) => !files.includes(`${name}.yaml`));
  if (unknown.length > 0) throw new Error(`expectations without a file: ${unknown.join(", ")}`);
  return files.map((file) => {
    const name = file.replace(/\.yaml$/, "");
    return { name, text: fs.readFileSync(path.join(__dirname, folder, file), "utf8"), expected: expected[name] ?? [] };
  });
}

/** Mistakes and warnings in the form of the expectations: `line | path | message`. */
export function reported({ mistakes, warnings }: ParseResult): string[] {
  return [
    ...mistakes.map(({ line, path: at, message }) => `${line} | ${at} | ${message}`),
    ...warnings.map(({ line, path: at, message }) => `W ${line} | ${at} | ${message}`),
  ];
}

export function read(fixture: Fixture): ParseResult {
  return parseEnvironment(fixture.text, { file: `${fixture.name}.yaml`, kinds, policies: policyIds });
}
