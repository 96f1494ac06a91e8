import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { rooms, sources } from "./support/imports";

const root = resolve(__dirname, "../..");

/** Names of the types that a source declares and exports. */
function exportedTypes(file: string): string[] {
  const { statements } = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.ES2022);
  return statements.flatMap((statement) => {
    const isType =
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isEnumDeclaration(statement);
    if (!isType || !statement.name) return [];
    const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    return isExported ? [statement.name.text] : [];
  });
}

describe("names", () => {
  it("of exported types are unique in the house: one word, one meaning", () => {
    const places = new Map<string, string[]>();
    for (const file of rooms.flatMap((room) => sources(root, room)))
      for (const name of exportedTypes(file)) places.set(name, [...(places.get(name) ?? []), file]);
    assert.ok(places.size > 200);
    assert.deepEqual(
      [...places].filter(([, files]) => files.length > 1),
      [],
    );
  });
});
