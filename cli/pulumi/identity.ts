import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname } from "node:path";
import { automationPurpose, identityPath } from "../../components/machines/sshOptions";
import { deriveBytes } from "../../model/secrets/derivation";
import { type SshKey, sshKeyFrom } from "../../model/secrets/sshKey";

/** The key with which the machines of a platform are administered. */
export const automationKey = (seed: string): SshKey => sshKeyFrom(deriveBytes(seed, { purpose: automationPurpose }));

/**
 * Writes the automation key's file where this computer lacks it: the platform may have been brought up from another
 * one, and the state takes the file for made.
 *
 * @param identityFile - Path as `ssh` reads it.
 * @param seed - Asked only where the file is missing; undefined where this clone may not read secrets.
 */
export async function ensureIdentity(identityFile: string, seed: () => Promise<string | undefined>): Promise<void> {
  const path = pathOf(identityFile);
  if (existsSync(path)) return;
  const known = await seed();
  if (known === undefined) return;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const making = `${path}.${process.pid}`;
  writeFileSync(making, automationKey(known).privateKey, { mode: 0o600 });
  renameSync(making, path);
}

const pathOf = (identityFile: string): string => identityFile.replace("${HOME}", homedir());

/** Removes the key's file of a platform that is gone, and folders that are empty then. A user's own key stays. */
export function removeIdentity(identityFile: string): void {
  if (!identityFile.startsWith(identityPath(""))) return;
  const path = pathOf(identityFile);
  rmSync(path, { force: true });
  for (const folder of [dirname(path), dirname(dirname(path))]) {
    if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
  }
}
