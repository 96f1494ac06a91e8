import * as pulumi from "@pulumi/pulumi";
import { DokuWiki, GlusterVolume, guarded, hostImage, LabMachines, Platform, SwarmCluster } from "ruche";
import { imageFamily } from "ruche/images";

const config = new pulumi.Config();
const engine = { host: config.get("engine"), runtime: config.get("runtime") };
const domain = "example.internal";
const images = imageFamily();

// Four machines: three run the platform, the fourth keeps its backups and has nothing for everybody.
const lab = new LabMachines("hive", {
  hosts: ["hive1", "hive2", "hive3", "cellar"],
  engine,
  prefix: config.get("prefix"),
  ...hostImage("host-image", { images, engine: engine.host }),
});
const [hive1, hive2, hive3, cellar] = guarded("hive", lab.all, {
  domain,
  administrationFrom: [lab.administrationFrom],
  entrances: ["hive1", "hive2", "hive3"],
});
const hives = [hive1, hive2, hive3];

const day = 24 * 3600;
const platform = new Platform("platform", {
  on: new SwarmCluster("swarm", { managers: hives }),
  volume: new GlusterVolume("data", { on: hives, replicas: 3, mount: "/DATA" }),
  seed: lab.seed,
  images,
  domain,
  members: [{ name: "ada" }],
  backup: { rpoSeconds: day, keepSeconds: 30 * day, repositories: [{ name: "cellar", machine: cellar }] },
});

const wiki = new DokuWiki("wiki", { on: platform, exposure: "members", settings: { title: "Bees" } });
platform.orchestrator.untilRunning("services-running", wiki.started);

export const url = wiki.url;
/** What a browser must trust. */
export const authority = platform.authority;
export const password = lab.seed.password("member/ada");
