import { constants, copyFileSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import * as path from "node:path";
import { compileEnvironment, compileFlags, compileInTurn } from "../engine/compiling";
import { noteUse } from "../tools/cacheAge";
import { withLock } from "../tools/lock";
import { run } from "../tools/run";
import { writeAptFolder } from "./aptSources";
import { type ImageCatalogue, type ImageName, platformImages, SUITE } from "./catalogue";
import type { Artefact, ReplacedFiles } from "./entry";
import { artefactKey } from "./key";

export interface MakeOptions {
  /** Root of Ruche's cache. */
  readonly cache: string;
  /**
   * The images that there are.
   *
   * @default the platform's own, and those of its services
   */
  readonly catalogue?: ImageCatalogue;
  readonly onProgress?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Makes on this computer what an image takes in ready-made, and gives the folder that holds it; undefined for an image
 * that takes in nothing.
 * It needs no container engine, so that a long compilation can start first.
 */
export async function buildArtefact(name: ImageName, options: MakeOptions): Promise<string | undefined> {
  const { catalogue = platformImages } = options;
  const { artefact } = catalogue.entries[name];
  if (!artefact) return undefined;
  const id = `${name}-${artefactKey(name, catalogue)}`;
  const folder = path.join(options.cache, "artefacts", id);
  if (existsSync(folder)) {
    noteUse(folder);
    return folder;
  }
  return withLock(
    `artefact/${folder}`,
    async () => {
      if (existsSync(folder)) return folder;
      // Only the holder of the lock writes here: what lies there is a killed process's and counts for nothing.
      const making = path.join(options.cache, "artefacts", `.making-${id}`);
      rmSync(making, { recursive: true, force: true });
      mkdirSync(making, { recursive: true });
      const done = await make(name, artefact, making, options);
      renameSync(done, folder);
      rmSync(making, { recursive: true, force: true });
      return folder;
    },
    {
      signal: options.signal,
      onWait: (holder) => options.onProgress?.(`${name}: waiting for process ${holder}, which makes it`),
    },
  );
}

function make(name: ImageName, artefact: Artefact, making: string, options: MakeOptions): Promise<string> {
  switch (artefact.kind) {
    case "debian-root":
      return makeDebianRoot(artefact, making, options);
    case "go":
      return makeGoProgram(name, artefact, making, options);
    case "npm":
      return makeNpmProgram(name, artefact, making, options);
  }
}

/** A Debian with nothing in it but what packages need to be installed. */
async function makeDebianRoot(
  artefact: Artefact & { kind: "debian-root" },
  making: string,
  options: MakeOptions,
): Promise<string> {
  options.onProgress?.(`base: putting together Debian ${SUITE}`);
  const [done, apt] = [path.join(making, "done"), path.join(making, "apt")];
  mkdirSync(done);
  await writeAptFolder(apt);
  const { stdout: sources } = await run("sed", [
    `s|/etc/apt/computer|${apt}/computer|`,
    `${apt}/sources.list.d/debian.sources`,
  ]);
  const unneeded = ["doc", "man", "info", "locale", "lintian", "bug", "doc-base"].flatMap((folder) => [
    "--dpkgopt",
    `path-exclude=/usr/share/${folder}/*`,
  ]);
  const hooks = [
    'rm -rf "$1"/etc/apt/sources.list* "$1"/etc/apt/apt.conf.d/99mmdebstrap "$1"/var/lib/apt/lists/* ' +
      '"$1"/var/cache/apt/* "$1"/var/log/*.log "$1"/var/log/apt "$1"/var/cache/debconf/*-old ' +
      '"$1"/var/lib/dpkg/*-old',
    ': >"$1"/etc/resolv.conf; : >"$1"/etc/hosts; : >"$1"/etc/machine-id; echo localhost >"$1"/etc/hostname; ' +
      'mkdir -p "$1"/etc/apt/sources.list.d "$1"/var/lib/apt/lists "$1"/var/cache/apt/archives ' +
      '"$1"/etc/apt/auth.conf.d',
  ];
  const args = [
    "--mode=root",
    "--variant=apt",
    "--format=tar",
    "--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr",
    `--include=${artefact.packages.join(",")}`,
    "--aptopt",
    'APT::Install-Recommends "false"',
    "--aptopt",
    'Acquire::Languages "none"',
  ];
  await run(
    "mmdebstrap",
    [
      ...args,
      ...unneeded,
      ...hooks.flatMap((hook) => ["--customize-hook", hook]),
      SUITE,
      path.join(done, "rootfs.tar"),
      "-",
    ],
    {
      input: sources,
      env: { ...process.env, TMPDIR: making },
      signal: options.signal,
    },
  );
  return done;
}

type GoArtefact = Artefact & { kind: "go" };

async function makeGoProgram(
  name: ImageName,
  artefact: GoArtefact,
  making: string,
  options: MakeOptions,
): Promise<string> {
  const { entries, folders } = options.catalogue ?? platformImages;
  const { version, usualSeconds } = entries[name];
  // Compiled in a copy, since Go completes go.mod and go.sum where it works; in Go's own cache, so that the programs
  // share what they have in common.
  for (const file of ["go.mod", "go.sum"]) copyFileSync(path.join(folders[name], file), path.join(making, file));
  for (const module of artefact.modules ?? [])
    cpSync(path.join(folders[name], module), path.join(making, module), { recursive: true });
  const go = (args: readonly string[]) =>
    run("go", args, {
      cwd: making,
      env: { ...process.env, ...compileEnvironment, GOFLAGS: "-mod=mod", GOTOOLCHAIN: "local" },
      signal: options.signal,
      onLine: (line) => line.startsWith("#") && options.onProgress?.(`${name}: ${line}`),
    });
  if (artefact.replaced) await replaceFiles(artefact.replaced, folders[name], making, go);
  const variable = artefact.versionVariable ? ` -X ${artefact.versionVariable}=${version}` : "";
  const done = path.join(making, "done");
  mkdirSync(done);
  const tags = artefact.tags ? ["-tags", artefact.tags] : [];
  // Downloads first, beside another program's compilation.
  await go(["list", "-deps", ...tags, artefact.package]);
  await compileInTurn(usualSeconds, () => {
    options.onProgress?.(
      `${name}: compiling ${version}; about ${usualSeconds} s of processor time when nothing is cached`,
    );
    return go([
      "build",
      ...compileFlags,
      ...tags,
      "-ldflags",
      `-s -w${variable}`,
      "-o",
      path.join(done, artefact.program),
      artefact.package,
    ]);
  });
  if (artefact.folders) {
    const { stdout } = await go(["list", "-f", "{{.Module.Dir}}", artefact.package]);
    for (const folder of artefact.folders)
      cpSync(path.join(stdout.trim(), folder), path.join(done, folder), { recursive: true });
  }
  return done;
}

/**
 * Has modules compiled with some of their files replaced; copies of the modules, since Go lets nobody change its cache.
 */
async function replaceFiles(
  replaced: readonly ReplacedFiles[],
  image: string,
  making: string,
  go: (args: readonly string[]) => Promise<{ stdout: string }>,
): Promise<void> {
  for (const { module, folder, files, by } of replaced) {
    const copy = path.join(making, "modules", module);
    if (!existsSync(copy)) {
      const { Dir } = JSON.parse((await go(["mod", "download", "-json", module])).stdout) as { Dir: string };
      mkdirSync(path.dirname(copy), { recursive: true });
      await run("cp", ["-r", "--no-preserve=mode", Dir, copy]);
      await go(["mod", "edit", `-replace=${module}=./modules/${module}`]);
    }
    for (const file of files) rmSync(path.join(copy, folder, file));
    copyFileSync(path.join(image, by), path.join(copy, folder, by), constants.COPYFILE_EXCL);
  }
}

/** An npm program and what it depends on; nothing of it runs while it is installed. */
async function makeNpmProgram(
  name: ImageName,
  artefact: Artefact & { kind: "npm" },
  making: string,
  options: MakeOptions,
): Promise<string> {
  const { folders } = options.catalogue ?? platformImages;
  options.onProgress?.(`${name}: installing its npm packages`);
  for (const file of ["package.json", "package-lock.json"])
    copyFileSync(path.join(folders[name], file), path.join(making, file));
  await run(
    "npm",
    ["ci", "--ignore-scripts", "--omit=dev", "--omit=optional", "--no-audit", "--no-fund", "--no-update-notifier"],
    { cwd: making, signal: options.signal },
  );
  const done = path.join(making, "done");
  const modules = path.join(making, "node_modules");
  // The program looks for itself and its plugins in a node_modules beside its own folder.
  mkdirSync(path.join(done, "node_modules"), { recursive: true });
  renameSync(path.join(modules, artefact.package), path.join(done, artefact.folder));
  cpSync(modules, path.join(done, artefact.folder, "node_modules"), { recursive: true, verbatimSymlinks: true });
  symlinkSync(`../${artefact.folder}`, path.join(done, "node_modules", artefact.package));
  return done;
}
