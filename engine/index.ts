/** Pulumi, made from its Go modules and npm packages where it cannot be downloaded. `README.md` explains. */
export { pluginVersions, pulumiVersion, type Plugin } from "./versions";
export { missing, setUp, type Engine, type SetUpOptions, type Step } from "./setup/set-up";
