import type { StackSummary } from "../../model/summary";
import { onMachine } from "../remote";
import type { Asked, Difference } from "./expected";

/** What a machine says of itself. It is only a hint where to look: whether a port is open is seen from outside. */
export interface Listeners {
  readonly machine: string;
  /** Whether its firewall's rules are in the kernel. */
  readonly firewall: boolean;
  readonly ports: readonly (Asked & { /** A program or a container. */ readonly by: string })[];
}

/** Loopback is left out: nobody reaches it from outside. Ports that Docker publishes need not be listened to by anybody. */
const ask = String.raw`
nft list chain inet ruche input 2>/dev/null | grep -q 'policy drop' && echo loaded || echo missing
for protocol in tcp udp; do
  ss -Hln --$protocol -p | awk -v protocol=$protocol '$4 !~ /^(127\.|\[::1\])/ {
    name = $0; if (!sub(/.*users:\(\("/, "", name)) name = "no program, but the system itself"; sub(/".*/, "", name); port = $4; sub(/.*:/, "", port); sub(/%.*/, "", port); print protocol, port, name }'
done
docker ps --format '{{.Names}} {{.Ports}}' 2>/dev/null | while read -r name ports; do
  echo "$ports" | grep -oE ':[0-9]+->[0-9]+/(tcp|udp)' | sed -E "s|:([0-9]+)->[0-9]+/(.*)|\2 \1 the container $name|"
done`;

/** Asks a machine by SSH; undefined when it does not answer. */
export async function listenersOn(summary: StackSummary, machine: string): Promise<Listeners | undefined> {
  const said = await onMachine(summary, machine, ask);
  return said === undefined ? undefined : readListeners(machine, said);
}

/** Reads what a machine answered. */
export function readListeners(machine: string, said: string): Listeners {
  const ports = said.split("\n").flatMap((line) => {
    const [, protocol, port, by = ""] = /^(tcp|udp) (\d+) (.+)$/.exec(line) ?? [];
    return protocol === undefined ? [] : [{ machine, protocol: protocol as "tcp" | "udp", port: Number(port), by }];
  });
  return { machine, firewall: said.startsWith("loaded"), ports };
}

/** Says of open ports what listens there and why the firewall does not help. */
export function explained(differences: readonly Difference[], told: readonly (Listeners | undefined)[]): Difference[] {
  return differences.map((difference) => {
    const of = told.find((listeners) => listeners?.machine === difference.machine);
    if (of === undefined || !difference.opened) return difference;
    // A container's own name says more than that of Docker's proxy before it.
    const by = of.ports.filter(({ port, protocol }) => difference.what === `${port}/${protocol}`).at(-1)?.by;
    return {
      ...difference,
      found: `${difference.found}${by === undefined ? "" : `; ${by} listens there`}; ${of.firewall ? "its firewall has a rule that nobody declared" : "its firewall is not loaded"}`,
    };
  });
}
