import { join } from "node:path";
import { programFile } from "../../tools/programFile";
import type { PythonModule } from "../contracts/orchestrator";
import type { ScriptFile } from "../machines/configuration/file";

/** A program of Python modules, as it lies on a machine. */
export class PythonProgram {
  /** What people and units call. */
  readonly path: string;

  /**
   * @param name - Of the program; its entry is the source `<name>.py`, with underscores.
   * @param folder - Where its modules lie. Python finds it by the entry's own place.
   */
  constructor(
    readonly name: string,
    readonly folder: string,
    readonly modules: readonly string[],
  ) {
    this.path = `/usr/local/sbin/${name}`;
  }

  /**
   * All that it consists of, the entry last.
   *
   * @param more - Modules that come from elsewhere.
   */
  files(...more: readonly PythonModule[]): ScriptFile[] {
    const text = (module: string): string => programFile(join(__dirname, "programs"), `${module}.py`);
    return [
      ...this.modules.map((module) => ({ path: `${this.folder}/${module}.py`, content: text(module) })),
      ...more.map(({ name, text: content }) => ({ path: `${this.folder}/${name}.py`, content })),
      { path: this.path, mode: "755", content: text(this.name.replaceAll("-", "_")) },
    ];
  }
}

/** What both programs are built on. `plan` is the one place that says what a plan means. */
const common = ["reason", "machine", "plan"];

/** The program that backs services up, the same on every machine. */
export const runner = new PythonProgram("ruche-backup", "/usr/local/lib/ruche/backup", [
  ...common,
  "restic",
  "cluster",
  "databases",
  "room",
  "service",
  "backup",
  "workloads",
  "chosen",
  "restore",
  "drill",
  "runner",
]);

/** The program of a machine that keeps a repository. Its modules are its own: either program may be removed alone. */
export const repository = new PythonProgram("ruche-backup-repository", "/usr/local/lib/ruche/backup-repository", [
  ...common,
  "repository",
]);
