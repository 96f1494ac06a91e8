/**
 * `graph.ts ENVIRONMENT [FILE]`: prints the identity (chain of types and name) of every resource that the program
 * declares for it.
 * With `SCRIPTS` set: what it runs on machines, as JSON.
 * With `ALIASES` set: every resource's identity, and those by which it is known as well, as JSON.
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
  false,
  "organization",
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
  const known = await Promise.all(
    resources.map(async (resource) => ({
      identity: identityOf(await settled(resource.urn)),
      aliases: (await Promise.all(aliasesOf(resource).map(settled))).map(identityOf),
    })),
  );
  process.stdout.write(printedText(known));
}

interface Known {
  readonly identity: string;
  readonly aliases: readonly string[];
}

function printedText(known: readonly Known[]): string {
  if (process.env.SCRIPTS) return JSON.stringify(scripts);
  if (process.env.ALIASES) return JSON.stringify(known);
  return known
    .map(({ identity }) => identity)
    .sort()
    .join("\n");
}

const settled = (output: pulumi.Output<string>): Promise<string> => new Promise((resolve) => output.apply(resolve));

/** The aliases that Pulumi itself has computed for a resource, from its options alone. */
const aliasesOf = (resource: pulumi.Resource): readonly pulumi.Output<string>[] =>
  (resource as unknown as { readonly __aliases: readonly pulumi.Output<string>[] }).__aliases;

/** Types and name of a URN. Mocks know of a resource's parent its last type only. */
function identityOf(urn: string): string {
  const [, , types = "", name] = urn.split("::");
  return `${types.split("$").slice(-2).join("$")} ${name}`;
}

void main();
