/** `npm run docs`: writes what the documents say of the code, so that it is said once. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { catalogueModules } from "./serviceCatalogue";

const root = resolve(__dirname, "..");

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
  process.stdout.write(`${path}\n`);
}

function writeAll(contents: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(contents)) write(path, content);
}

// Before anything that reads the catalogue is loaded.
writeAll(catalogueModules(root));
writeAll((require("./generated") as typeof import("./generated")).generatedDocuments(root));
