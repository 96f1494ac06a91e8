/** `npm run docs`: writes what the documents say of the code, so that it is said once. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { generatedDocuments } from "./generated";

const root = resolve(__dirname, "..");
for (const [path, content] of Object.entries(generatedDocuments(root))) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
  process.stdout.write(`${path}\n`);
}
