import assert from "node:assert/strict";
import execa from "execa";
import type { TestPlatform } from "../lab/platform";

async function state(platform: TestPlatform): Promise<string> {
  const { stdout } = await execa(
    "bash",
    ["-c", `eval "$(./ruche env lab)"; pulumi stack export --stack lab --show-secrets`],
    { cwd: platform.folder, maxBuffer: 1e9 },
  );
  return stdout;
}

/** What all secrets of the platform are derived from: in the state alone, encrypted there. */
export async function seedOf(platform: TestPlatform): Promise<string> {
  const found = /"plaintext": ?"\\"([0-9a-f]{64})\\""/.exec(await state(platform))?.[1];
  assert.ok(found, "the seed is in the state");
  return found;
}

/** The public half of the key that signs evidence, as the policies read it. */
export async function evidenceKey(platform: TestPlatform): Promise<string> {
  const { deployment } = JSON.parse(await state(platform)) as {
    deployment: { resources: { type: string; inputs?: { evidenceKey?: unknown } }[] };
  };
  const key = deployment.resources.find(({ type }) => type === "ruche:services:Platform")?.inputs?.evidenceKey;
  assert.ok(key, "the platform's component has the key");
  return typeof key === "string" ? key : (JSON.parse((key as { plaintext: string }).plaintext) as string);
}
