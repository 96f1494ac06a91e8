import type * as pulumi from "@pulumi/pulumi";
import { defineService, HostedService, type Platform, type ServiceArgs } from "ruche";
import { z } from "zod";

const settings = z.strictObject({ whom: z.string().min(1).default("world") });

/** Greeting: a page that greets. It keeps nothing, so that any number of copies may serve it. */
export const greeting = defineService({
  kind: "greeting",
  title: "Greeting",
  image: "greeting",
  version: "1",
  port: 8080,
  ready: { path: "/health", withinSeconds: 15 },
  writers: "many",
  state: { none: "its page is made at each start" },
  settings,
  resources: { memoryMebibytes: 64 },
  environment: ({ settings: { whom } }) => ({ GREETED: whom }),
});

/** A page that greets. */
export class Greeting extends HostedService<typeof greeting> {
  constructor(
    name: string,
    args: ServiceArgs<typeof settings> & { readonly on: Platform },
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("ruche:services:Greeting", greeting, name, args, options);
  }
}
