import { execFileSync } from "node:child_process";
import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";

/**
 * The shell programs of the repository, found by their ending or by the first line that names a shell; paths from the
 * root.
 */
export function shellPrograms(root: string): string[] {
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return [...new Set(files.split("\0").filter(Boolean))]
    .filter((file) => file.endsWith(".sh") || (!/\.\w+$/.test(file) && isShell(join(root, file))))
    .sort();
}

function isShell(path: string): boolean {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return false; // removed, and the index does not know yet
  }
  try {
    const bytes = Buffer.alloc(64);
    const length = readSync(file, bytes);
    return /^#!.*\b(ba|da)?sh\b/.test(bytes.toString("latin1", 0, length).split("\n")[0]!);
  } catch {
    return false; // a folder: a link to one, or a module of Git
  } finally {
    closeSync(file);
  }
}
