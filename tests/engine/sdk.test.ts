/** A bridged plugin serves exactly what its npm package names. Only for plugins that are built already: compiling takes minutes. */
import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { pluginVersions } from "../../engine";
import { findPart, onPath } from "../../engine/setup/keys";
import { plugins, type GoPart } from "../../engine/setup/parts";
import { compare, type Dump } from "./sdk/compare";
import { cache } from "./support/project";

const repository = path.resolve(__dirname, "../..");

/** How much there is to compare: fewer would mean that the comparison itself is broken. */
const expected = { docker: { tokens: 15, properties: 1000 }, openstack: { tokens: 150, properties: 3000 } };

describe("bridged plugins and their SDKs", function () {
  this.timeout(300_000);
  for (const name of ["docker", "openstack"] as const) {
    const sdk = path.join(repository, "node_modules/@pulumi", name);
    const part = plugins[name] as GoPart;

    // An environment that needs no such plugin has neither it nor its npm package.
    if (findPart(part, path.join(cache, "engine")) === undefined || !fs.existsSync(sdk) || onPath("go") === undefined) continue;

    it(`${name}: every token and property of the npm package is served, in the same shape`, () => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), "engine-sdk-"));
      try {
        const [overlay, dump] = [path.join(folder, "overlay.json"), path.join(folder, "dump.json")];
        const source = path.join(repository, "engine", part.folder);
        // One dump for all plugins, laid over each: it needs what is private to their main packages.
        fs.writeFileSync(overlay, JSON.stringify({ Replace: { [path.join(source, "dump_test.go")]: path.join(__dirname, "sdk/dump_test.go") } }));
        execFileSync("go", ["test", "-mod=readonly", "-trimpath", "-overlay", overlay, ...(part.tags ? ["-tags", part.tags] : []), "-ldflags", `-s -w -X ${part.version}`, "-vet=off", "-run", "TestDump", "."],
          { cwd: source, env: { ...process.env, CGO_ENABLED: "0", DUMP: dump, GOFLAGS: "", GOWORK: "off" }, stdio: ["ignore", "ignore", "inherit"] });
        const result = compare(sdk, JSON.parse(fs.readFileSync(dump, "utf8")) as Dump);
        assert.deepEqual(result.problems, known[name]);
        assert.ok(result.tokens >= expected[name].tokens && result.properties >= expected[name].properties, JSON.stringify({ ...result, problems: undefined }));
      } finally { fs.rmSync(folder, { recursive: true }); }
    });

    it(`${name}: the plugin is kept under the version that the npm package asks for`, () => {
      const { version, pulumi } = JSON.parse(fs.readFileSync(path.join(sdk, "package.json"), "utf8"));
      assert.equal(pulumi?.version ?? version, pluginVersions[name]);
    });
  }

  it("command: our plugin has every resource and function that the npm package names", () => {
    const sdk = path.join(repository, "node_modules/@pulumi/command");
    const tokens = fs.readdirSync(sdk, { recursive: true }).map(String).filter((file) => file.endsWith(".js"))
      .flatMap((file) => [...fs.readFileSync(path.join(sdk, file), "utf8").matchAll(/(?:__pulumiType = |invokeOutput\()['"](command:[^'"]+)['"]/g)].map(([, token]) => token)).sort();
    assert.deepEqual([...new Set(tokens)], ["command:local:Command", "command:local:run", "command:remote:Command", "command:remote:CopyFile", "command:remote:CopyToRemote"]);
    assert.equal(JSON.parse(fs.readFileSync(path.join(sdk, "package.json"), "utf8")).version, pluginVersions.command);
  });
});

/** Differences that are known and do no harm. */
const known: Record<"docker" | "openstack", string[]> = {
  // Native to the official plugin, not of the Terraform provider: images are built by other means.
  // The host comes from DOCKER_HOST by default. A cluster volume's id is given by the daemon alone.
  docker: [
    "docker:index/image:Image: not in the plugin",
    "docker.host: optional in the SDK, required in the plugin",
    "docker:index/volume:Volume.cluster.id: computed only in the plugin",
  ],
  openstack: [],
};
