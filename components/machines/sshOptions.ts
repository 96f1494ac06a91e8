/** What the key with which machines are administered is derived for. */
export const automationPurpose = "ssh/automation";

/**
 * The file of a key, as `ssh` reads it: it puts in the home folder itself (OpenSSH 8.4 and later), so that the path is
 * the same on every computer.
 */
export const identityPath = (id: string): string => `\${HOME}/.local/state/ruche/identities/${id}`;

/** How the `ssh` program gets to one host. */
export interface SshTarget {
  readonly identityFile: string;
  readonly host: string;
  /** `ssh-ed25519 AAAA…` */
  readonly hostKey: string;
  /** Default 10. */
  readonly connectTimeoutSeconds?: number;
}

/**
 * Options of the `ssh` program: its own key file, nothing of the user's configuration, and the host key given with the
 * command (no known_hosts file to keep, none to trust blindly).
 */
export function sshOptions({ identityFile, host, hostKey, connectTimeoutSeconds = 10 }: SshTarget): string[] {
  return [
    "-F",
    "none",
    "-o",
    `IdentityFile=${identityFile}`,
    "-o",
    "IdentitiesOnly=yes",
    "-o",
    "BatchMode=yes",
    "-o",
    "StrictHostKeyChecking=yes",
    "-o",
    "GlobalKnownHostsFile=none",
    "-o",
    "UserKnownHostsFile=none",
    "-o",
    `KnownHostsCommand=/bin/echo ${host} ${hostKey}`,
    "-o",
    `ConnectTimeout=${connectTimeoutSeconds}`,
  ];
}
