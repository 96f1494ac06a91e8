import type * as pulumi from "@pulumi/pulumi";
import { defineService, type ServiceArgs } from "../../platform/definition";
import { HostedService } from "../../platform/hostedService";
import type { Platform } from "../../platform/platform";
import { mattermostCanary } from "./canary";

/**
 * Mattermost: a chat in teams and channels. The image has its programming interface, for applications, and no pages for
 * a browser. One copy, and 250 users at most: more of either takes the Enterprise edition (as of 11.4, 2026-01).
 */
export const mattermost = defineService({
  kind: "mattermost",
  title: "Mattermost",
  image: "mattermost",
  version: "11.4.0",
  port: 8065,
  ready: { path: "/api/v4/system/ping", withinSeconds: 60 },
  writers: "single",
  state: { files: ["/data"], database: "postgresql" },
  canary: mattermostCanary,
  secrets: ["admin-password"],
  resources: { memoryMebibytes: 512 },
  user: 406,
  environment: ({ host, url, database, secretFile }) => ({
    DB_HOST: database.host,
    DB_PORT: String(database.port),
    DB_NAME: database.name,
    DB_USER: database.user,
    DB_PASS_FILE: secretFile("database"),
    MATTERMOST_ADMIN_EMAIL: `admin@${host}`,
    MATTERMOST_ADMIN_PASSWORD_FILE: secretFile("admin-password"),
    MM_SERVICESETTINGS_SITEURL: url,
  }),
});

/** A chat. */
export class Mattermost extends HostedService<typeof mattermost> {
  constructor(name: string, args: ServiceArgs & { readonly on: Platform }, options?: pulumi.ComponentResourceOptions) {
    super("ruche:services:Mattermost", mattermost, name, args, options);
  }
}
