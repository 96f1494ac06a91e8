import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";

/** What is made on the computer before an image takes it in: a Debian root, a Go program, an npm program. */
export type Artefact =
  | { readonly kind: "debian-root"; readonly packages: readonly string[] }
  | {
      readonly kind: "go";
      readonly program: string;
      readonly package: string;
      readonly versionVariable?: string;
      readonly tags?: string;
      /** What of its modules is left out. */
      readonly replaced?: readonly ReplacedFiles[];
      /** Folders of the package's module that the program reads when it runs. */
      readonly folders?: readonly string[];
    }
  | { readonly kind: "npm"; readonly package: string; readonly folder: string };

/** Files in a folder of a Go module in whose place one file of the image's folder is compiled. */
export interface ReplacedFiles {
  readonly module: string;
  readonly folder: string;
  readonly files: readonly string[];
  readonly by: string;
}

export interface ImageEntry {
  /** The image it stands on; absent for the one that stands on nothing. */
  readonly parent?: string;
  /** Version of the software in it, for people; the key tells what really is in it. */
  readonly version: string;
  readonly artefact?: Artefact;
  /** What a first build takes on two cores, for progress. */
  readonly usualSeconds: number;
}

/** Debian release of every image. */
export const SUITE = "bookworm";

/** Those that belong to the platform itself: one folder beside this file for each. */
const own = {
  base: {
    version: "Debian 12",
    artefact: { kind: "debian-root", packages: ["ca-certificates", "libicu72", "tini", "usr-is-merged"] },
    usualSeconds: 30,
  },
  host: { parent: "base", version: "Debian 12", usualSeconds: 45 },
  web: { parent: "base", version: "nginx 1.22", usualSeconds: 10 },
  mariadb: { parent: "base", version: "10.11", usualSeconds: 25 },
  postgresql: { parent: "base", version: "15", usualSeconds: 25 },
  traefik: {
    parent: "base",
    version: "3.6.12",
    artefact: {
      kind: "go",
      program: "traefik",
      package: "github.com/traefik/traefik/v3/cmd/traefik",
      versionVariable: "github.com/traefik/traefik/v3/pkg/version.Version",
      replaced: [
        {
          module: "github.com/go-acme/lego/v4",
          folder: "providers/dns",
          files: ["zz_gen_dns_providers.go"],
          by: "dnsProviders.go",
        },
        {
          module: "github.com/traefik/traefik/v3",
          folder: "pkg/plugins",
          files: ["builder.go", "middlewarewasm.go", "middlewareyaegi.go", "providers.go", "wasip.go", "wasip_mock.go"],
          by: "pluginBuilder.go",
        },
        {
          module: "github.com/traefik/traefik/v3",
          folder: "pkg/provider/ecs",
          files: ["config.go", "ecs.go", "label.go"],
          by: "ecsProvider.go",
        },
      ],
    },
    usualSeconds: 310,
  },
  pebble: {
    parent: "base",
    version: "2.10.1",
    artefact: { kind: "go", program: "pebble", package: "github.com/letsencrypt/pebble/v2/cmd/pebble" },
    usualSeconds: 15,
  },
} as const satisfies Record<string, ImageEntry>;

/** Name of an image: that of its folder here, or of the kind of service whose image it is. */
export type ImageName = string;

/** The clone. */
export const root = path.dirname(__dirname);

const services = "components/services";

/** The images of kinds of services: each lies with its kind, and what an entry says in `image.yaml`. */
function serviceImages(): Record<string, ImageEntry> {
  return Object.fromEntries(
    readdirSync(path.join(root, services)).flatMap((kind) => {
      const file = path.join(root, services, kind, "image.yaml");
      return existsSync(file) ? [[kind, parse(readFileSync(file, "utf8")) as ImageEntry]] : [];
    }),
  );
}

/** The platform's image family: its own images beside this file, and those of kinds of services. */
export const IMAGES: Readonly<Record<ImageName, ImageEntry>> & Readonly<Record<keyof typeof own, ImageEntry>> = {
  ...own,
  ...serviceImages(),
};

export const IMAGE_NAMES: readonly ImageName[] = Object.keys(IMAGES);

/** Where an image's files lie, from the root of the clone. */
export const folderOf = (name: ImageName): string => (name in own ? `images/${name}` : `${services}/${name}/image`);

/** Reads a name that a person typed. */
export function imageName(text: string): ImageName {
  if (Object.hasOwn(IMAGES, text)) return text;
  throw new Error(`there is no image "${text}"; the images are ${IMAGE_NAMES.join(", ")}`);
}
