/** Building of the Go parts from their pinned modules. */
import { execFile, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { compileEnvironment, compileFlags, compileInTurn } from "../compiling";
import { onPath, root } from "./keys";
import type { GoPart } from "./parts";

/**
 * Builds the part's executable into `directory`. What is downloaded and compiled stays in Go's own caches.
 *
 * @param onDetail is told what the compiler is at, at most once a second
 * @throws when Go is missing or the build fails, with the compiler's last lines
 */
export async function goBuild(
  part: GoPart,
  directory: string,
  onDetail: (detail: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const go = onPath("go");
  if (go === undefined)
    throw new Error(
      `building ${part.name} needs Go (https://go.dev/dl, or your distribution's package), which is not on PATH`,
    );
  const environment = { ...process.env, ...compileEnvironment, GOFLAGS: "", GOWORK: "off" };
  const source = await sourceFolder(part, directory, go, environment);
  // -mod=readonly: go.mod and go.sum decide.
  const common = ["-mod=readonly", ...(part.tags === "" ? [] : ["-tags", part.tags])];
  const detail = atMostOnceASecond(onDetail);
  const work = { cwd: source, env: environment, signal };
  let modules = 0,
    packages = 0;
  // Downloads first, beside another part's compilation.
  await compiler(part, go, ["list", "-deps", ...common, part.target], work, (line) => {
    if (line.startsWith("go: downloading")) detail(`${++modules} modules downloaded`);
  });
  onDetail("waiting for its turn to be compiled");
  const build = [
    "build",
    "-v",
    ...common,
    ...compileFlags,
    "-ldflags",
    `-s -w -X ${part.version}`,
    "-o",
    path.join(directory, part.file),
    part.target,
  ];
  // Everything waits for Pulumi, so its parts come before any image's program.
  await compileInTurn(0, () =>
    compiler(part, go, build, work, (line) => {
      if (!line.includes(" ")) detail(`${++packages} packages compiled`);
    }),
  );
  if (source !== path.join(root, part.folder)) fs.rmSync(source, { recursive: true });
}

/**
 * Runs Go in a process group of its own, so that an abort reaches the compilers it starts; at low priority, as nobody
 * works at its pace.
 */
async function compiler(
  part: GoPart,
  go: string,
  args: readonly string[],
  { cwd, env, signal }: { cwd: string; env: NodeJS.ProcessEnv; signal?: AbortSignal },
  onLine: (line: string) => void,
): Promise<void> {
  signal?.throwIfAborted();
  const failure = await new Promise<string | undefined>((ended) => {
    const child = spawn(go, args, { cwd, env, detached: true, stdio: ["ignore", "ignore", "pipe"] });
    try {
      os.setPriority(child.pid!, 5);
    } catch {
      /* it ended already */
    }
    const abort = () => {
      try {
        process.kill(-child.pid!, "SIGKILL");
      } catch {
        /* it ended already */
      }
    };
    signal?.addEventListener("abort", abort, { once: true });
    process.once("exit", abort);
    let last: string[] = [];
    child.stderr.on("data", (data: Buffer) => {
      const lines = data
        .toString()
        .split("\n")
        .filter((line) => line !== "");
      last = [...last, ...lines].slice(-15);
      lines.forEach(onLine);
    });
    child.once("error", (error) => ended(error.message));
    child.once("close", (code) => {
      signal?.removeEventListener("abort", abort);
      process.removeListener("exit", abort);
      if (signal?.aborted) ended("interrupted");
      else ended(code === 0 ? undefined : last.join("\n"));
    });
  });
  if (failure !== undefined) throw new Error(`building ${part.name} failed:\n${failure}`);
}

function atMostOnceASecond(tell: (detail: string) => void): (detail: string) => void {
  let told = 0;
  return (detail) => {
    if (Date.now() - told <= 1000) return;
    told = Date.now();
    tell(detail);
  };
}

/** The folder to build in: the part's own, or a copy when files of other modules have to lie beside it. */
async function sourceFolder(
  part: GoPart,
  directory: string,
  go: string,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const own = path.join(root, part.folder);
  if (part.copies === undefined) return own;
  const copy = path.join(directory, "source");
  fs.cpSync(own, copy, { recursive: true });
  for (const [name, [module, file]] of Object.entries(part.copies)) {
    await promisify(execFile)(go, ["mod", "download", module], { cwd: own, env: environment });
    const { stdout } = await promisify(execFile)(go, ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", module], {
      cwd: own,
      env: environment,
    });
    fs.writeFileSync(path.join(copy, name), fs.readFileSync(path.join(stdout.trim(), file)));
  }
  return copy;
}
