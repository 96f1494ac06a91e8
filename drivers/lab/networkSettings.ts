import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { run } from "../../tools/run";
import { cleanupScript, FAMILIES, type Family, isEngineLink, leftEmpty } from "./engineRules";

/** The computer's network settings that a container engine changes, as they were before it started. */
export interface NetworkSettings {
  /** Settings of an earlier boot are not put back: the kernel has forgotten what the engine did. */
  readonly bootId: string;
  /** File below /proc/sys/net → its value. */
  readonly kernel: Readonly<Record<string, string>>;
  readonly links: readonly string[];
  /** What `iptables-save` and `ip6tables-save` printed. */
  readonly rules: Readonly<Record<Family, string>>;
  /** nftables tables, which iptables makes on its first use; undefined where there is no nft. */
  readonly tables?: readonly string[];
}

const NET = "/proc/sys/net";

export const bootId = (): string => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();

/** Reads the settings as they are now. */
export async function readNetworkSettings(): Promise<NetworkSettings> {
  const [iptables, ip6tables, tables] = await Promise.all([
    savedRules("iptables"),
    savedRules("ip6tables"),
    nftTables(),
  ]);
  return { bootId: bootId(), kernel: kernelSettings(), links: links(), rules: { iptables, ip6tables }, tables };
}

/**
 * Takes away the rules, chains and bridges that a Docker engine has made since `before` was read, and sets
 * forwarding as it was. Rules and links that somebody else made in the meantime stay.
 */
export async function restoreNetworkSettings(before: NetworkSettings): Promise<void> {
  if (before.bootId !== bootId()) return;
  const known = new Set(before.links);
  for (const link of links()) {
    if (!known.has(link) && isEngineLink(link)) await run("ip", ["link", "delete", link], { accept: [0, 1] });
  }
  for (const family of FAMILIES) {
    const script = cleanupScript(before.rules[family], await savedRules(family));
    if (script) await run(`${family}-restore`, ["--noflush"], { input: script });
  }
  await removeEmptyTables(before);
  for (const [file, value] of Object.entries(before.kernel)) {
    // Writing forwarding resets other settings, so that only what differs is written.
    if (existsSync(`${NET}/${file}`) && read(file) !== value) writeFileSync(`${NET}/${file}`, value);
  }
}

async function removeEmptyTables(before: NetworkSettings): Promise<void> {
  if (!before.tables) return;
  for (const [family, nft] of [
    ["iptables", "ip"],
    ["ip6tables", "ip6"],
  ] as const) {
    for (const table of leftEmpty(await savedRules(family))) {
      if (!before.tables.includes(`${nft} ${table}`))
        await run("nft", ["delete", "table", nft, table], { accept: [0, 1] });
    }
  }
}

function kernelSettings(): Record<string, string> {
  const files = [
    "ipv4/ip_forward",
    "ipv4/conf/all/forwarding",
    "ipv4/conf/default/forwarding",
    "ipv6/conf/all/forwarding",
    "ipv6/conf/default/forwarding",
  ];
  for (const family of ["ipv4", "ipv6"]) {
    for (const link of entries(`${NET}/${family}/conf`))
      if (!["all", "default"].includes(link)) files.push(`${family}/conf/${link}/forwarding`);
  }
  files.push("bridge/bridge-nf-call-iptables", "bridge/bridge-nf-call-ip6tables");
  return Object.fromEntries(files.filter((file) => existsSync(`${NET}/${file}`)).map((file) => [file, read(file)]));
}

const read = (file: string): string => readFileSync(`${NET}/${file}`, "utf8").trim();
/** Not from /sys, which shows the network in which it was mounted and not the one this process is in. */
const links = (): string[] =>
  readFileSync("/proc/net/dev", "utf8")
    .split("\n")
    .flatMap((line) => /^\s*([^:\s]+):/.exec(line)?.[1] ?? [])
    .sort();
const entries = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).sort() : []);

const savedRules = (family: Family): Promise<string> => run(`${family}-save`, []).then(({ stdout }) => stdout);

const nftTables = (): Promise<string[] | undefined> =>
  run("nft", ["list", "tables"]).then(
    ({ stdout }) =>
      stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => line.replace(/^table /, "")),
    () => undefined,
  );
