import { readFileSync } from "node:fs";
import { withLock } from "../tools/lock";
import type { MakeOptions } from "./artefact";
import { type BuiltImage, buildImage } from "./build";
import { type ImageCatalogue, type ImageName, platformImages } from "./catalogue";
import { blobPath } from "./oci";
import { type RegistryAccess, RegistryClient } from "./registryClient";

/** Where a pushed image is found. */
export interface PushedImage {
  /** `host:port/repository@sha256:…`: what a service pins. */
  readonly reference: string;
  readonly digest: string;
  /** False when the registry had it already. */
  readonly copied: boolean;
}

/**
 * Builds an image if need be and copies it into a registry, its parents before it: a layer that several images stand on
 * is sent once.
 *
 * @param access.place - Tells this registry from others of the same name; two pushes of one image to one place send it
 * once.
 * @throws Error that names the registry and what it answered, never the password.
 */
export async function pushImage(
  name: ImageName,
  access: RegistryAccess & { readonly place?: string },
  options: MakeOptions,
): Promise<PushedImage> {
  const registry = new RegistryClient(access);
  try {
    return await push(name, { registry, address: access.registry, place: access.place ?? access.registry, options });
  } catch (error) {
    throw new Error(
      `the image ${name} could not be pushed to ${access.registry}; ` +
        `see whether the registry answers and takes these credentials\n${(error as Error).message}`,
    );
  } finally {
    registry.close();
  }
}

interface Push {
  readonly registry: RegistryClient;
  readonly address: string;
  readonly place: string;
  readonly options: MakeOptions;
}

const repositoryOf = (name: ImageName): string => `ruche/${name}`;

async function push(name: ImageName, to: Push): Promise<PushedImage> {
  const image = await buildImage(name, to.options);
  return withLock(`push/${to.place}/${name}-${image.key}`, async () => {
    const repository = repositoryOf(name);
    const { digest } = image;
    const copied = (await to.registry.manifest(repository, image.key)) !== digest;
    if (copied) await copy(image, repository, to);
    return { reference: `${to.address}/${repository}@${digest}`, digest, copied };
  });
}

async function copy(image: BuiltImage, repository: string, to: Push): Promise<void> {
  const file = (digest: string): string => blobPath(image.archive, digest);
  const manifest = readFileSync(file(image.digest));
  const { config, layers } = JSON.parse(manifest.toString()) as { config: Blob; layers: Blob[] };
  const { entries } = to.options.catalogue ?? platformImages;
  const line = ancestry(image.name, entries);
  const { parent } = entries[image.name];
  const parentThere = parent ? push(parent, to) : undefined;
  await Promise.all([
    to.registry.blob(repository, config, file(config.digest)),
    ...layers.map(async (layer, index) => {
      const owner = line[index]!;
      if (owner === image.name) return to.registry.blob(repository, layer, file(layer.digest));
      await parentThere;
      return to.registry.blob(repository, layer, file(layer.digest), repositoryOf(owner));
    }),
  ]);
  await to.registry.put(repository, image.key, manifest);
}

interface Blob {
  readonly digest: string;
  readonly size: number;
}

/** The images it stands on, the lowest first, and itself: each brought one layer. */
function ancestry(name: ImageName, entries: ImageCatalogue["entries"]): ImageName[] {
  const { parent } = entries[name];
  return [...(parent ? ancestry(parent, entries) : []), name];
}
