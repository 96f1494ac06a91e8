import { readPlace } from "../../stacks/place";
import type { StateResource } from "../pulumi/state";
import { root } from "../workspace";
import { ask } from "./engineSocket";

/**
 * Those of a lab's machines whose containers somebody removed, as `docker container prune` does with a lab that stands still. Their volumes, and
 * all data with them, are another matter. An engine that does not answer tells nothing.
 */
export async function removedContainers(environment: string, machines: readonly string[], resources: readonly StateResource[]): Promise<{ machine: string; urn: string }[]> {
  const socket = /^unix:\/\/(.+)$/.exec(readPlace(root, environment).host ?? "")?.[1];
  if (socket === undefined) return [];
  const containers = resources.flatMap(({ type, urn, id, inputs }) => (
    type === "docker:index/container:Container" && machines.includes(String(inputs?.hostname)) ? [{ machine: String(inputs!.hostname), urn, id: id! }] : []));
  const gone = await Promise.all(containers.map(({ id }) => ask(socket, `/containers/${id}/json`).then(() => false, (error: Error) => / answered 404 /.test(error.message))));
  return containers.filter((_, index) => gone[index]).map(({ machine, urn }) => ({ machine, urn }));
}
