import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { pebbleSettings } from "../acme/pebble";
import { Bench, certificate, request, until } from "./support";

describe("images traefik and pebble", function () {
  this.timeout(180_000);
  let bench: Bench;
  before(async () => {
    bench = await Bench.open();
    await bench.start("web", "site", [
      "--volume",
      `${bench.secret("index.html", "behind the way in")}:/srv/www/index.html:ro`,
    ]);
  });
  after(() => bench?.end());

  it("leads a host name to a service over TLS, HTTP to HTTPS, and shows no dashboard", async () => {
    const { key, cert } = certificate(bench.folder, "wiki.lab.internal");
    const routes = {
      http: {
        routers: { wiki: { rule: "Host(`wiki.lab.internal`)", entryPoints: ["websecure"], service: "wiki", tls: {} } },
        services: { wiki: { loadBalancer: { servers: [{ url: "http://site:8080" }] } } },
      },
      tls: { certificates: [{ certFile: "/tls.crt", keyFile: "/tls.key" }] },
    };
    const address = await bench.start(
      "traefik",
      "way-in",
      [
        "--volume",
        `${bench.secret("routes.json", JSON.stringify(routes))}:/routes.yml:ro`,
        "--volume",
        `${cert}:/tls.crt:ro`,
        "--volume",
        `${key}:/tls.key:ro`,
      ],
      [
        "--entrypoints.web.address=:80",
        "--entrypoints.web.http.redirections.entrypoint.to=websecure",
        "--entrypoints.websecure.address=:443",
        "--providers.file.filename=/routes.yml",
        "--ping=true",
        "--ping.entrypoint=web",
        "--global.checknewversion=false",
      ],
    );
    const ask = () =>
      request(`https://${address}/`, {
        ca: readFileSync(cert),
        servername: "wiki.lab.internal",
        headers: { host: "wiki.lab.internal" },
      });
    await until(
      async () => (await ask()).status === 200,
      20_000,
      () => bench.logs("way-in"),
    );
    assert.equal((await ask()).body, "behind the way in");
    const plain = await request(`http://${address}/`, { headers: { host: "wiki.lab.internal" } });
    assert.ok([301, 308].includes(plain.status));
    assert.equal(plain.headers.location, "https://wiki.lab.internal/");
    for (const path of ["/dashboard/", "/api/rawdata"])
      assert.notEqual((await request(`https://${address}${path}`, { rejectUnauthorized: false })).status, 200);
    assert.match(
      await bench.inside(
        "way-in",
        "sh",
        "-c",
        "grep -l traefik /proc/[0-9]*/comm | sed s/comm/status/ | xargs grep Uid",
      ),
      /Uid:\s+402\s/,
    );
    assert.match(await bench.inside("way-in", "traefik", "version"), /Version:\s+3\.7\.13/);
  });

  it("says what was left out of it to whoever asks for that", async () => {
    const manifest = bench.secret(
      "manifest.yml",
      "displayName: demo\ntype: middleware\nimport: demo\nsummary: demo\ntestData: {a: b}\n",
    );
    await bench.start(
      "traefik",
      "without",
      ["--volume", `${manifest}:/plugins-local/src/demo/.traefik.yml:ro`],
      [
        "--entrypoints.web.address=:80",
        "--providers.ecs",
        "--experimental.localplugins.demo.modulename=demo",
        "--global.checknewversion=false",
      ],
    );
    for (const left of [/Amazon ECS is not part of this Traefik/, /plugins are not part of this Traefik/])
      await until(
        async () => left.test(await bench.logs("without")),
        20_000,
        () => bench.logs("without"),
      );
  });

  it("fetches a certificate from an ACME server by itself", async () => {
    const { key, cert } = certificate(bench.folder, "pebble");
    await bench.start(
      "pebble",
      "pebble",
      [
        "--env",
        "PEBBLE_VA_NOSLEEP=1",
        "--volume",
        `${bench.secret("pebble.json", JSON.stringify(pebbleSettings))}:/pebble.json:ro`,
        "--volume",
        `${cert}:/tls.crt:ro`,
        "--volume",
        `${key}:/tls.key:ro`,
      ],
      ["-config", "/pebble.json"],
    );
    const routes = {
      http: {
        routers: {
          site: {
            rule: "Host(`acme-way-in`)",
            entryPoints: ["websecure"],
            service: "site",
            tls: { certResolver: "lab" },
          },
        },
        services: { site: { loadBalancer: { servers: [{ url: "http://site:8080" }] } } },
      },
    };
    const address = await bench.start(
      "traefik",
      "acme-way-in",
      [
        "--env",
        "LEGO_CA_CERTIFICATES=/ca.crt",
        "--volume",
        `${cert}:/ca.crt:ro`,
        "--volume",
        `${bench.secret("acme.json", JSON.stringify(routes))}:/routes.yml:ro`,
      ],
      [
        "--entrypoints.web.address=:80",
        "--entrypoints.websecure.address=:443",
        "--providers.file.filename=/routes.yml",
        "--global.checknewversion=false",
        "--certificatesresolvers.lab.acme.caserver=https://pebble:14000/dir",
        "--certificatesresolvers.lab.acme.email=bees@lab.internal",
        "--certificatesresolvers.lab.acme.storage=/data/acme.json",
        "--certificatesresolvers.lab.acme.httpchallenge.entrypoint=web",
      ],
    );
    await until(
      async () => {
        const answer = await request(`https://${address}/`, {
          rejectUnauthorized: false,
          servername: "acme-way-in",
          headers: { host: "acme-way-in" },
        });
        return (
          answer.status === 200 &&
          (await bench.inside("acme-way-in", "cat", "/data/acme.json")).includes('"certificate"')
        );
      },
      40_000,
      () => bench.logs("acme-way-in"),
    );
    assert.equal(await bench.inside("acme-way-in", "stat", "-c", "%a %U", "/data/acme.json"), "600 traefik");
  });
});
