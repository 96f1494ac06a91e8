import * as pulumi from "@pulumi/pulumi";
import { GlusterVolume, guarded, hostImage, LabMachines, SwarmCluster } from "ruche";
import { imageFamily } from "ruche/images";

const config = new pulumi.Config();
const engine = { host: config.get("engine"), runtime: config.get("runtime") };
const domain = "example.internal";

const lab = new LabMachines("hive", {
  count: 3,
  engine,
  prefix: config.get("prefix"),
  ...hostImage("host-image", { images: imageFamily(), engine: engine.host }),
});

// They reach each other by name once their firewalls know each other.
const machines = guarded("hive", lab.all, {
  domain,
  administrationFrom: [lab.administrationFrom],
});

const data = new GlusterVolume("data", { on: machines, replicas: 3, mount: "/DATA" });
const swarm = new SwarmCluster("swarm", { managers: machines });

export const mount = data.mount;
export const nodes = pulumi.all(swarm.nodes.map(({ name, address }) => pulumi.interpolate`${name} ${address}`));
