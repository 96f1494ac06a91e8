import type { KnownPort } from "../rules/knownPort";
import type { IngressTechnology } from "./technology";
import { traefik } from "./traefik";

/** What runs does not say which ingress it is: each technology is asked. */
const technologies: readonly IngressTechnology[] = [traefik];

/** Whether a port of a workload sends everything to HTTPS, as its arguments say. */
export const redirectsToHttps = (port: number, args: readonly string[]): boolean =>
  technologies.some((technology) => technology.redirectsToHttps(port, args));

/** Whether a word of a command serves an ingress's dashboard to everybody. */
export const opensDashboard = (word: string): boolean =>
  technologies.some((technology) => technology.opensDashboard(word));

/** Variables that serve an ingress's dashboard to everybody, unless they are `false`. */
export const dashboardVariables: readonly string[] = technologies.map(({ dashboardVariable }) => dashboardVariable);

/** Whether an ingress has its dashboard on a port. */
export const isDashboardPort = (port: number): boolean =>
  technologies.some(({ dashboardPort }) => dashboardPort === port);

/** Ports that technologies of ingresses are known for. */
export const ingressKnownPorts: readonly KnownPort[] = technologies.flatMap(({ knownPorts }) => knownPorts);

/** Images of the family that ingresses run. */
export const ingressImages: readonly string[] = technologies.map(({ image }) => image);
