import { createHash } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { ImageConfig } from "./dockerfile";

/** A compressed layer: digest and size as stored, and the digest of its content. */
export interface Layer {
  readonly digest: string;
  readonly size: number;
  readonly diffId: string;
}

/** What is known of a finished image; kept as JSON beside its layout. */
export interface ImageRecord {
  readonly name: string;
  readonly key: string;
  /** Digest of the manifest, as a registry serves it. */
  readonly digest: string;
  /** Digest of the configuration, which is the image id in a Docker engine. */
  readonly id: string;
  readonly layers: readonly Layer[];
  readonly config: ImageConfig;
}

export const blobPath = (layout: string, digest: string): string => path.join(layout, relativeBlob(digest));
const relativeBlob = (digest: string): string => path.posix.join("blobs", ...digest.split(":"));

/**
 * Writes an OCI image layout. Layers are linked from `layerFile`, so that images share the parent's bytes on the disk.
 */
export function writeLayout(
  layout: string,
  image: { name: string; key: string; created: Date; layers: readonly Layer[]; config: ImageConfig },
  layerFile: (layer: Layer) => string,
): ImageRecord {
  mkdirSync(path.join(layout, "blobs/sha256"), { recursive: true });
  for (const layer of image.layers) {
    const blob = blobPath(layout, layer.digest);
    if (!existsSync(blob)) linkSync(layerFile(layer), blob);
  }
  const config = {
    created: image.created.toISOString(),
    architecture: ({ x64: "amd64", arm64: "arm64" } as Record<string, string>)[process.arch] ?? process.arch,
    os: "linux",
    config: { ...image.config, Labels: { ...image.config.Labels, "ruche.image": image.name, "ruche.key": image.key } },
    rootfs: { type: "layers", diff_ids: image.layers.map(({ diffId }) => diffId) },
    history: image.layers.map(() => ({ created: image.created.toISOString(), created_by: "ruche" })),
  };
  const id = writeBlob(layout, config);
  const manifest = {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: { mediaType: "application/vnd.oci.image.config.v1+json", ...id },
    layers: image.layers.map(({ digest, size }) => ({
      mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
      digest,
      size,
    })),
  };
  const { digest, size } = writeBlob(layout, manifest);
  const entry = {
    mediaType: manifest.mediaType,
    digest,
    size,
    annotations: { "org.opencontainers.image.ref.name": image.key },
  };
  writeFileSync(path.join(layout, "index.json"), JSON.stringify({ schemaVersion: 2, manifests: [entry] }));
  // Read by `docker load`, which then takes the same blobs.
  const tarball = [
    {
      Config: relativeBlob(id.digest),
      RepoTags: [`ruche/${image.name}:${image.key}`],
      Layers: image.layers.map(({ digest }) => relativeBlob(digest)),
    },
  ];
  writeFileSync(path.join(layout, "manifest.json"), JSON.stringify(tarball));
  writeFileSync(path.join(layout, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  return { name: image.name, key: image.key, digest, id: id.digest, layers: image.layers, config: image.config };
}

/** Digest and size of a file, in the form of OCI descriptors. */
export function describeFile(file: string): { digest: string; size: number } {
  return {
    digest: `sha256:${createHash("sha256").update(readFileSync(file)).digest("hex")}`,
    size: statSync(file).size,
  };
}

function writeBlob(layout: string, content: object): { digest: string; size: number } {
  const bytes = Buffer.from(JSON.stringify(content));
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  writeFileSync(blobPath(layout, digest), bytes);
  return { digest, size: bytes.length };
}
