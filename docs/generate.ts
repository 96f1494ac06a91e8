/** `npm run docs`: writes what the documents say of the code, so that it is said once. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { catalogueModule, cataloguePath, serviceFolders } from "./serviceCatalogue";

const root = resolve(__dirname, "..");

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
  process.stdout.write(`${path}\n`);
}

// Before anything that reads the catalogue is loaded.
write(cataloguePath, catalogueModule(serviceFolders(root)));
const { generatedDocuments } = require("./generated") as typeof import("./generated");
for (const [path, content] of Object.entries(generatedDocuments(root)))
  if (path !== cataloguePath) write(path, content);
