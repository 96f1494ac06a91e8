/** The versions that belong together. `README.md` says how to raise them. */

/**
 * The Pulumi CLI, its Node SDK and so the engine. 3.248.0 is the last release of `@pulumi/pulumi` for Node 20;
 * `cli/go.mod` names the same version.
 */
export const pulumiVersion = "3.248.0";

/** The plugins that can be set up. */
export type Plugin = "command" | "docker" | "kubernetes" | "openstack";

/** For each plugin the version of the npm SDK that it serves; the engine looks a plugin up by exactly this version. */
export const pluginVersions: Readonly<Record<Plugin, string>> = {
  command: "1.2.1",
  docker: "5.2.0",
  kubernetes: "4.25.0",
  openstack: "3.15.2",
};
