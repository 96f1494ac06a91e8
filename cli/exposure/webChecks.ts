/** What the ingress must answer, machine by machine: pure logic but for asking. */
import { randomBytes } from "node:crypto";
import type { ExposureMatrix } from "../../model/review/exposure";
import { describeWay } from "../../model/review/exposureChanges";
import type { Way } from "../../model/review/way";
import type { AskedMachine, Difference } from "./expected";
import type { WebAnswer, WebQuestion } from "./web";

/** What is known of the environment beside its matrix. */
export interface WebContext {
  readonly environment: string;
  readonly domain: string;
  /** The platform's own authority, PEM. */
  readonly authority: string | null;
}

/** A question with what a right answer is. */
export interface WebCheck {
  readonly machine: string;
  readonly question: WebQuestion;
  readonly declared: string;
  /** Undefined for a right answer; else what is wrong with it and what to do. */
  readonly judge: (answer: WebAnswer) => { readonly found: string; readonly remedy: string } | undefined;
}

/** All questions about a matrix. */
export function webChecks(
  { ways }: ExposureMatrix,
  places: readonly AskedMachine[],
  { environment, domain, authority }: WebContext,
  stranger = `nobody-${randomBytes(6).toString("hex")}`,
): WebCheck[] {
  const served = ways.filter((way) => (way.who === "public" || way.who === "members") && way.host !== null);
  const sites = served.filter(({ host, tls }) => !host!.includes("*") && tls !== "none");
  const redirecting = served.filter(({ redirects }) => redirects);
  const entrances = served.filter(({ host, tls }) => host!.includes("*") && tls !== "none");
  const unrouted = ways
    .filter(({ who, port }) => who === "nobody" && port === null)
    .map(({ service }) => `${service}.${domain}`);
  const on = (way: Way): AskedMachine[] => places.filter(({ name }) => way.machines.includes(name));
  const restart = `./ruche up ${environment} writes routes and certificates again`;
  return [
    ...sites.flatMap((way) =>
      on(way).map(
        (place): WebCheck => ({
          machine: place.name,
          declared: describeWay(way),
          question: {
            ...asking(place, way),
            certificate: way.tls === "acme" ? "named" : "trusted",
            ...(way.tls === "own" && authority !== null ? { authority } : {}),
          },
          judge: (answer) => {
            if ("failure" in answer) return { found: answer.failure, remedy: restart };
            if (way.authentication === "password" && answer.status !== 401)
              return { found: `without a password it answers ${answer.status} and not 401`, remedy: restart };
            if (answer.status >= 500 || (way.authentication === "none" && answer.status === 401))
              return { found: `it answers ${answer.status}`, remedy: `see ./ruche status ${environment}` };
            return undefined;
          },
        }),
      ),
    ),
    ...redirecting.flatMap((door) =>
      on(door).flatMap((place) =>
        sites
          .filter(({ machines }) => machines.includes(place.name))
          .map(
            (way): WebCheck => ({
              machine: place.name,
              declared: "HTTP only sends to HTTPS",
              question: { ...asking(place, way), port: door.port!, certificate: "no TLS" },
              judge: (answer) => {
                if ("failure" in answer) return { found: answer.failure, remedy: restart };
                const { status, location } = answer;
                if ([301, 308].includes(status) && location?.startsWith(`https://${way.host}/`)) return undefined;
                return {
                  found: `it answers ${status}${location === undefined ? "" : ` and sends to ${location}`}`,
                  remedy: "start the ingress with the declared arguments: see what changed with ./ruche preview",
                };
              },
            }),
          ),
      ),
    ),
    ...entrances.flatMap((door) =>
      on(door).flatMap((place) =>
        [
          ...[`${stranger}.${domain}`].flatMap((host) =>
            ["/", "/dashboard/", "/api/rawdata"].map((path) => ({
              host,
              path,
              declared: "a host that nobody declared is not found",
            })),
          ),
          ...unrouted.map((host) => ({ host, path: "/", declared: `${host.split(".")[0]} has no route` })),
        ].map(
          ({ host, path, declared }): WebCheck => ({
            machine: place.name,
            declared,
            question: { address: place.address, port: door.port!, host, path, certificate: "any" },
            // No answer at all is no way in either.
            judge: (answer) =>
              "failure" in answer || answer.status === 404
                ? undefined
                : {
                    found: `it answers ${answer.status}`,
                    remedy: `look for a route that was written by hand in /etc/ruche/ingress/routes on ${place.name}, and remove it`,
                  },
          }),
        ),
      ),
    ),
  ];
}

const asking = ({ address }: AskedMachine, way: Way) => ({
  address,
  port: way.port!,
  host: way.host!,
  path: way.path ?? "/",
});

/** Where a question goes, as people write it. */
export function urlOf({ certificate, host, port, path }: WebQuestion): string {
  return `${certificate === "no TLS" ? "http" : "https"}://${host}${port === 80 || port === 443 ? "" : `:${port}`}${path}`;
}

/** The answers that are not as declared. */
export function webDifferences(checks: readonly WebCheck[], answers: readonly WebAnswer[]): Difference[] {
  return checks.flatMap(({ machine, question, declared, judge }, index) => {
    const wrong = judge(answers[index]!);
    return wrong === undefined ? [] : [{ machine, what: urlOf(question), declared, ...wrong }];
  });
}
