import { neededPlugins } from "../../drivers";
import type { Plugin } from "../../engine";

/** Plugins of Pulumi that programs need, whatever their environment chooses. */
export const plugins = neededPlugins as readonly Plugin[];
