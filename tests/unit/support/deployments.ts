import type { Deployment } from "../../../model/changes/deployment";
import { changeObjections } from "../../../model/changes/objections";
import { formatPath } from "../../../model/environment/mistake";

/** Three machines with everything, one for backups, and two services. */
export const small: Deployment = {
  machines: { hive1: "10.80.7.12", hive2: "10.80.7.13", hive3: "10.80.7.14", cellar: "10.80.7.11" },
  volumes: [
    {
      name: "data",
      technology: "gluster",
      mount: "/DATA",
      machines: ["hive1", "hive2", "hive3"],
      replicas: 3,
      arbiter: false,
    },
  ],
  platformVolume: "data",
  cluster: { managers: ["hive1", "hive2", "hive3"], nodes: ["hive1", "hive2", "hive3"] },
  networks: { edge: "10.21.0.0/24", data: null },
  repositories: { cellar: "cellar" },
  rotated: {},
  members: ["ada"],
  services: [
    { name: "home", kind: "site", volume: "data", stateful: true },
    { name: "wiki", kind: "dokuwiki", volume: "data", stateful: true },
  ],
};

/** A deployment that was changed somewhere. */
export function changed(change: (copy: any) => void, of: Deployment = small): Deployment {
  const copy = structuredClone(of);
  change(copy);
  return copy;
}

/** What is refused, as people read it: path and message. */
export const refusedOf = (declared: Deployment, deployed: Deployment = small): string[] =>
  changeObjections(declared, deployed).map(({ path, message }) => `${formatPath(path)}: ${message}`);
