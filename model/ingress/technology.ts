import type { KnownPort } from "../rules/knownPort";

/** What a technology of ingresses does in its own way, as far as reviews must know it. */
export interface IngressTechnology {
  /** Name of its image in the family. */
  readonly image: string;
  /** Whether a port of its workload sends everything to HTTPS, as its arguments say. */
  redirectsToHttps(port: number, args: readonly string[]): boolean;
  /** Whether a word of its command serves its dashboard to everybody. */
  opensDashboard(word: string): boolean;
  /** The variable that does so unless it is `false`. */
  readonly dashboardVariable: string;
  /** The port of the dashboard. */
  readonly dashboardPort: number;
  /** Ports that it is known for, on any platform. */
  readonly knownPorts: readonly KnownPort[];
}
