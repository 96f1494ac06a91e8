import { parseArgs } from "node:util";
import { cacheRoot } from "../tools/cacheRoot";
import { imageCatalogue, imageNameIn } from "./catalogue";
import { imageKey } from "./key";

const USAGE = `usage: start.js main key|artefact|build|load [--folder FOLDER]… NAME…

  key       prints the key of each image, and touches nothing
  artefact  makes what the image takes in ready-made, for instance a Go program
  build     builds the images into the cache
  load      builds, and puts them into the Docker engine of DOCKER_HOST (--client: path of the docker client)

A folder holds images beside the platform's own, each as <name>/image.yaml and <name>/image/.
Prints one line of JSON on standard output, an object by image name; progress goes to standard error.
example: start.js main build base host`;

/** The images from a command line, for instance in a Pulumi command. Exit status: 0 done, 1 failed, 2 wrong use. */
async function main(words: string[]): Promise<unknown> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      client: { type: "string", default: "/usr/bin/docker" },
      folder: { type: "string", multiple: true },
    },
  });
  const [verb = "", ...names] = positionals;
  const catalogue = imageCatalogue(values.folder);
  const images = names.map((name) => imageNameIn(catalogue, name));
  if (!["key", "artefact", "build", "load"].includes(verb) || images.length === 0) throw new WrongUse(USAGE);
  if (verb === "key") return Object.fromEntries(images.map((name) => [name, imageKey(name, catalogue)]));

  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
  const options = {
    cache: cacheRoot(),
    catalogue,
    onProgress: (line: string) => process.stderr.write(`${line}\n`),
    signal: stop.signal,
  };
  if (verb === "artefact") {
    const { buildArtefact } = await import("./artefact");
    return Object.fromEntries(
      await Promise.all(images.map(async (name) => [name, (await buildArtefact(name, options)) ?? null])),
    );
  }
  const { buildImage } = await import("./build");
  return Object.fromEntries(
    await Promise.all(
      images.map(async (name) => {
        const image = await buildImage(name, options);
        if (verb === "load") {
          const { loadImage } = await import("./load");
          await loadImage(
            image,
            { host: process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock", client: values.client },
            options,
          );
        }
        return [name, image];
      }),
    ),
  );
}

class WrongUse extends Error {}

main(process.argv.slice(2)).then(
  (result) => process.stdout.write(`${JSON.stringify(result)}\n`),
  (error: Error & { code?: string }) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error instanceof WrongUse || error.code?.startsWith("ERR_PARSE_ARGS") ? 2 : 1;
  },
);
