import { tcp } from "../rules/knownPort";
import type { IngressTechnology } from "./technology";

/** Traefik. */
export const traefik: IngressTechnology = {
  image: "traefik",
  redirectsToHttps(port, args) {
    const entry = args
      .map((arg) => /^--entrypoints\.([^.]+)\.address=:(\d+)(?:\/tcp)?$/i.exec(arg))
      .find((match) => Number(match?.[2]) === port);
    return entry != null && args.includes(`--entrypoints.${entry[1]}.http.redirections.entrypoint.to=https`);
  },
  opensDashboard: (word) => /^--api\.insecure(=(?!false$).*)?$/i.test(word),
  dashboardVariable: "TRAEFIK_API_INSECURE",
  dashboardPort: 8080,
  knownPorts: tcp("ingress", { 8080: "an application, or Traefik's dashboard", 8082: "Traefik's health" }),
};
