import { request as plain } from "node:http";
import { request as secure } from "node:https";
import type { TLSSocket } from "node:tls";

/** One question by HTTP or HTTPS, to the ingress of one machine. */
export interface WebQuestion {
  readonly address: string;
  readonly port: number;
  readonly host: string;
  readonly path: string;
  /**
   * `trusted`: the certificate must be valid under `authority`; `named`: it must name the host, whoever issued it;
   * `any`: it does not matter.
   */
  readonly certificate: "trusted" | "named" | "any" | "no TLS";
  /** PEM. */
  readonly authority?: string;
}

/** What was answered, or why nothing was. */
export type WebAnswer = { readonly status: number; readonly location?: string } | { readonly failure: string };

/** Asks without a password and follows no redirection. */
export function askWeb(
  { address, port, host, path, certificate, authority }: WebQuestion,
  milliseconds = 3000,
): Promise<WebAnswer> {
  return new Promise((resolve) => {
    const options = { host: address, port, path, headers: { host }, agent: false as const, timeout: milliseconds };
    const asked =
      certificate === "no TLS"
        ? plain(options)
        : secure({ ...options, servername: host, ca: authority, rejectUnauthorized: certificate === "trusted" });
    asked.once("response", (response) => {
      const named =
        certificate !== "named" ||
        (response.socket as TLSSocket).getPeerX509Certificate()?.checkHost(host) !== undefined;
      resolve(
        named
          ? { status: response.statusCode!, location: response.headers.location }
          : { failure: "its certificate does not name the host" },
      );
      response.destroy();
    });
    asked
      .once("error", (error: NodeJS.ErrnoException) =>
        resolve({ failure: error.code ? `${error.code}: ${error.message}` : error.message }),
      )
      .once("timeout", () => {
        asked.destroy();
        resolve({ failure: `no answer within ${milliseconds / 1000} s` });
      })
      .end();
  });
}
