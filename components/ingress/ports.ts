import type { PortDescriptor } from "../../model/descriptor";
import { UserError } from "../../model/errors";
import { refuse } from "../../model/rules/objection";
import { type PortNumber, portTaken, portText, refusePorts } from "../../model/rules/openedPort";

/** What the ingress needs to hand on what comes to a port. */
export interface PortRoute extends PortDescriptor {
  /** Where the service listens inside the cluster. */
  readonly backend: { readonly host: string; readonly port: number };
}

/** The ports beside 80 and 443 on which an ingress listens, and the services that have them. */
export class IngressPorts {
  /** Each once, in the order of their numbers. */
  readonly all: readonly PortNumber[];
  readonly #services = new Map<string, string>();

  /** @throws UserError for a port that no service can have. */
  constructor(ingress: string, ports: readonly PortNumber[]) {
    refusePorts(`Ingress ${ingress}: ports`, ports);
    this.all = [...new Map(ports.map((port) => [portText(port), port])).values()].sort(
      (a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1),
    );
  }

  /**
   * Gives a port to a service.
   *
   * @param field - The argument, as the error names it.
   * @throws UserError for a port on which the ingress does not listen, or that another service has.
   */
  give(service: string, field: string, port: PortNumber): void {
    const known = this.all.map(portText);
    if (!known.includes(portText(port)))
      throw new UserError(
        field,
        portText(port),
        known.join(", ") || "nothing: the platform has no ports beside 80 and 443",
        "Name it in `ports` of the platform, and in `publicPorts` of its machines if it is for everybody.",
      );
    const other = this.#services.get(portText(port));
    if (other !== undefined) refuse(field, portText(port), portTaken(other));
    this.#services.set(portText(port), service);
  }
}
