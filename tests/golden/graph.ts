/**
 * `graph.ts ENVIRONMENT [FILE]`: prints the identity (chain of types and name) of every resource that the program
 * declares for it.
 * With `SCRIPTS` set: what it runs on machines, as JSON.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";

const name = process.argv[2]!;
const root = resolve(__dirname, "../..");
const { config } = parse(
  readFileSync(process.argv[3] ?? resolve(root, `environments/Pulumi.${name}.yaml`), "utf8"),
) as { config: Record<string, unknown> };

/** What commands would print, by the part of their name that tells which one it is. */
function printed(resource: string): string {
  if (resource.includes("seed")) return "0123456789abcdef".repeat(4);
  if (resource.includes("push-")) return JSON.stringify({ digest: `sha256:${"0".repeat(64)}` });
  return resource.includes("endpoint-mode") ? "dnsrr" : "";
}

const scripts: { resource: string; script: string }[] = [];

void pulumi.runtime.setMocks(
  {
    newResource: ({ type, name: resource, inputs }) => {
      if (type === "command:remote:Command") scripts.push({ resource, script: (inputs as { create: string }).create });
      return {
        id: `${resource}-id`,
        state: {
          ...(inputs as object),
          name: (inputs as { name?: string }).name ?? resource,
          stdout: printed(resource),
        },
      };
    },
    call: () => ({}),
  },
  "ruche",
  name,
);
pulumi.runtime.setAllConfig(
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  ),
);

const resources: pulumi.Resource[] = [];

async function main(): Promise<void> {
  await pulumi.runtime.runInPulumiStack(async () => {
    pulumi.runtime.registerStackTransformation(({ resource }) => {
      resources.push(resource);
      return undefined;
    });
    const { ruche, credentials } = await import("../../stacks/index");
    return { ruche, credentials };
  });
  await pulumi.runtime.disconnect();
  const identities = await Promise.all(
    resources.map(
      ({ urn }) =>
        new Promise<string>((resolve) => {
          urn.apply(resolve);
        }),
    ),
  );
  process.stdout.write(
    process.env.SCRIPTS
      ? JSON.stringify(scripts)
      : identities
          .map((urn) => urn.split("::").slice(2).join(" "))
          .sort()
          .join("\n"),
  );
}

void main();
