/** Pulumi, made from its Go modules and npm packages where it cannot be downloaded. `README.md` explains. */

export { type Engine, missing, type PartProgress, setUp } from "./setup/setUp";
export { type Plugin, pluginVersions } from "./versions";
