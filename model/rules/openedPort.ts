import type { ExposureLevel, PortDescriptor } from "../descriptor";
import { refuseOtherThanList } from "./lists";
import { type Objection, refuse } from "./objection";
import { platformPort } from "./ports";

/** Who may reach a port that a service opens: nothing before it could ask people for a password. */
export type PortExposure = Extract<ExposureLevel, "cluster" | "public">;

/** A port of machines. */
export type PortNumber = Pick<PortDescriptor, "port" | "protocol">;

/** What is wrong with a port, and with which part of it. */
export interface PortObjection extends Objection {
  readonly of: "port" | "protocol";
}

/** A port in words: `514/udp`. */
export const portText = ({ port, protocol }: PortNumber): string => `${port}/${protocol}`;

const kept = "cluster, public";
const notKept: Readonly<Record<Exclude<ExposureLevel, PortExposure>, Objection>> = {
  nobody: {
    message: "a port that nobody may reach is not opened",
    allowed: kept,
    remedy: "remove the port: what is not named is not opened",
  },
  vpn: {
    message: "there is no VPN: not available yet in this version",
    allowed: kept,
    remedy: "use cluster until there is one",
  },
  members: {
    message: "only web pages are behind the members' password",
    allowed: kept,
    remedy: "use public if the software itself asks who comes, and cluster otherwise",
  },
};

/** Why a port cannot be for these people; undefined if it can. */
export function wrongPortExposure(exposure: ExposureLevel): Objection | undefined {
  if (exposure === "cluster" || exposure === "public") return undefined;
  return Object.hasOwn(notKept, exposure ?? "")
    ? notKept[exposure]
    : { message: "not a level of exposure", allowed: kept, remedy: "choose one of these" };
}

/** What is no number of a port. */
export const wrongPortNumber = (port: number): Objection | undefined =>
  Number.isInteger(port) && port >= 1 && port <= 65535
    ? undefined
    : {
        message: "not the number of a port",
        allowed: "a whole number from 1 to 65535",
        remedy: "write the number of a port",
      };

/** Why machines cannot give this port to a service; undefined if they can. */
export function wrongPort({ port, protocol }: PortNumber): PortObjection | undefined {
  const number = wrongPortNumber(port);
  if (number !== undefined) return { of: "port", ...number };
  if (protocol !== "tcp" && protocol !== "udp")
    return {
      of: "protocol",
      message: "not a protocol of ports",
      allowed: "tcp, udp",
      remedy: "choose one of these",
    };
  const own = platformPort(port, protocol);
  return own === undefined
    ? undefined
    : {
        of: "port",
        message: `a port of the platform itself (${own})`,
        allowed: "a port that the platform does not use",
        remedy: "open it under another number, such as port: 10022",
      };
}

/**
 * Refuses a port in a list that machines cannot give to services.
 *
 * @param field - The list, as the error names it.
 * @throws UserError
 */
export function refusePorts(field: string, ports: readonly PortNumber[]): void {
  refuseOtherThanList(field, ports, "ports");
  for (const one of ports) {
    if (typeof one !== "object" || one === null) refuse(field, one, notPair);
    const objection = wrongPort(one);
    if (objection) refuse(field, one[objection.of], objection);
  }
}

const notPair: Objection = {
  message: "not a port with its protocol",
  allowed: '{ port: 514, protocol: "udp" }',
  remedy: "write both",
};

/** Why two services cannot both have a port. */
export const portTaken = (other: string): Objection => ({
  message: `a port that ${other} has already`,
  allowed: "each port once for each protocol",
  remedy: "open one of them under another number",
});
