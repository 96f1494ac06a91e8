import type * as pulumi from "@pulumi/pulumi";
import { defineService, type ServiceArgs } from "../../platform/definition";
import { HostedService } from "../../platform/hostedService";
import type { Platform } from "../../platform/platform";

/** Site: files of the volume as a web site. Any number of copies may serve them. */
export const site = defineService({
  kind: "site",
  title: "Web site",
  image: "web",
  version: "1",
  port: 8080,
  ready: { path: "/health", withinSeconds: 15 },
  writers: "many",
  state: { files: ["/srv/www"] },
  canary: {
    write: (service, text) => service.putFile("/srv/www/ruche-canary.txt", `${text}\n`),
    async read(service) {
      const { status, text } = await service.fetch("/ruche-canary.txt");
      return status === 200 ? text.trim() : undefined;
    },
  },
  resources: { memoryMebibytes: 64 },
});

/** A web site from files. */
export class Site extends HostedService<typeof site> {
  constructor(name: string, args: ServiceArgs & { readonly on: Platform }, options?: pulumi.ComponentResourceOptions) {
    super("ruche:services:Site", site, name, args, options);
  }
}
