/** The program that docs/services.md shows: compiled with everything else, so that it stays right. */
import { DokuWiki, GlusterVolume, type ImageFamily, LabMachines, Platform, SwarmCluster } from "../components";

export function example(images: ImageFamily): DokuWiki {
  const hives = new LabMachines("hive");
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
