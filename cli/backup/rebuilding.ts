/**
 * A rebuild that was begun: noted before anything is forgotten, until the last service has its data. New services are
 * empty, and are backed up as any other, so that their newest backups are not the ones to restore.
 */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Workspace } from "../workspace";

/** What a rebuild must know that was interrupted. */
export interface Rebuilding {
  /** Backups from before this moment are the lost platform's. ISO 8601. */
  readonly before: string;
  /** Machines that were lost. */
  readonly lost: readonly string[];
  /** The state does not know the lost machines any more. */
  readonly forgotten: boolean;
  /** Services that have their data. */
  readonly restored: readonly string[];
}

type Place = Pick<Workspace, "directory">;

const fileIn = ({ directory }: Place): string => join(directory, "rebuilding.json");

/** Undefined if no rebuild was begun, or it came to its end. */
export function rebuildingOf(workspace: Place): Rebuilding | undefined {
  const file = fileIn(workspace);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Rebuilding) : undefined;
}

/** Notes how far it came; the file is whole at any moment. */
export function noteRebuilding(workspace: Place, rebuilding: Rebuilding): void {
  const making = `${fileIn(workspace)}.${process.pid}`;
  writeFileSync(making, JSON.stringify(rebuilding), { mode: 0o600 });
  renameSync(making, fileIn(workspace));
}

export const endRebuilding = (workspace: Place): void => rmSync(fileIn(workspace), { force: true });
