import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Takes away what a killed Pulumi left half written in a folder of a backend of files. A file of the state is replaced
 * as a whole, but its description beside it (`.attrs`) is written in place, and an empty one makes Pulumi refuse the
 * file ("EOF"); without one the file is read all the same (gocloud.dev, `blob/fileblob`).
 */
export function removeHalfWritten(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".attrs"))) {
    try {
      JSON.parse(readFileSync(join(folder, name), "utf8"));
    } catch (error) {
      if (error instanceof SyntaxError) rmSync(join(folder, name), { force: true });
    }
  }
}
