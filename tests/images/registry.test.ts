import { strict as assert } from "node:assert";
import { readFileSync, writeFileSync } from "node:fs";
import { hashSync } from "bcryptjs";
import { buildImage } from "../../images/build";
import { cacheRoot } from "../../images/cacheRoot";
import { pushImage } from "../../images/push";
import { run } from "../../images/run";
import { Bench, basic, certificate, request, until } from "./support";

describe("image registry", function () {
  this.timeout(120_000);
  let bench: Bench;
  let registry: string;
  let ca: string;
  before(async () => {
    bench = await Bench.open();
    // The certificate names an address, which is known only when the container has one.
    const subnet = await bench.docker("network", "inspect", "--format", "{{(index .IPAM.Config 0).Subnet}}", bench.name);
    const address = subnet.replace(/\.0\/\d+$/, ".200");
    const { key, cert } = certificate(bench.folder, address);
    ca = cert;
    const users = bench.secret("htpasswd", `bee:${hashSync("honey", 10).replace("$2b$", "$2y$")}\n`);
    const environment = { AUTH: "htpasswd", AUTH_HTPASSWD_REALM: "hive", AUTH_HTPASSWD_PATH: "/users", HTTP_TLS_CERTIFICATE: "/tls.crt", HTTP_TLS_KEY: "/tls.key" };
    await bench.start("registry", "registry", [
      "--ip", address, ...Object.entries(environment).flatMap(([name, value]) => ["--env", `REGISTRY_${name}=${value}`]),
      "--volume", `${users}:/users:ro`, "--volume", `${cert}:/tls.crt:ro`, "--volume", `${key}:/tls.key:ro`,
    ]);
    registry = `${address}:5000`;
    await until(async () => (await request(`https://${registry}/v2/`, { ca: readFileSync(ca) })).status === 401, 20_000, () => bench.logs("registry"));
  });
  after(() => bench?.end());

  it("lets in who knows the password, and nobody else", async () => {
    const ask = (authorization?: string) => request(`https://${registry}/v2/`, { ca: readFileSync(ca), headers: authorization ? { authorization } : {} }).then(({ status }) => status);
    assert.equal(await ask(basic("bee", "honey")), 200);
    assert.equal(await ask(basic("bee", "wax")), 401);
    assert.equal(await ask(), 401);
  });

  it("takes an image under the digest that was built, once", async () => {
    const image = await buildImage("web", { cache: cacheRoot() });
    const target = { registry, caFile: ca, credentials: { user: "bee", password: "honey" } };
    const first = await pushImage(image, target);
    assert.deepEqual(first, { reference: `${registry}/ruche/web@${image.digest}`, digest: image.digest, copied: true });
    const served = await request(`https://${registry}/v2/ruche/web/manifests/${image.key}`, { ca: readFileSync(ca), headers: { authorization: basic("bee", "honey"), accept: "application/vnd.oci.image.manifest.v1+json" } });
    assert.equal(served.headers["docker-content-digest"], image.digest);
    assert.equal((await pushImage(image, target)).copied, false);
  });

  it("does not take one from a stranger, and says so without the password", async () => {
    const image = await buildImage("web", { cache: cacheRoot() });
    await assert.rejects(pushImage(image, { registry, caFile: ca, repository: "ruche/other", credentials: { user: "bee", password: "secret-wax" } }), (error: Error) => /could not be pushed/.test(error.message) && !error.message.includes("secret-wax"));
  });

  it("is pushed to from a command line that names no password", async () => {
    const file = `${bench.folder}/credentials`;
    writeFileSync(file, "bee:honey\n", { mode: 0o600 });
    const { stdout } = await run("bash", ["-c", 'exec node -r ts-node/register/transpile-only images/main.ts push base --registry "$1" --ca-file "$2" --credentials-fd 3 3<"$3"', "push", registry, ca, file]);
    const { base } = JSON.parse(stdout) as { base: { digest: string; pushed: { digest: string } } };
    assert.equal(base.pushed.digest, base.digest);
  });

  it("does not run as root", async () => {
    assert.match(await bench.inside("registry", "sh", "-c", "cat /proc/[0-9]*/status | grep -A8 docker-registry | grep Uid"), /^Uid:\s+403\s/m);
  });
});
