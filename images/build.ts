import {
  cpSync,
  createWriteStream,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import * as path from "node:path";
import { noteUse } from "../tools/cacheAge";
import { withLock } from "../tools/lock";
import { run } from "../tools/run";
import { writeAptFolder } from "./aptSources";
import { buildArtefact, type MakeOptions } from "./artefact";
import { type ImageCatalogue, type ImageName, platformImages, SUITE } from "./catalogue";
import { type BuildStep, type Dockerfile, type ImageConfig, parseDockerfile } from "./dockerfile";
import { imageKey } from "./key";
import { blobPath, describeFile, type ImageRecord, type Layer, writeLayout } from "./oci";

/** An image that lies finished in the cache. */
export interface BuiltImage {
  readonly name: ImageName;
  /** What it is made of: see `imageKey`. */
  readonly key: string;
  /** Its name in a Docker engine: `ruche/<name>:<key>`. */
  readonly reference: string;
  /** OCI layout: layers are compressed and are copied to a registry as they are. */
  readonly archive: string;
  /** Digest of its manifest, as a registry serves it. */
  readonly digest: string;
  /** Its id in a Docker engine. */
  readonly id: string;
}

/**
 * Builds an image, and its parents, from Debian packages and what `buildArtefact` makes; an image whose key is in the
 * cache is only looked up.
 *
 * Its layer is put together on this computer, in namespaces of its own: no container engine and no registry is needed,
 * packages come from where this computer's apt gets them, and nothing of that stays in the image. Needs root. Two
 * processes that want the same image build it once.
 */
export async function buildImage(name: ImageName, options: MakeOptions): Promise<BuiltImage> {
  const { catalogue = platformImages } = options;
  const key = imageKey(name, catalogue);
  const folder = path.join(options.cache, "images", `${name}-${key}`);
  const look = (): BuiltImage | undefined => built(name, key, folder, isParent(name, catalogue));
  const found = look();
  if (found) {
    noteUse(folder);
    return found;
  }
  if (process.getuid?.() !== 0)
    throw new Error(
      `building the image "${name}" needs root: it installs Debian packages in a folder; run this command as root (sudo)`,
    );
  const { parent, version, usualSeconds } = catalogue.entries[name];
  const [parentImage, artefact] = await Promise.all([
    parent && buildImage(parent, options),
    buildArtefact(name, options),
  ]);
  return withLock(
    `image/${folder}`,
    async () => {
      const meanwhile = look();
      if (meanwhile) return meanwhile;
      const started = Date.now();
      options.onProgress?.(`${name}: building the image (${version}; usually ${usualSeconds} s)`);
      // Only the holder of the lock writes here: what lies there is a killed process's and counts for nothing.
      const work = path.join(options.cache, "images", `.building-${name}-${key}`);
      rmSync(work, { recursive: true, force: true });
      mkdirSync(work, { recursive: true });
      try {
        await assemble(
          { name, key, work, artefact, parent: parentImage && path.dirname(parentImage.archive) },
          options,
        );
        rmSync(folder, { recursive: true, force: true });
        renameSync(path.join(work, "done"), folder);
      } finally {
        rmSync(work, { recursive: true, force: true });
      }
      options.onProgress?.(`${name}: built in ${((Date.now() - started) / 1000).toFixed(1)} s`);
      return look()!;
    },
    {
      signal: options.signal,
      onWait: (holder) => options.onProgress?.(`${name}: waiting for process ${holder}, which builds it`),
    },
  );
}

/**
 * The finished image in a folder of the cache, or undefined. The record is written last, before the folder gets its
 * name. An image that was built when none stood on it lacks what a child needs, and is built again.
 */
function built(name: ImageName, key: string, folder: string, parent: boolean): BuiltImage | undefined {
  const record = readRecord(folder);
  if (parent && !existsSync(path.join(folder, "parent"))) return undefined;
  return (
    record && {
      name,
      key,
      reference: `ruche/${name}:${key}`,
      archive: path.join(folder, "oci"),
      digest: record.digest,
      id: record.id,
    }
  );
}

interface Assembly {
  readonly name: ImageName;
  readonly key: string;
  readonly work: string;
  readonly artefact?: string;
  /** Folder of the finished parent. */
  readonly parent?: string;
}

async function assemble({ name, key, work, artefact, parent }: Assembly, options: MakeOptions): Promise<void> {
  const parentRecord = parent === undefined ? undefined : readRecord(parent);
  const catalogue = options.catalogue ?? platformImages;
  const source = catalogue.folders[name];
  const dockerfile = readDockerfile(source, catalogue.entries[name].parent, parentRecord?.config);
  const context = path.join(work, "context");
  cpSync(source, context, { recursive: true, verbatimSymlinks: true });
  if (artefact) takeIn(artefact, context);
  await writeAptFolder(path.join(work, "apt"));
  writeFileSync(path.join(work, "lower"), parent === undefined ? "" : lowerFolders(parent).join("\n"));
  writeFileSync(path.join(work, "steps"), stepScript(dockerfile));
  await inNamespaces(work, options);
  const done = path.join(work, "done");
  mkdirSync(done);
  const layerFile = path.join(work, "layer.tar.gz");
  const layer: Layer = {
    ...describeFile(layerFile),
    diffId: `sha256:${readFileSync(path.join(work, "diff-id"), "utf8").trim()}`,
  };
  const layers = [...(parentRecord?.layers ?? []), layer];
  const record = writeLayout(
    path.join(done, "oci"),
    { name, key, created: new Date(), layers, config: dockerfile.config },
    ({ digest }) => (digest === layer.digest ? layerFile : blobPath(path.join(parent!, "oci"), digest)),
  );
  if (isParent(name, catalogue)) {
    renameSync(path.join(work, "upper"), path.join(done, "upper"));
    writeFileSync(path.join(done, "parent"), parent === undefined ? "" : path.basename(parent));
  }
  writeFileSync(path.join(done, "image.json"), JSON.stringify(record));
}

function readDockerfile(source: string, parentName: ImageName | undefined, parent?: ImageConfig): Dockerfile {
  const file = path.join(source, "Dockerfile");
  const dockerfile = parseDockerfile(readFileSync(file, "utf8"), parent);
  const expected = parentName === undefined ? "scratch" : `ruche/${parentName}`;
  if (dockerfile.from !== expected)
    throw new Error(`${file} says FROM ${dockerfile.from}, and the catalogue says ${expected}; make them agree`);
  return dockerfile;
}

/** Puts what was made on the computer beside the image's own files: linked, since programs are large. */
function takeIn(artefact: string, context: string): void {
  for (const entry of readdirSync(artefact, { withFileTypes: true })) {
    const [from, to] = [path.join(artefact, entry.name), path.join(context, entry.name)];
    if (entry.isFile()) linkSync(from, to);
    else cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  }
}

/** Runs assemble.sh so that nothing of it outlives this process: no mount, no program. */
async function inNamespaces(work: string, options: MakeOptions): Promise<void> {
  const log = createWriteStream(
    path.join(options.cache, "images", `${path.basename(work).replace(/^\.building-/, "")}.log`),
  );
  const packages = path.join(options.cache, "apt", SUITE);
  mkdirSync(packages, { recursive: true });
  try {
    await run(
      "setpriv",
      [
        "--pdeathsig",
        "KILL",
        "unshare",
        "--mount",
        "--ipc",
        "--uts",
        "--pid",
        "--fork",
        "--kill-child",
        "bash",
        path.join(__dirname, "assemble.sh"),
        work,
        packages,
      ],
      {
        env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8" },
        onLine: (line) => log.write(`${line}\n`),
        signal: options.signal,
        stopWith: "SIGKILL",
      },
    );
  } finally {
    log.end();
  }
}

/** The Dockerfile in terms of the functions of assemble.sh. */
function stepScript({ steps, config }: Dockerfile): string {
  const words = (...values: (string | undefined)[]) =>
    values.map((value) => `'${(value ?? "").replaceAll("'", `'\\''`)}'`).join(" ");
  const line = (step: BuildStep) =>
    step.kind === "run"
      ? `execute '' / ${words(step.script)}`
      : `${step.kind} ${words(step.owner, step.mode, step.to, ...step.sources)}`;
  return [`environment=(${words(...config.Env)})`, ...steps.map(line), ""].join("\n");
}

/** The layers below, topmost first, as overlayfs wants them. */
function lowerFolders(image: string): string[] {
  const below = readFileSync(path.join(image, "parent"), "utf8").trim();
  return [path.join(image, "upper"), ...(below ? lowerFolders(path.join(path.dirname(image), below)) : [])];
}

const isParent = (name: ImageName, { entries }: ImageCatalogue): boolean =>
  Object.values(entries).some(({ parent }) => parent === name);

function readRecord(folder: string): ImageRecord | undefined {
  const file = path.join(folder, "image.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as ImageRecord) : undefined;
}
