import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { cacheRoot } from "./cacheRoot";
import { imageName } from "./catalogue";
import { imageKey } from "./key";

const USAGE = `usage: main.ts key|artefact|build|load|push NAME…

  key       prints the key of each image, and touches nothing
  artefact  makes what the image takes in ready-made, for instance a Go program
  build     builds the images into the cache
  load      builds, and puts them into the Docker engine of DOCKER_HOST (--client: path of the docker client)
  push      builds, and copies them to --registry host:port, with --repository, --auth-file or --credentials-fd N
            ("user:password" on that file descriptor; or RUCHE_REGISTRY_CREDENTIALS), and --ca-file

Prints one line of JSON on standard output, an object by image name; progress goes to standard error.
example: main.ts build base host`;

/** The images from a command line, for instance in a Pulumi command. Exit status: 0 done, 1 failed, 2 wrong use. */
async function main(words: string[]): Promise<unknown> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      client: { type: "string", default: "/usr/bin/docker" },
      registry: { type: "string" },
      repository: { type: "string" },
      "auth-file": { type: "string" },
      "credentials-fd": { type: "string" },
      "ca-file": { type: "string" },
    },
  });
  const [verb = "", ...names] = positionals;
  const images = names.map(imageName);
  if (!["key", "artefact", "build", "load", "push"].includes(verb) || images.length === 0) throw new WrongUse(USAGE);
  if (verb === "push" && !values.registry) throw new WrongUse("push needs --registry host:port");
  if (verb === "key") return Object.fromEntries(images.map((name) => [name, imageKey(name)]));

  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
  const options = { cache: cacheRoot(), onProgress: (line: string) => process.stderr.write(`${line}\n`), signal: stop.signal };
  if (verb === "artefact") {
    const { buildArtefact } = await import("./artefact");
    return Object.fromEntries(await Promise.all(images.map(async (name) => [name, (await buildArtefact(name, options)) ?? null])));
  }
  const { buildImage } = await import("./build");
  const credentials = verb === "push" ? readCredentials(values["credentials-fd"]) : undefined;
  return Object.fromEntries(await Promise.all(images.map(async (name) => {
    const image = await buildImage(name, options);
    if (verb === "load") {
      const { loadImage } = await import("./load");
      await loadImage(image, { host: process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock", client: values.client }, options);
    }
    if (verb !== "push") return [name, image];
    const { pushImage } = await import("./push");
    const pushed = await pushImage(image, { registry: values.registry!, repository: values.repository, authFile: values["auth-file"], credentials, caFile: values["ca-file"], signal: stop.signal });
    return [name, { ...image, pushed }];
  })));
}

/** Never from the arguments: those are shown to everybody on the computer. */
function readCredentials(descriptor?: string): { user: string; password: string } | undefined {
  const text = descriptor === undefined ? process.env.RUCHE_REGISTRY_CREDENTIALS : readFileSync(Number(descriptor), "utf8");
  delete process.env.RUCHE_REGISTRY_CREDENTIALS;
  if (!text) return undefined;
  const colon = text.indexOf(":");
  if (colon < 1) throw new WrongUse("the credentials of the registry must read user:password");
  return { user: text.slice(0, colon), password: text.slice(colon + 1).trimEnd() };
}

class WrongUse extends Error {}

main(process.argv.slice(2)).then(
  (result) => process.stdout.write(`${JSON.stringify(result)}\n`),
  (error: Error & { code?: string }) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error instanceof WrongUse || error.code?.startsWith("ERR_PARSE_ARGS") ? 2 : 1;
  },
);
