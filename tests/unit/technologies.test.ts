import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { parse } from "yaml";
import { isTest, rooms, sources } from "./support/imports";

const root = resolve(__dirname, "../..");

/** Words of technologies, and the places that are theirs: paths in which the word itself or one of these stands. */
const technologies: Readonly<Record<string, readonly string[]>> = {
  // What labs and swarms are made of, and what images are for.
  docker: ["swarm", "lab/", "images/", "engine/"],
  swarm: ["model/tokens"], // the list of all tokens
  gluster: [],
  traefik: ["images/"],
  lab: [],
  kubernetes: ["engine/"],
};

/** `lab` is a part of many words. */
const pattern = (word: string): RegExp =>
  word === "lab" ? /(?<![a-z])lab(?![a-z])|Lab(?![a-z])/g : new RegExp(word, "gi");

/**
 * How often each word stands in the code of files that are not its place; comments and policies' fixtures do not count.
 */
function found(): Record<string, Record<string, number>> {
  const counts: Record<string, Record<string, number>> = {};
  for (const file of rooms
    .flatMap((room) => sources(root, room))
    .filter((name) => !name.endsWith("fixtures.ts") && !isTest(name))) {
    const texts = textsOf(file);
    for (const [word, places] of Object.entries(technologies)) {
      if ([word, ...places].some((place) => file.toLowerCase().includes(place))) continue;
      const count = texts.reduce((sum, text) => sum + (text.match(pattern(word))?.length ?? 0), 0);
      if (count > 0) counts[word] = { ...counts[word], [file]: count };
    }
  }
  return counts;
}

/** Names and texts of a source, without its comments. */
function textsOf(file: string): string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node) || ts.isLiteralExpression(node)) texts.push(node.text);
    else if (ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) texts.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.ES2022));
  return texts;
}

describe("words of a technology", () => {
  const list = join(root, "tests/unit/technologies.yaml");
  const allowed = parse(readFileSync(list, "utf8")) as Record<string, Record<string, number>>;
  const counts = found();

  for (const word of Object.keys(technologies)) {
    const known = Object.values(allowed[word] ?? {});
    const sum = known.reduce((all, count) => all + count, 0);
    it(`${word} stands in its own folders, and ${sum} times in ${known.length} other files: a list that only shrinks`, () => {
      assert.deepEqual(counts[word] ?? {}, allowed[word] ?? {}, `tests/unit/technologies.yaml is the list`);
    });
  }
});
