import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname } from "node:path";
import { automationPurpose } from "../../components/machines/sshOptions";
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
  const path = identityFile.replace("${HOME}", homedir());
  if (existsSync(path)) return;
  const known = await seed();
  if (known === undefined) return;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const making = `${path}.${process.pid}`;
  writeFileSync(making, automationKey(known).privateKey, { mode: 0o600 });
  renameSync(making, path);
}
