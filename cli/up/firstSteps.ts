import type { StackSummary } from "../../model/summary";
import type { Workspace } from "../workspace";

/** The addresses of a platform that is up, and three things to try. */
export function firstSteps({ name }: Workspace, { services, entrances, certificates }: StackSummary): string {
  const open = services.filter(({ url }) => url !== null);
  const first = open[0];
  if (!first) return `No service is declared yet. See ./ruche status ${name}`;
  const { address } = entrances[0]!;
  const hosts = open.map(({ url }) => new URL(url!).hostname).join(" ");
  // What an ACME authority issues is trusted already, or by what its owner gave out; the platform's own authority is
  // not.
  const own = certificates !== "acme";
  return [
    ...open.map(
      (service) =>
        `  ${service.name.padEnd(12)} ${service.url}${service.exposure === "members" ? "   (members only)" : ""}`,
    ),
    "",
    "Three things to try:",
    `  1. Ask it:            curl ${own ? `--cacert .ruche/${name}/authority.pem ` : ""}--resolve ${new URL(first.url!).hostname}:443:${address} ${first.url}`,
    `  2. Use a browser:     echo '${address} ${hosts}' | sudo tee -a /etc/hosts${own ? `    and trust .ruche/${name}/authority.pem there` : ""}`,
    `  3. See how it is${own ? ": " : ", and the certificates:"}    ./ruche status ${name}    and the passwords: ./ruche password ${name}`,
  ].join("\n");
}
