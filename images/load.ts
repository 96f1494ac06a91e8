import { withLock } from "../tools/lock";
import { run } from "../tools/run";
import type { BuiltImage } from "./build";

/** A Docker engine, as `drivers/lab` gives it. */
export interface DockerEngine {
  /** Value for DOCKER_HOST. */
  readonly host: string;
  /** Path of the docker client that fits. */
  readonly client: string;
}

/** Puts a built image into a Docker engine under its reference; an image that is there already costs one question. */
export async function loadImage(
  image: BuiltImage,
  engine: DockerEngine,
  options: { onProgress?: (line: string) => void; signal?: AbortSignal } = {},
): Promise<void> {
  const { host, client } = engine;
  const present = async () => {
    const { status, stdout } = await run(
      client,
      ["--host", host, "image", "inspect", "--format", "{{.Id}}", image.reference],
      { accept: [0, 1] },
    );
    return status === 0 && stdout.trim() === image.id;
  };
  if (await present()) return;
  await withLock(
    `load/${host}/${image.reference}`,
    async () => {
      if (await present()) return;
      options.onProgress?.(`${image.name}: loading it into the container engine`);
      await run(
        "bash",
        [
          "-o",
          "pipefail",
          "-c",
          'tar --create --directory "$1" manifest.json blobs | "$2" --host "$3" load --quiet',
          "load",
          image.archive,
          client,
          host,
        ],
        { signal: options.signal },
      );
    },
    { signal: options.signal },
  );
}
