import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { hashSync } from "bcryptjs";
import { buildImage } from "../../images/build";
import { pushImage } from "../../images/push";
import { cacheRoot } from "../../tools/cacheRoot";
import { Bench, basic, certificate, request, until } from "./support";

describe("pushing images", function () {
  this.timeout(120_000);
  let bench: Bench;
  let registry: string;
  let authority: string;
  before(async () => {
    bench = await Bench.open();
    // The certificate names an address, which is known only when the container has one.
    const subnet = await bench.docker(
      "network",
      "inspect",
      "--format",
      "{{(index .IPAM.Config 0).Subnet}}",
      bench.name,
    );
    const address = subnet.replace(/\.0\/\d+$/, ".200");
    const { key, cert } = certificate(bench.folder, address);
    authority = cert;
    const users = bench.secret("htpasswd", `bee:${hashSync("honey", 10).replace("$2b$", "$2y$")}\n`);
    const settings = bench.secret(
      "config.yml",
      [
        "version: 0.1",
        "log: { level: warn }",
        "storage: { filesystem: { rootdirectory: /tmp/registry } }",
        "http: { addr: 0.0.0.0:5000, tls: { certificate: /tls.crt, key: /tls.key } }",
        "auth: { htpasswd: { realm: hive, path: /users } }",
      ].join("\n"),
    );
    await bench.start(
      "host",
      "registry",
      [
        "--ip",
        address,
        "--entrypoint",
        "/usr/bin/docker-registry",
        ...[
          [users, "/users"],
          [settings, "/config.yml"],
          [cert, "/tls.crt"],
          [key, "/tls.key"],
        ].flatMap(([from, to]) => ["--volume", `${from}:${to}:ro`]),
      ],
      ["serve", "/config.yml"],
    );
    registry = `${address}:5000`;
    await until(
      async () => (await request(`https://${registry}/v2/`, { ca: readFileSync(authority) })).status === 401,
      20_000,
      () => bench.logs("registry"),
    );
  });
  after(() => bench?.end());

  it("lets in who knows the password, and nobody else", async () => {
    const ask = (authorization?: string) =>
      request(`https://${registry}/v2/`, {
        ca: readFileSync(authority),
        headers: authorization ? { authorization } : {},
      }).then(({ status }) => status);
    assert.equal(await ask(basic("bee", "honey")), 200);
    assert.equal(await ask(basic("bee", "wax")), 401);
    assert.equal(await ask(), 401);
  });

  const options = { cache: cacheRoot() };
  const served = (path: string) =>
    request(`https://${registry}/v2/${path}`, {
      ca: readFileSync(authority),
      headers: { authorization: basic("bee", "honey"), accept: "application/vnd.oci.image.manifest.v1+json" },
    });

  it("takes an image under the digest that was built, once, and what it stands on", async () => {
    const image = await buildImage("web", options);
    const access = {
      registry,
      authority: readFileSync(authority, "utf8"),
      credentials: { user: "bee", password: "honey" },
    };
    assert.deepEqual(await pushImage("web", access, options), {
      reference: `${registry}/ruche/web@${image.digest}`,
      digest: image.digest,
      copied: true,
    });
    assert.equal((await served(`ruche/web/manifests/${image.key}`)).headers["docker-content-digest"], image.digest);
    assert.equal((await pushImage("web", access, options)).copied, false);
    const base = await buildImage("base", options);
    assert.equal((await served(`ruche/base/manifests/${base.key}`)).headers["docker-content-digest"], base.digest);
  });

  it("serves every layer as it was built", async () => {
    const image = await buildImage("web", options);
    const { layers } = JSON.parse((await served(`ruche/web/manifests/${image.key}`)).body) as {
      layers: { digest: string; size: number }[];
    };
    assert.equal(layers.length, 2);
    for (const { digest, size } of layers) {
      const answer = await request(`https://${registry}/v2/ruche/web/blobs/${digest}`, {
        method: "HEAD",
        ca: readFileSync(authority),
        headers: { authorization: basic("bee", "honey") },
      });
      assert.deepEqual([answer.status, answer.headers["content-length"]], [200, String(size)]);
    }
  });

  it("does not take one from a stranger, and says so without the password", async () => {
    const access = {
      registry,
      authority: readFileSync(authority, "utf8"),
      credentials: { user: "bee", password: "secret-wax" },
    };
    await assert.rejects(
      pushImage("web", access, options),
      (error: Error) => /could not be pushed[\s\S]*401/.test(error.message) && !error.message.includes("secret-wax"),
    );
  });

  it("does not talk to a registry whose certificate it cannot trust", async () => {
    await assert.rejects(
      pushImage("web", { registry, credentials: { user: "bee", password: "honey" } }, options),
      /self-signed/,
    );
  });
});
