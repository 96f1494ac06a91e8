import { homedir } from "node:os";

/** The folder that keeps what Ruche builds, shared by all clones of this user. */
export const cacheRoot = (): string => `${process.env.XDG_CACHE_HOME || `${homedir()}/.cache`}/ruche`;
