import * as pulumi from "@pulumi/pulumi";
import { GlusterVolume, guarded, hostImage, LabMachines, Platform, SwarmCluster } from "ruche";
import { imageFamily } from "ruche/images";
import { Greeting } from "./services/greeting/definition";

const config = new pulumi.Config();
const engine = { host: config.get("engine"), runtime: config.get("runtime") };
const domain = "example.internal";
const images = imageFamily({ folders: ["./services"] });
// Ports beside 80 and 443 that the ingress listens on, and firewalls open to everybody.
const ports = [
  { port: 7070, protocol: "tcp" },
  { port: 7070, protocol: "udp" },
] as const;

// The smallest platform there is: one machine with everything on it.
const lab = new LabMachines("hive", {
  count: 1,
  engine,
  prefix: config.get("prefix"),
  ...hostImage("host-image", { images, engine: engine.host }),
});
const machines = guarded("hive", lab.all, {
  domain,
  administrationFrom: [lab.administrationFrom],
  publicPorts: ports,
});

const platform = new Platform("platform", {
  on: new SwarmCluster("swarm", { managers: machines }),
  volume: new GlusterVolume("data", { on: machines, replicas: 1, mount: "/DATA" }),
  seed: lab.seed,
  images,
  domain,
  ports,
});

const hello = new Greeting("hello", {
  on: platform,
  exposure: "public",
  settings: { whom: "bees" },
  ports: { greetings: { exposure: "public", port: 7070 }, answers: { exposure: "public", port: 7070 } },
});
platform.orchestrator.untilRunning("services-running", hello.started);

export const url = hello.url;
/** The machine to which `url` leads, until a name server says so. */
export const address = lab.all[0]!.address;
/** What a browser must trust. */
export const authority = platform.authority;
