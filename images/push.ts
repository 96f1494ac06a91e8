import { mkdtempSync, readFileSync, rmSync, writeFileSync, copyFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { BuiltImage } from "./build";
import { run, RunError } from "./run";

export interface PushTarget {
  /** `host:port` of the registry, which must speak TLS. */
  readonly registry: string;
  /** Path in the registry. Default: `ruche/<name>`. */
  readonly repository?: string;
  /** A file as `docker login` writes it. Default: none is needed. */
  readonly authFile?: string;
  /** Name and password; taken instead of `authFile`, and written to a file that only this user reads, for as long as the push takes. */
  readonly credentials?: { readonly user: string; readonly password: string };
  /** Certificate authority of the registry. Default: those that this computer trusts. */
  readonly caFile?: string;
  readonly signal?: AbortSignal;
}

/** Where a pushed image is found. */
export interface PushedImage {
  /** `host:port/repository@sha256:…`: what a service pins. */
  readonly reference: string;
  readonly digest: string;
  /** False when the registry had it already. */
  readonly copied: boolean;
}

/** Copies a built image into a registry as it lies in the cache; what the registry has already is not sent. */
export async function pushImage(image: BuiltImage, target: PushTarget): Promise<PushedImage> {
  const repository = `${target.registry}/${target.repository ?? `ruche/${image.name}`}`;
  const folder = mkdtempSync(path.join(tmpdir(), "ruche-push-"));
  try {
    const access = accessArguments(target, folder);
    const args = (side: "" | "dest-") => access.map((argument) => argument.replace(/^--/, `--${side}`));
    const reference = `${repository}@${image.digest}`;
    const remote = await run("skopeo", ["inspect", "--raw", ...args(""), `docker://${repository}:${image.key}`], { signal: target.signal, accept: [0, 1] });
    const manifest = readFileSync(path.join(image.archive, "blobs", ...image.digest.split(":")), "utf8");
    if (remote.status === 0 && remote.stdout === manifest) return { reference, digest: image.digest, copied: false };
    await run("skopeo", ["copy", "--quiet", "--insecure-policy", "--preserve-digests", ...args("dest-"), `oci:${image.archive}:${image.key}`, `docker://${repository}:${image.key}`], { signal: target.signal });
    return { reference, digest: image.digest, copied: true };
  } catch (error) {
    if (error instanceof RunError) throw new Error(`the image ${image.name} could not be pushed to ${repository}; see whether the registry answers and takes these credentials\n${error.detail}`);
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function accessArguments(target: PushTarget, folder: string): string[] {
  const args: string[] = [];
  if (target.credentials) {
    const { user, password } = target.credentials;
    const file = path.join(folder, "auth.json");
    writeFileSync(file, JSON.stringify({ auths: { [target.registry]: { auth: Buffer.from(`${user}:${password}`).toString("base64") } } }), { mode: 0o600 });
    args.push("--authfile", file);
  } else if (target.authFile) args.push("--authfile", target.authFile);
  else args.push("--no-creds");
  if (target.caFile) {
    copyFileSync(target.caFile, path.join(folder, "ca.crt"));
    args.push("--cert-dir", folder);
  }
  return args;
}
