/** Directories through which a container reaches the engine: the socket, or what holds it. */
export const reachesEngine = (path: string): boolean =>
  /^\/?$|^\/(var|run|var\/run)\/?$|\/docker\.sock$|\/containerd\.sock$/.test(path);

/** Whether a path is a directory or lies below it. */
export const isBelow = (path: string, directory: string): boolean =>
  path === directory || path.startsWith(directory.endsWith("/") ? directory : `${directory}/`);
