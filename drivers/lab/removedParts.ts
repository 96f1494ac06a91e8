import type { StateResource } from "../../model/state";
import type { Finding } from "../contracts/finding";
import { ask } from "./engineSocket";
import type { LabPlace } from "./place";

/**
 * What somebody removed of a lab, as `docker system prune` does with one that stands still, and `up` makes anew: its
 * network, and containers.
 * A machine whose volumes are gone, too, is none of them: it would come up empty. An engine that does not answer tells
 * nothing.
 */
export async function removedParts(place: LabPlace, resources: readonly StateResource[]): Promise<Finding[]> {
  const socket = /^unix:\/\/(.+)$/.exec(place.host ?? "")?.[1];
  if (socket === undefined) return [];
  const status = (path: string): Promise<number> =>
    ask(socket, path).then(
      () => 200,
      (error: Error) => Number(/ answered (\d+) /.exec(error.message)?.[1]),
    );
  const found = (on: string, concern: string, differs: string, urn: string): Finding[] => [
    { on, concern, differs, since: null, repair: { urn, how: "anew" }, remedy: null },
  ];

  const looks = resources
    .filter(({ urn }) => urn.includes("ruche:machines:LabMachines$"))
    .map(async ({ type, urn, id, inputs }) => {
      if (type === "docker:index/network:Network" && (await status(`/networks/${id}`)) === 404)
        return found("machines", "network", "the network between them is gone", urn);
      if (type !== "docker:index/container:Container" || (await status(`/containers/${id}/json`)) !== 404) return [];
      const { hostname, volumes } = inputs as { hostname: string; volumes: readonly { volumeName: string }[] };
      const kept = await Promise.all(volumes.map(({ volumeName }) => status(`/volumes/${volumeName}`)));
      return kept.every((each) => each === 200) ? found(hostname, "machine", "its container is gone", urn) : [];
    });
  return (await Promise.all(looks)).flat();
}
