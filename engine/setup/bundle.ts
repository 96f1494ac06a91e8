/**
 * Bundling of the TypeScript parts, each to one JavaScript file for each program, which starts fast (one file instead
 * of some thousand).
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { pulumiVersion } from "../versions";
import { root } from "./keys";
import type { ScriptPart } from "./parts";

/**
 * Writes the part's JavaScript files into `directory`. The protobuf and gRPC packages are those that `@pulumi/pulumi`
 * itself uses: its stubs work with no other major version, and npm may have put another one at the top.
 */
export async function bundle(part: ScriptPart, directory: string): Promise<void> {
  const { build } = await import("esbuild");
  const sdk = path.dirname(fs.realpathSync(require.resolve("@pulumi/pulumi/package.json")));
  const ofSdk = (name: string) => path.dirname(require.resolve(`${name}/package.json`, { paths: [sdk] }));
  await build({
    entryPoints: part.files.map((name) => path.join(root, part.folder, `${name}.ts`)),
    outdir: directory,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minifySyntax: true,
    logLevel: "silent",
    define: { ENGINE_VERSION: JSON.stringify(pulumiVersion) },
    alias: { "google-protobuf": ofSdk("google-protobuf"), "@grpc/grpc-js": ofSdk("@grpc/grpc-js") },
    // Optional native accelerations of ssh2, which it does without when they cannot be loaded.
    external: ["cpu-features", "*.node"],
    // The bundle runs with the program's directory as working directory: nothing of that may be picked up.
    tsconfigRaw: {},
  });
}
