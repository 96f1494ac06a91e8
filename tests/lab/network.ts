import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** The computer's network settings, as far as a lab could change them. */
export interface NetworkFingerprint {
  readonly forwarding: readonly string[];
  readonly rules: readonly string[];
  readonly links: readonly string[];
}

/** What the computer's network looks like now; counters left out. */
export function networkFingerprint(): NetworkFingerprint {
  const output = (program: string, args: string[]): string => {
    try {
      return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    } catch {
      return "";
    }
  };
  return {
    forwarding: ["/proc/sys/net/ipv4/ip_forward", "/proc/sys/net/ipv6/conf/all/forwarding"].map(
      (file) => `${file}=${readFileSync(file, "utf8").trim()}`,
    ),
    rules: ["iptables-save", "ip6tables-save"].flatMap((program) =>
      output(program, [])
        .split("\n")
        .filter((line) => !line.startsWith("#"))
        .map((line) => line.replace(/\[\d+:\d+\]/, "")),
    ),
    links: readdirSync("/sys/class/net").sort(),
  };
}
