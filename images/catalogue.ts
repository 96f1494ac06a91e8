import { existsSync, readdirSync, statSync } from "node:fs";
import * as path from "node:path";
import { type ImageEntry, readEntry } from "./entry";

/** Debian release of every image. */
export const SUITE = "trixie";

/** Those that belong to the platform itself: one folder beside this file for each. */
const own = {
  base: {
    version: "Debian 13",
    artefact: { kind: "debian-root", packages: ["ca-certificates", "libicu76", "passwd", "tini", "usr-is-merged"] },
    usualSeconds: 30,
  },
  host: { parent: "base", version: "Debian 13", usualSeconds: 45 },
  web: { parent: "base", version: "nginx 1.26", usualSeconds: 10 },
  mariadb: { parent: "base", version: "11.8", usualSeconds: 25 },
  postgresql: { parent: "base", version: "17", usualSeconds: 25 },
  traefik: {
    parent: "base",
    version: "3.7.13",
    artefact: {
      kind: "go",
      program: "traefik",
      package: "github.com/traefik/traefik/v3/cmd/traefik",
      versionVariable: "github.com/traefik/traefik/v3/pkg/version.Version",
      replaced: [
        {
          module: "github.com/go-acme/lego/v5",
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
      modules: ["ext"],
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

/** Images by name. */
export interface ImageCatalogue {
  readonly entries: Readonly<Record<ImageName, ImageEntry>>;
  /** Where the files of each image lie: absolute paths. */
  readonly folders: Readonly<Record<ImageName, string>>;
}

/** The clone; in the package, what was compiled. */
export const root = path.dirname(__dirname);

const services = "components/services";

/**
 * The platform's own images, those of kinds of services, and those of further folders.
 *
 * @param folders - Folders of kinds of one's own, each with `<name>/image.yaml` and `<name>/image/`, as in
 * `components/services/`.
 * @param clone - Where the platform's own ones lie.
 * @throws Error for a folder or an entry that is not as it should be, for a name that is there twice, and for a parent
 * that is not there or stands on the image itself.
 */
export function imageCatalogue(folders: readonly string[] = [], clone: string = root): ImageCatalogue {
  const images = [
    ...Object.entries<ImageEntry>(own).map(([name, entry]) => {
      return { name, entry, folder: path.join(clone, "images", name) };
    }),
    ...imagesBelow(path.join(clone, services)),
    ...folders.flatMap((folder) => imagesBelow(path.resolve(folder))),
  ];
  for (const [index, { name, folder }] of images.entries()) {
    const first = images.findIndex((image) => image.name === name);
    if (first !== index)
      throw new Error(`the image "${name}" is in ${images[first]!.folder} and in ${folder}; give one another name`);
  }
  const catalogue = {
    entries: Object.fromEntries(images.map(({ name, entry }) => [name, entry])),
    folders: Object.fromEntries(images.map(({ name, folder }) => [name, folder])),
  };
  for (const { entry, folder } of images)
    if (entry.parent !== undefined) imageNameIn(catalogue, entry.parent, `, on which ${folder} stands`);
  for (const { name, folder } of images) refuseCircle(catalogue.entries, name, folder);
  return catalogue;
}

/** The images of kinds of services: each lies with its kind, and what an entry says in `image.yaml`. */
function imagesBelow(folder: string): { name: string; entry: ImageEntry; folder: string }[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`${folder}, where images should be, is no folder`);
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name, "image.yaml");
    if (!existsSync(file)) return [];
    if (!/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name))
      throw new Error(
        `${file}: "${name}" is no name of an image; use lower-case letters, digits and hyphens, a letter first`,
      );
    const image = path.join(folder, name, "image");
    if (!existsSync(path.join(image, "Dockerfile"))) throw new Error(`${file}: there is no Dockerfile in ${image}`);
    return [{ name, entry: readEntry(file), folder: image }];
  });
}

/** Refuses an image that stands on itself, by whatever way. */
function refuseCircle(entries: Readonly<Record<ImageName, ImageEntry>>, name: ImageName, folder: string): void {
  const way = [name];
  for (let parent = entries[name]!.parent; parent !== undefined; parent = entries[parent]!.parent) {
    if (way.includes(parent))
      throw new Error(`${folder}: the image stands on itself: ${[...way, parent].join(" on ")}`);
    way.push(parent);
  }
}

/** The images of this repository. */
export const platformImages = imageCatalogue();

/** Their entries; those of the platform itself are always there. */
export const IMAGES = platformImages.entries as ImageCatalogue["entries"] &
  Readonly<Record<keyof typeof own, ImageEntry>>;

export const IMAGE_NAMES: readonly ImageName[] = Object.keys(IMAGES);

/** Reads a name that a person typed. */
export const imageName = (text: string): ImageName => imageNameIn(platformImages, text);

/** The same in any catalogue. */
export function imageNameIn({ entries }: ImageCatalogue, text: string, why = ""): ImageName {
  if (Object.hasOwn(entries, text)) return text;
  throw new Error(`there is no image "${text}"${why}; the images are ${Object.keys(entries).join(", ")}`);
}
