/** What the tests of the documents read out of Markdown. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

export const root = resolve(__dirname, "../..");

/** A document of the repository. */
export interface Document {
  /** From the root. */
  readonly path: string;
  readonly text: string;
}

/** The documents that people read. */
export function documents(): Document[] {
  const pagesIn = (folder: string): string[] =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => join(folder, name))
      .sort();
  const examples = readdirSync(join(root, "examples")).map((name) => join("examples", name));
  return ["", "engine", "docs", "docs/api", ...examples].flatMap(pagesIn).map((path) => ({
    path,
    text: readFileSync(join(root, path), "utf8"),
  }));
}

/** The contents of the fenced blocks in some language. */
export function blocks({ text }: Document, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, block]) => block!);
}

/** Every line of every block of shell. */
export function commands(document: Document): string[] {
  return blocks(document, "sh").flatMap((block) =>
    block
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("#")),
  );
}

/** Targets of links and pictures that do not lead anywhere in the repository. */
export function deadLinks({ path, text }: Document): string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => {
      if (/^[a-z]+:/.test(target)) return false;
      const [file = "", anchor] = target.split("#");
      const full = file === "" ? join(root, path) : resolve(root, dirname(path), file);
      if (!existsSync(full) || relative(root, full).startsWith("..")) return true;
      return anchor !== undefined && !anchors(readFileSync(full, "utf8")).includes(anchor);
    });
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
