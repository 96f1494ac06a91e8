/**
 * A plugin serves exactly what its npm package names. Compiling a plugin takes minutes, so only what is built already
 * is compared, and what is asked for: `ENGINE_PLUGINS=kubernetes,openstack npx mocha tests/engine/sdk.test.ts` builds
 * those and fetches their npm packages.
 */
import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { pluginVersions } from "../../engine";
import { compileEnvironment, compileFlags } from "../../engine/compiling";
import { findPart, onPath } from "../../engine/setup/keys";
import { type GoPart, plugins } from "../../engine/setup/parts";
import { compare, type Dump } from "./sdk/compare";
import { dumpOfSchema, type PackageSchema } from "./sdk/schema";
import { builtEngine, cache } from "./support/project";

type Compared = "docker" | "kubernetes" | "openstack";

const repository = path.resolve(__dirname, "../..");
const asked = (process.env.ENGINE_PLUGINS ?? "").split(",").filter((name) => name !== "");

/** How much there is to compare: fewer would mean that the comparison itself is broken. */
const expected: Record<Compared, { tokens: number; properties: number }> = {
  docker: { tokens: 15, properties: 1000 },
  kubernetes: { tokens: 470, properties: 8000 },
  openstack: { tokens: 150, properties: 3000 },
};

/** Differences that are known and do no harm. */
const known: Record<Compared, string[]> = {
  // Native to the official plugin, not of the Terraform provider: images are built by other means.
  // The host comes from DOCKER_HOST by default. A cluster volume's id is given by the daemon alone.
  docker: [
    "docker:index/image:Image: not in the plugin",
    "docker.host: optional in the SDK, required in the plugin",
    "docker:index/volume:Volume.cluster.id: computed only in the plugin",
  ],
  // Functions that the provider serves without naming them in its schema.
  kubernetes: [
    "kubernetes:kustomize:directory: not in the plugin",
    "kubernetes:yaml:decode: not in the plugin",
    "kubernetes:helm:template: not in the plugin",
  ],
  // The package lists these answers of the cloud among what a program may say as well; saying them has no effect.
  openstack: [
    ...["fixedIpV4", "fixedIpV6", "mac", "name", "port", "uuid"].map(
      (property) => `compute/getInstanceV2:getInstanceV2.networks[].${property}`,
    ),
    "compute/instance:Instance.networks[].mac",
    "compute/secGroup:SecGroup.rules[].id",
    "identity/applicationCredential:ApplicationCredential.accessRules[].id",
    ...["keymanager/containerV1:ContainerV1", "keymanager/secretV1:SecretV1"].flatMap((token) => [
      `${token}.acl.read.createdAt`,
      `${token}.acl.read.updatedAt`,
    ]),
    "loadbalancer/members:Members.members[].id",
    "networking/port:Port.binding.vifDetails",
    "networking/port:Port.binding.vifType",
  ].map((property) => `openstack:${property}: computed only in the plugin`),
};

describe("plugins and their SDKs", function () {
  this.timeout(300_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "engine-sdk-"));
  after(() => fs.rmSync(folder, { recursive: true }));

  it("only what there is can be asked for", () =>
    assert.deepEqual(
      asked.filter((name) => !(name in expected)),
      [],
    ));

  for (const name of ["docker", "kubernetes", "openstack"] as const) {
    const part = plugins[name] as GoPart;
    // The lab needs docker alone; the other two are compared on request.
    if (
      !asked.includes(name) &&
      (name !== "docker" || findPart(part, path.join(cache, "engine")) === undefined || onPath("go") === undefined)
    )
      continue;

    describe(name, () => {
      let sdk: string;
      let environment: Record<string, string>;
      before(async function () {
        this.timeout(3_600_000);
        ({ environment } = await builtEngine([name]));
        sdk = path.join(repository, "node_modules/@pulumi", name);
        if (!fs.existsSync(sdk)) sdk = fetched(name, folder);
      });

      it("every token and property of the npm package is served, in the same shape", () => {
        const served =
          name === "kubernetes" ? schemaDump(name, environment) : bridgedDump(part, path.join(folder, name));
        const result = compare(sdk, served);
        assert.deepEqual(result.problems.sort(), known[name].sort());
        assert.ok(
          result.tokens >= expected[name].tokens && result.properties >= expected[name].properties,
          JSON.stringify({ ...result, problems: undefined }),
        );
      });

      it("the plugin is kept under the version that the npm package asks for", () => {
        const { version, pulumi } = JSON.parse(fs.readFileSync(path.join(sdk, "package.json"), "utf8"));
        assert.equal((pulumi?.version ?? version).replace(/^v/, ""), pluginVersions[name]);
      });
    });
  }

  it("command: our plugin has every resource and function that the npm package names", () => {
    const sdk = path.join(repository, "node_modules/@pulumi/command");
    const tokens = fs
      .readdirSync(sdk, { recursive: true })
      .map(String)
      .filter((file) => file.endsWith(".js"))
      .flatMap((file) =>
        [
          ...fs
            .readFileSync(path.join(sdk, file), "utf8")
            .matchAll(/(?:__pulumiType = |invokeOutput\()['"](command:[^'"]+)['"]/g),
        ].map(([, token]) => token),
      )
      .sort();
    assert.deepEqual(
      [...new Set(tokens)],
      [
        "command:local:Command",
        "command:local:run",
        "command:remote:Command",
        "command:remote:CopyFile",
        "command:remote:CopyToRemote",
      ],
    );
    assert.equal(JSON.parse(fs.readFileSync(path.join(sdk, "package.json"), "utf8")).version, pluginVersions.command);
  });
});

/** The npm package without what it depends on, beside this repository's Pulumi, whose types it names. */
function fetched(name: Compared, folder: string): string {
  const sdk = path.join(folder, "node_modules/@pulumi", name);
  fs.mkdirSync(sdk, { recursive: true });
  const archive = execFileSync(
    "npm",
    ["pack", "--silent", "--pack-destination", folder, `@pulumi/${name}@${pluginVersions[name]}`],
    { encoding: "utf8" },
  ).trim();
  execFileSync("tar", ["-xzf", path.join(folder, archive), "-C", sdk, "--strip-components=1"]);
  const pulumi = path.join(folder, "node_modules/@pulumi/pulumi");
  if (!fs.existsSync(pulumi)) fs.symlinkSync(path.join(repository, "node_modules/@pulumi/pulumi"), pulumi);
  return sdk;
}

/** What the running plugin says of itself. */
function schemaDump(name: Compared, environment: Record<string, string>): Dump {
  const schema = execFileSync("pulumi", ["package", "get-schema", name], {
    env: { ...process.env, ...environment },
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return dumpOfSchema(JSON.parse(schema) as PackageSchema);
}

/**
 * What the bridge makes of a Terraform provider. One dump for all such plugins, laid over each: it needs what is
 * private to their main packages.
 */
function bridgedDump(part: GoPart, prefix: string): Dump {
  const [overlay, dump] = [`${prefix}-overlay.json`, `${prefix}-dump.json`];
  const source = path.join(repository, "engine", part.folder);
  fs.writeFileSync(
    overlay,
    JSON.stringify({ Replace: { [path.join(source, "dump_test.go")]: path.join(__dirname, "sdk/dump_test.go") } }),
  );
  execFileSync(
    "go",
    [
      "test",
      "-mod=readonly",
      ...compileFlags,
      "-overlay",
      overlay,
      ...(part.tags ? ["-tags", part.tags] : []),
      "-ldflags",
      `-s -w -X ${part.version}`,
      "-vet=off",
      "-run",
      "TestDump",
      ".",
    ],
    {
      cwd: source,
      env: { ...process.env, ...compileEnvironment, DUMP: dump, GOFLAGS: "", GOWORK: "off" },
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  return JSON.parse(fs.readFileSync(dump, "utf8")) as Dump;
}
