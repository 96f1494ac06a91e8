import type { PortDescriptor } from "../../model/descriptor";
import { UserError } from "../../model/errors";
import { companionName } from "../../model/rules/companion";
import { refuse } from "../../model/rules/objection";
import { wrongPort, wrongPortExposure } from "../../model/rules/openedPort";
import type { ServiceArgs, ServiceDefinition, ServicePort } from "./definition";
import type { Platform } from "./platform";

/** Where a port of a service leads, inside the cluster. */
export const backendOf = (service: string, { container, port }: ServicePort) => ({
  host: container === undefined ? service : companionName(service, container),
  port,
});

/**
 * The ports of a service that are opened, in the order of their names. The platform's ingress gives them to it.
 *
 * @param where - The service, as errors name it: `Zabbix monitor`.
 * @throws UserError for a port that its kind does not offer, or whose exposure or number cannot be kept; and for one
 * that the definition cannot offer.
 */
export function openedPorts(
  where: string,
  service: string,
  definition: ServiceDefinition,
  { on: platform, ports: wanted = {} }: Pick<ServiceArgs, "ports"> & { readonly on: Platform },
): PortDescriptor[] {
  const { ports: offered = {} } = definition;
  for (const name of Object.keys(offered)) refuseOffer(name, definition);
  return Object.entries(wanted)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { exposure, port: number }]) => {
      const field = `${where}: ports.${name}`;
      const known = Object.keys(offered);
      const offer = known.includes(name) ? offered[name] : undefined;
      if (offer === undefined)
        throw new UserError(
          `${where}: ports`,
          name,
          known.join(", ") || `nothing: ${definition.kind} has no ports`,
          "Name a port of its kind, or remove it.",
        );
      const { protocol = "tcp", encrypted = false } = offer;
      const port = number ?? offer.port;
      refuse(`${field}.exposure`, exposure, wrongPortExposure(exposure));
      refuse(`${field}.port`, port, wrongPort({ port, protocol }));
      platform.ingress.ports.give(service, `${field}.port`, { port, protocol });
      return { name, exposure, port, protocol, encrypted };
    });
}

/** Refuses a port that a definition cannot offer. */
function refuseOffer(name: string, { kind, port: web, ports = {}, containers = {} }: ServiceDefinition): void {
  const field = `${kind}: ports.${name}`;
  const { port, protocol = "tcp", container } = ports[name]!;
  if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name))
    throw new UserError(field, name, "lower-case letters, digits and hyphens", "Give it another name.");
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new UserError(`${field}.port`, port, "a whole number from 1 to 65535", "Write where it listens.");
  if (protocol !== "tcp" && protocol !== "udp")
    throw new UserError(`${field}.protocol`, protocol, "tcp, udp", "Choose one of these.");
  if (container !== undefined && !Object.hasOwn(containers, container))
    throw new UserError(
      `${field}.container`,
      container,
      Object.keys(containers).join(", ") || "nothing: the kind has no containers",
      "Name one of its containers.",
    );
  if (container === undefined && protocol === "tcp" && port === web)
    throw new UserError(
      `${field}.port`,
      port,
      "any port but that of its pages",
      "People reach its pages through the ingress, which asks members for their password.",
    );
}
