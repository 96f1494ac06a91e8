/** The program that docs/services.md shows: compiled with everything else, so that it stays right. */
import { DokuWiki, GlusterVolume, hostImage, LabMachines, Platform, SwarmCluster } from "../components";
import { imageFamily } from "../images/family";

export function example(): DokuWiki {
  const images = imageFamily();
  const hives = new LabMachines("hive", hostImage("host-image", { images }));
  const data = new GlusterVolume("data", { on: hives.all, replicas: 3, mount: "/DATA" });
  const swarm = new SwarmCluster("swarm", { managers: hives.all });
  const platform = new Platform("platform", {
    on: swarm,
    volume: data,
    seed: hives.seed,
    images,
    domain: "lab.internal",
  });
  const wiki = new DokuWiki("wiki", { on: platform, exposure: "public" });
  return wiki;
}
