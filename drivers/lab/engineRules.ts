/** Which firewall rules, chains and links a Docker engine makes, told from the text of `iptables-save`. */

export type Family = "iptables" | "ip6tables";
export const FAMILIES: readonly Family[] = ["iptables", "ip6tables"];

const LINK = /^(docker0|docker_gwbridge|br-[0-9a-f]{12}|veth[0-9a-f]{7})$/;
const CHAIN = /^DOCKER(-|$)/;

/** Whether a network link bears a name that only a Docker engine gives. */
export const isEngineLink = (name: string): boolean => LINK.test(name);

interface Table {
  readonly policies: Map<string, string>;
  readonly chains: Set<string>;
  readonly rules: string[];
}

/** Reads what `iptables-save` printed, by table. */
function parseRules(saved: string): Map<string, Table> {
  const tables = new Map<string, Table>();
  let table: Table | undefined;
  for (const line of saved.split("\n")) {
    if (line.startsWith("*")) {
      table = { policies: new Map(), chains: new Set(), rules: [] };
      tables.set(line.slice(1), table);
    } else if (!table) continue;
    else if (line.startsWith(":")) {
      const [chain = "", policy = "-"] = line.slice(1).split(" ");
      if (policy === "-") table.chains.add(chain);
      else table.policies.set(chain, policy);
    } else if (line.startsWith("-A ")) table.rules.push(line);
  }
  return tables;
}

/**
 * The input for `iptables-restore --noflush` that takes away what a Docker engine added between `before` and
 * `now` and sets the policy of FORWARD as it was; empty when there is nothing to do.
 */
export function cleanupScript(before: string, now: string): string {
  const earlier = parseRules(before);
  const parts: string[] = [];
  for (const [name, table] of parseRules(now)) {
    const known = earlier.get(name);
    const chains = [...table.chains].filter((chain) => CHAIN.test(chain) && !known?.chains.has(chain));
    const rules = table.rules.filter(
      (rule) => !known?.rules.includes(rule) && isEngineRule(rule) && !chains.includes(chainOf(rule)),
    );
    const policy = known?.policies.get("FORWARD") ?? "ACCEPT";
    const lines = [
      ...(name === "filter" && table.policies.get("FORWARD") !== policy ? [`:FORWARD ${policy} [0:0]`] : []),
      ...rules.map((rule) => rule.replace(/^-A/, "-D")),
      ...chains.map((chain) => `-F ${chain}`),
      ...chains.map((chain) => `-X ${chain}`),
    ];
    if (lines.length > 0) parts.push(`*${name}`, ...lines, "COMMIT");
  }
  return parts.length === 0 ? "" : `${parts.join("\n")}\n`;
}

/** Tables that hold no rule, no chain of their own and no policy but ACCEPT. */
export function leftEmpty(saved: string): string[] {
  return [...parseRules(saved)]
    .filter(
      ([, table]) =>
        table.rules.length === 0 &&
        table.chains.size === 0 &&
        [...table.policies.values()].every((policy) => policy === "ACCEPT"),
    )
    .map(([name]) => name);
}

const chainOf = (rule: string): string => rule.split(" ")[1] ?? "";

function isEngineRule(rule: string): boolean {
  const words = rule.split(" ");
  const value = (flag: string): string => words[words.indexOf(flag) + 1] ?? "";
  const has = (flag: string): boolean => words.includes(flag);
  if (CHAIN.test(chainOf(rule)) || (has("-j") && CHAIN.test(value("-j")))) return true;
  if ((has("-i") && LINK.test(value("-i"))) || (has("-o") && LINK.test(value("-o")))) return true;
  // A published port lets a container reach itself by the computer's address: no link is named in that rule.
  return (
    chainOf(rule) === "POSTROUTING" &&
    value("-j") === "MASQUERADE" &&
    has("-s") &&
    value("-s") === value("-d") &&
    value("-s").endsWith("/32")
  );
}
