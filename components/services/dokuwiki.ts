import type * as pulumi from "@pulumi/pulumi";
import { defineService, type ServiceArgs } from "./definition";
import { HostedService } from "./hostedService";
import type { Platform } from "./platform";

/** DokuWiki: a wiki whose pages are plain files. One writer: its locks are files too. */
export const dokuwiki = defineService({
  kind: "dokuwiki",
  title: "DokuWiki",
  image: "dokuwiki",
  version: "2022-07-31a",
  port: 8080,
  ready: { path: "/health.php", withinSeconds: 30 },
  writers: "single",
  state: { files: ["/storage"] },
  secrets: ["admin-password"],
  environment: ({ host, secretFile }) => ({ DOKUWIKI_TITLE: host, DOKUWIKI_ADMIN_PASSWORD_FILE: secretFile("admin-password") }),
});

/** A wiki. */
export class DokuWiki extends HostedService<typeof dokuwiki> {
  constructor(name: string, args: ServiceArgs & { readonly on: Platform }, options?: pulumi.ComponentResourceOptions) {
    super("ruche:services:DokuWiki", dokuwiki, name, args, options);
  }
}
