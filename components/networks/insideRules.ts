import type { InsidePort } from "../../model/descriptor";
import type { InsideRule } from "./firewallRules";

/**
 * What a firewall lets in from inside, in as few rules as there are groups of machines.
 *
 * @param inside - Undefined if other machines reach every port.
 * @param addressOf - Addresses of the platform's machines, by name.
 */
export function insideRules(
  inside: readonly InsidePort[] | undefined,
  addressOf: Readonly<Record<string, string>>,
): InsideRule[] {
  if (inside === undefined) return [{ from: Object.values(addressOf) }];
  const groups = new Map<string, InsidePort[]>();
  for (const port of inside) {
    const key = `${port.protocol} ${[...port.from].sort().join(" ")}`;
    groups.set(key, [...(groups.get(key) ?? []), port]);
  }
  return [...groups.values()].map((ports) => ({
    from: ports[0]!.from.flatMap((name) => addressOf[name] ?? []),
    ports: {
      protocol: ports[0]!.protocol,
      numbers: [...new Map(ports.map((port) => [port.port, port])).values()]
        .sort((a, b) => a.port - b.port)
        .map(({ port, lastPort }) => (lastPort === undefined ? port : (`${port}-${lastPort}` as const))),
    },
  }));
}
