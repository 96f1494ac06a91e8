import type { DeclaredWorkload } from "../../model/cluster";
import type { ExposureLevel } from "../../model/descriptor";
import { Unknown } from "../../model/inputs";

/** A port on a machine that leads into a workload. */
export interface ContainerPort {
  /** 0: the engine chooses one. */
  readonly published: number;
  readonly protocol: "tcp" | "udp" | Unknown;
}

/** The ports that a workload publishes, and what of them is not known. */
export function publishedPorts(workload: DeclaredWorkload | undefined): {
  ports: readonly ContainerPort[];
  unknowns: readonly Unknown[];
} {
  const ports: ContainerPort[] = [];
  const unknowns: Unknown[] = [];
  for (const port of workload?.ports ?? []) {
    if (port instanceof Unknown) unknowns.push(port);
    else if (port.published instanceof Unknown) unknowns.push(port.published);
    else ports.push({ published: port.published, protocol: port.protocol });
  }
  return { ports, unknowns };
}

/** A port in words: `8080`, `514/udp`. */
export const shownPort = (port: number, protocol: "tcp" | "udp"): string =>
  protocol === "udp" ? `${port}/udp` : String(port);

/** Exposures that let somebody in from outside the cluster. */
export const outside: readonly ExposureLevel[] = ["vpn", "members", "public"];
