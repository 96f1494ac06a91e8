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
  configuration: ({ host }) => ({ "/etc/greeting/footer.html": `<footer>from ${host}</footer>\n` }),
  // Ports for other protocols, each of which greets everybody. A program chooses which of them are opened.
  containers: {
    greeter: {
      command: ["greeter", "7000/tcp", "7001/tcp", "7000/udp"],
      health: { command: ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/7000"], withinSeconds: 15 },
      resources: { memoryMebibytes: 64 },
      environment: ({ settings: { whom } }) => ({ GREETED: whom }),
    },
  },
  ports: {
    greetings: { port: 7000, container: "greeter" },
    spares: { port: 7001, container: "greeter" },
    answers: { port: 7000, protocol: "udp", container: "greeter" },
  },
  // Whether other containers reach it, asked again and again.
  jobs: {
    check: {
      command: ["bash", "-c", 'exec 3<>"/dev/tcp/$GREETING/8080"'],
      everySeconds: 60,
      environment: ({ service }) => ({ GREETING: service }),
    },
  },
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
