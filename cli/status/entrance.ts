import { request } from "node:https";
import type { TLSSocket } from "node:tls";
import type { StackSummary } from "../../model/summary";

/** Milliseconds within which a service answers. */
const patience = 1_500;

/**
 * Why a service does not answer through the ingress; null if it does. One that asks for a password has answered.
 *
 * @param address - The entrance through which it is asked.
 */
export function silenceAt(
  address: string,
  url: string,
  path: string,
  { authority, certificates }: Pick<StackSummary, "authority" | "certificates">,
): Promise<string | null> {
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
        const named =
          certificates !== "acme" ||
          (response.socket as TLSSocket).getPeerX509Certificate()?.checkHost(hostname) !== undefined;
        const status = response.statusCode!;
        if (!named) resolve(`${address} shows a certificate that is not for ${hostname}`);
        else resolve(status < 400 || status === 401 ? null : `it answers ${asks} with status ${status}`);
      },
    );
    asked
      .once("error", (error) => resolve(`${address} does not answer for it: ${error.message}`))
      .once("timeout", () => {
        asked.destroy();
        resolve(`${address} does not answer for it within ${patience / 1000} s`);
      })
      .end();
  });
}
