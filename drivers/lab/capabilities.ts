import { readFileSync } from "node:fs";

/** Capabilities by their bit, as in linux/capability.h: all that a privileged container is given. */
const CAPABILITIES = [
  "CHOWN",
  "DAC_OVERRIDE",
  "DAC_READ_SEARCH",
  "FOWNER",
  "FSETID",
  "KILL",
  "SETGID",
  "SETUID",
  "SETPCAP",
  "LINUX_IMMUTABLE",
  "NET_BIND_SERVICE",
  "NET_BROADCAST",
  "NET_ADMIN",
  "NET_RAW",
  "IPC_LOCK",
  "IPC_OWNER",
  "SYS_MODULE",
  "SYS_RAWIO",
  "SYS_CHROOT",
  "SYS_PTRACE",
  "SYS_PACCT",
  "SYS_ADMIN",
  "SYS_BOOT",
  "SYS_NICE",
  "SYS_RESOURCE",
  "SYS_TIME",
  "SYS_TTY_CONFIG",
  "MKNOD",
  "LEASE",
  "AUDIT_WRITE",
  "AUDIT_CONTROL",
  "SETFCAP",
  "MAC_OVERRIDE",
  "MAC_ADMIN",
  "SYSLOG",
  "WAKE_ALARM",
  "BLOCK_SUSPEND",
  "AUDIT_READ",
  "PERFMON",
  "BPF",
  "CHECKPOINT_RESTORE",
] as const;

/** Capabilities that this kernel knows and this computer gives to nobody, told from the text of /proc/self/status. */
export function withheldCapabilities(
  status: string = readFileSync("/proc/self/status", "utf8"),
  last: number = lastCapability(),
): string[] {
  const mask = BigInt(`0x${/^CapBnd:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "1ffffffffff"}`);
  return CAPABILITIES.filter((_, bit) => bit <= last && ((mask >> BigInt(bit)) & 1n) === 0n).map(
    (name) => `CAP_${name}`,
  );
}

/** The script of the runtime that runs privileged containers without the capabilities that cannot be given. */
export function boundedRuntime(template: string, withheld: readonly string[]): string {
  return template.replace("@WITHHELD@", withheld.join(" "));
}

const lastCapability = (): number => Number(readFileSync("/proc/sys/kernel/cap_last_cap", "utf8"));
