/** The parts that the engine consists of: what each is made from, how, and how long that usually takes. */
import type { Plugin } from "../versions";
import { pluginVersions, pulumiVersion } from "../versions";

/** A part made by the Go compiler. */
export interface GoPart {
  readonly kind: "go";
  readonly name: string;
  /** The folder of `go.mod`, relative to `engine/`. */
  readonly folder: string;
  /** What to build: a package of the module, or of one that it requires. */
  readonly target: string;
  /** The executable's name. */
  readonly file: string;
  /** Build tags that leave out what is not needed. */
  readonly tags: string;
  /** The variable that carries the version, for `-ldflags -X`. */
  readonly version: string;
  /** Files copied from a required module's folder into the build folder first: target name → [module, path]. */
  readonly copies?: Readonly<Record<string, readonly [module: string, path: string]>>;
  /** Seconds from nothing on a 2-core computer (2026-11, downloads from a near mirror included). */
  readonly usualSeconds: number;
}

/** A part bundled from TypeScript. */
export interface ScriptPart {
  readonly kind: "script";
  readonly name: string;
  /** The folder, relative to `engine/`. */
  readonly folder: string;
  /** The modules in it that are started or loaded by name; `main` is what Pulumi starts. */
  readonly files: readonly string[];
  readonly usualSeconds: number;
}

/** A part of the engine. */
export type Part = GoPart | ScriptPart;

const goPlugin = (
  name: "docker" | "kubernetes" | "openstack",
  usualSeconds: number,
  more: Partial<GoPart> = {},
): GoPart => ({
  kind: "go",
  name,
  folder: `plugins/${name}`,
  target: ".",
  file: `pulumi-resource-${name}`,
  tags: "",
  version: `main.version=${pluginVersions[name]}`,
  usualSeconds,
  ...more,
});

const kubernetesModule = "github.com/pulumi/pulumi-kubernetes/provider/v4";
const kubernetesData = "cmd/pulumi-resource-kubernetes";

/** The CLI. */
export const cli: GoPart = {
  kind: "go",
  name: "cli",
  folder: "cli",
  target: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  file: "pulumi",
  tags: "osusergo",
  version: `github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${pulumiVersion}`,
  usualSeconds: 200,
};

/** The Node language host. */
export const language: ScriptPart = {
  kind: "script",
  name: "language",
  folder: "language",
  files: ["main", "preload"],
  usualSeconds: 1,
};

/** What makes each plugin. */
export const plugins: Readonly<Record<Plugin, Part>> = {
  command: { kind: "script", name: "command", folder: "plugins/command", files: ["main"], usualSeconds: 1 },
  docker: goPlugin("docker", 100, { tags: "no_compose" }),
  openstack: goPlugin("openstack", 80),
  kubernetes: goPlugin("kubernetes", 330, {
    // The provider reads its own schema, which its Go module carries beside the official main program.
    copies: {
      "schema.json": [kubernetesModule, `${kubernetesData}/schema.json`],
      "terraform-mapping.json": [kubernetesModule, `${kubernetesData}/terraform-mapping.json`],
    },
  }),
};

/** Everything that is needed to serve these plugins, the slowest first. */
export function partsFor(wanted: readonly Plugin[]): Part[] {
  return [cli, language, ...[...new Set(wanted)].sort().map((name) => plugins[name])].sort(
    (a, b) => b.usualSeconds - a.usualSeconds,
  );
}
