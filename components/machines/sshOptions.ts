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
    "-F", "none",
    "-i", identityFile,
    "-o", "IdentitiesOnly=yes",
    "-o", "BatchMode=yes",
    "-o", "StrictHostKeyChecking=yes",
    "-o", "GlobalKnownHostsFile=none",
    "-o", "UserKnownHostsFile=none",
    "-o", `KnownHostsCommand=/bin/echo ${host} ${hostKey}`,
    "-o", `ConnectTimeout=${connectTimeoutSeconds}`,
  ];
}
