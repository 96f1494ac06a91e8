import { posix } from "node:path";
import type { Resource } from "./policy";
import { types } from "./resource";
import { at, itemsOf, Unknown, type Value } from "./value";

/** What a container sees of its machine. */
export interface Mount {
  /** A path of the machine (`bind`), in its shortest form, or the name of a volume that Docker keeps there. */
  readonly kind: "bind" | "volume";
  readonly source: string;
}

/** Directories through which a container reaches the engine: the socket, or what holds it. */
export const reachesEngine = (path: string): boolean =>
  /^\/?$|^\/(var|run|var\/run)\/?$|\/docker\.sock$|\/containerd\.sock$/.test(path);

/**
 * The mounts of a Docker service or container, and what of them is not known. Anonymous volumes and memory are none.
 */
export function mountsOf(resource: Resource): { mounts: Mount[]; unknowns: Unknown[] } {
  const { props } = resource;
  const lists: [Value, string][] =
    resource.type === types.dockerService
      ? [[at(props, "taskSpec", "containerSpec", "mounts"), "source"]]
      : [
          [at(props, "volumes"), "hostPath"],
          [at(props, "volumes"), "volumeName"],
          [at(props, "mounts"), "source"],
        ];
  const mounts: Mount[] = [];
  const unknowns = new Set<Unknown>();
  for (const [list, key] of lists) {
    if (list instanceof Unknown) unknowns.add(list);
    for (const item of itemsOf(list)) {
      const source = at(item, key);
      if (source instanceof Unknown) unknowns.add(source);
      if (typeof source !== "string" || source === "") continue;
      const path = source.startsWith("/");
      mounts.push(path ? { kind: "bind", source: posix.normalize(source) } : { kind: "volume", source });
    }
  }
  return { mounts, unknowns: [...unknowns] };
}

/** Whether a path is a directory or lies below it. */
export const isBelow = (path: string, directory: string): boolean =>
  path === directory || path.startsWith(directory.endsWith("/") ? directory : `${directory}/`);
