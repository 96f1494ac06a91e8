import type * as pulumi from "@pulumi/pulumi";
import type { ServiceConnection } from "../../platform/canary";
import { defineService, type ServiceArgs } from "../../platform/definition";
import { HostedService } from "../../platform/hostedService";
import type { Platform } from "../../platform/platform";
import { settings } from "./settings";

/** DokuWiki's XML-RPC interface, as its administrator. The answer's first text. */
async function call(service: ServiceConnection, method: string, ...parameters: string[]): Promise<string> {
  const { status, text } = await service.fetch("/lib/exe/xmlrpc.php", {
    method: "POST",
    headers: {
      "content-type": "text/xml",
      authorization: `Basic ${Buffer.from(`admin:${service.secret("admin-password")}`).toString("base64")}`,
    },
    body: `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${parameters.map((value) => `<param><value><string>${value}</string></value></param>`).join("")}</params></methodCall>`,
  });
  if (status !== 200 || text.includes("<fault>")) throw new Error(`${method}: status ${status}: ${text.slice(0, 200)}`);
  return /<string>([^<]*)<\/string>/.exec(text)?.[1] ?? "";
}

/** DokuWiki: a wiki whose pages are plain files. One writer: its locks are files too. */
export const dokuwiki = defineService({
  kind: "dokuwiki",
  title: "DokuWiki",
  image: "dokuwiki",
  version: "2024-02-06b",
  port: 8080,
  ready: { path: "/health.php", withinSeconds: 30 },
  writers: "single",
  state: { files: ["/storage"] },
  canary: {
    write: async (service, text) => {
      await call(service, "wiki.putPage", "ruche:canary", text);
    },
    read: async (service) => (await call(service, "wiki.getPage", "ruche:canary")).trim() || undefined,
  },
  secrets: ["admin-password"],
  settings,
  environment: ({ host, settings: { title = host }, secretFile }) => ({
    DOKUWIKI_TITLE: title,
    DOKUWIKI_ADMIN_PASSWORD_FILE: secretFile("admin-password"),
  }),
});

/** A wiki. */
export class DokuWiki extends HostedService<typeof dokuwiki> {
  constructor(
    name: string,
    args: ServiceArgs<typeof settings> & { readonly on: Platform },
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("ruche:services:DokuWiki", dokuwiki, name, args, options);
  }
}
