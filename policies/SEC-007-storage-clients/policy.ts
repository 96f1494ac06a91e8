import { at, itemsOf, Unknown } from "../../model/inputs";
import { notJudged, type Policy, type PolicyFinding, violation } from "../core/policy";
import { describes } from "../core/resource";

const remedy = "name the machines that mount it";

/** Who may mount a volume. */
export const storageClients: Policy = {
  id: "SEC-007",
  title: "A volume is mounted by named machines alone",
  why: "A network file system asks for no password: whoever may mount a volume reads and writes every service's data, its databases too.",
  severity: "critical",
  remedy,
  applies: (resource) => describes(resource, "volume"),
  rule(resource): PolicyFinding[] {
    const kind = at(resource.props, "kind");
    if (kind instanceof Unknown) return [notJudged(resource, kind)];
    const clients = at(resource.props, "allowedClients");
    if (clients instanceof Unknown) return [notJudged(resource, clients)];
    return itemsOf(clients).flatMap((client): PolicyFinding[] => {
      if (client instanceof Unknown) return [notJudged(resource, client)];
      return isWide(String(client))
        ? [violation(resource, `${String(client)} may mount it`, "machines, or networks of a few addresses", remedy)]
        : [];
    });
  },
};

/** A pattern, or a network of more than 256 addresses (of IPv6: larger than one subnet). */
function isWide(client: string): boolean {
  const prefix = /\/(\d+)$/.exec(client)?.[1];
  return client.includes("*") || (prefix !== undefined && Number(prefix) < (client.includes(":") ? 64 : 24));
}
