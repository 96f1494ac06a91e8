import type { RouteDescriptor } from "../../model/descriptor";
import { companionName } from "../../model/rules/companion";
import { ownServices } from "../../model/rules/names";
import { type Objection, refuse } from "../../model/rules/objection";
import { addressTaken, nameTaken, partNamedAs, partNamedAsPlatform, runsPartOf } from "../../model/rules/taken";

/** What a service takes of its platform for itself. */
export interface RegisteredService {
  readonly name: string;
  /** What runs beside it, as its definition names it. */
  readonly companions: readonly string[];
  /** Where people reach it; undefined if they do not. */
  readonly route: Pick<RouteDescriptor, "host" | "path"> | undefined;
}

/** The names in the cluster and the addresses that services of one platform have. */
export class ServiceRegister {
  /** The service that runs something under a name. */
  readonly #names = new Map<string, string>();
  readonly #addresses = new Map<string, string>();

  /**
   * Gives a service its names and its address.
   *
   * @param field - A service's argument, as the error names it.
   * @throws UserError for a name or an address that another service of the platform has.
   */
  give(field: (key: string) => string, { name, companions, route }: RegisteredService): void {
    const parts = companions.map((companion) => ({ companion, as: companionName(name, companion) }));
    refuse(field("name"), name, this.#nameTaken(name));
    for (const { companion, as } of parts) refuse(field("name"), name, this.#partTaken(companion, as));
    const address = route && `${route.host}${route.path}`;
    const other = address === undefined ? undefined : this.#addresses.get(address);
    if (other !== undefined) refuse(field("host"), address, addressTaken(other));
    for (const taken of [name, ...parts.map(({ as }) => as)]) this.#names.set(taken, name);
    if (address !== undefined) this.#addresses.set(address, name);
  }

  #nameTaken(name: string): Objection | undefined {
    const other = this.#names.get(name);
    if (other === undefined) return undefined;
    return other === name ? nameTaken("a name that another service has") : runsPartOf(other);
  }

  #partTaken(companion: string, name: string): Objection | undefined {
    if (ownServices.includes(name)) return partNamedAsPlatform(companion, name);
    const other = this.#names.get(name);
    if (other === undefined) return undefined;
    return partNamedAs(companion, name, other === name ? `service ${name}` : `a part of ${other}`);
  }
}
