import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import ts from "typescript";

/** The folders that a shipped program is made of, beside the tests and what writes documents. */
export const rooms = [
  "bundling",
  "cli",
  "components",
  "drivers",
  "engine",
  "images",
  "model",
  "policies",
  "stacks",
  "tools",
] as const;

/** Each file with the files of the house that it imports, types included; paths from the root. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** The TypeScript sources of a folder, sorted. */
export function sources(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts") && !name.includes("node_modules"))
    .map((name) => join(folder, name))
    .sort();
}

/** What lies beside a service for the suites: no part of the program. */
export const isTest = (file: string): boolean => /\.test\.ts$|^components\/services\/[^/]+\/suite\.ts$/.test(file);

/** Reads the imports of every source as the compiler does: no comment and no string is taken for one. */
export function importGraph(root: string, folders: readonly string[] = rooms): ImportGraph {
  return new Map(
    folders
      .flatMap((folder) => sources(root, folder))
      .filter((file) => !isTest(file))
      .map((file) => [file, importsOf(root, file)]),
  );
}

function importsOf(root: string, file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), "utf8"), true, true);
  return importedFiles.flatMap(({ fileName }) => {
    if (!fileName.startsWith(".")) return [];
    const target = resolve(root, file, "..", fileName);
    const found = [target, `${target}.ts`, `${target}.js`, join(target, "index.ts"), join(target, "index.js")].find(
      (candidate) => existsSync(candidate) && statSync(candidate).isFile(),
    );
    if (found === undefined) throw new Error(`${file} imports ${fileName}, which is not there`);
    return [relative(root, found)];
  });
}

/** Groups of files that import each other in a circle, however long (Tarjan's strongly connected components). */
export function circles(graph: ImportGraph): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const path: string[] = [];
  const visit = (file: string): void => {
    order.set(file, order.size);
    lowest.set(file, order.get(file)!);
    path.push(file);
    for (const target of graph.get(file) ?? []) {
      if (!order.has(target)) visit(target);
      if (path.includes(target)) lowest.set(file, Math.min(lowest.get(file)!, lowest.get(target)!));
    }
    if (lowest.get(file) !== order.get(file)) return;
    const group = path.splice(path.indexOf(file));
    if (group.length > 1 || graph.get(file)?.includes(file)) found.push(group.sort());
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return found;
}
