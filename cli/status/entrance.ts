import { request } from "node:https";
import type { TLSSocket } from "node:tls";
import type { StackSummary } from "../../model/summary";

/** Milliseconds within which a service answers. */
const patience = 1_500;

/** What a service answers through the ingress. */
export interface EntranceAnswer {
  /** Why it does not answer; null if it does. */
  readonly silence: string | null;
  /** When the certificate that it shows ends; null if it shows none. */
  readonly until: Date | null;
}

/**
 * Asks a service through the ingress. One that asks for a password has answered.
 *
 * @param address - The entrance through which it is asked.
 */
export function answerAt(
  address: string,
  url: string,
  path: string,
  { authority, certificates }: Pick<StackSummary, "authority" | "certificates">,
): Promise<EntranceAnswer> {
  const { hostname, pathname } = new URL(url);
  const asks = `${pathname.replace(/\/$/, "")}${path}`;
  // What an ACME authority is trusted by is the business of browsers; the report tells whether its certificate is
  // served.
  return new Promise((resolve) => {
    const asked = request(
      {
        host: address,
        servername: hostname,
        headers: { host: hostname },
        path: asks,
        ca: authority ?? undefined,
        rejectUnauthorized: certificates !== "acme",
        timeout: patience,
        agent: false,
      },
      (response) => {
        response.resume();
        const shown = (response.socket as TLSSocket).getPeerX509Certificate();
        const named = certificates !== "acme" || shown?.checkHost(hostname) !== undefined;
        const status = response.statusCode!;
        const until = shown ? new Date(shown.validTo) : null;
        if (!named) resolve({ silence: `${address} shows a certificate that is not for ${hostname}`, until });
        else if (status < 400 || status === 401) resolve({ silence: null, until });
        else resolve({ silence: `it answers ${asks} with status ${status}`, until });
      },
    );
    const silent = (silence: string): void => resolve({ silence, until: null });
    asked
      .once("error", (error) => silent(`${address} does not answer for it: ${error.message}`))
      .once("timeout", () => {
        asked.destroy();
        silent(`${address} does not answer for it within ${patience / 1000} s`);
      })
      .end();
  });
}
