import type * as pulumi from "@pulumi/pulumi";
import { json, type ServiceConnection } from "../../platform/canary";
import { defineService, type ServiceArgs } from "../../platform/definition";
import { HostedService } from "../../platform/hostedService";
import type { Platform } from "../../platform/platform";

async function ask(
  service: ServiceConnection,
  method: string,
  parameters: Record<string, string> = {},
): Promise<{ code: number; message: string; data: { text: string } | null }> {
  const query = new URLSearchParams({ apikey: service.secret("api-key"), padID: "ruche-canary", ...parameters });
  return json(method, await service.fetch(`/api/1/${method}?${query.toString()}`));
}

/** Etherpad: a text that several people write at once. One copy: it keeps pads in its memory. */
export const etherpad = defineService({
  kind: "etherpad",
  title: "Etherpad",
  image: "etherpad",
  version: "1.8.14",
  port: 9001,
  ready: { path: "/", withinSeconds: 60 },
  writers: "single",
  state: { database: "mariadb" },
  canary: {
    async write(service, text) {
      await ask(service, "createPad"); // refused where it is there already
      const { code, message } = await ask(service, "setText", { text });
      if (code !== 0) throw new Error(`setText: ${message}`);
    },
    read: async (service) => (await ask(service, "getText")).data?.text.trim(),
  },
  secrets: ["api-key", "session-key"],
  resources: { memoryMebibytes: 384 },
  environment: ({ database, secretFile }) => ({
    DB_TYPE: "mysql",
    DB_HOST: database.host,
    DB_PORT: String(database.port),
    DB_NAME: database.name,
    DB_USER: database.user,
    DB_PASS_FILE: secretFile("database"),
    ETHERPAD_API_KEY_FILE: secretFile("api-key"),
    ETHERPAD_SESSION_KEY_FILE: secretFile("session-key"),
  }),
});

/** Pads. */
export class Etherpad extends HostedService<typeof etherpad> {
  constructor(name: string, args: ServiceArgs & { readonly on: Platform }, options?: pulumi.ComponentResourceOptions) {
    super("ruche:services:Etherpad", etherpad, name, args, options);
  }
}
