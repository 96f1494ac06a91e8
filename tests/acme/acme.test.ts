import assert from "node:assert/strict";
import type { X509Certificate } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { connect } from "node:tls";
import execa from "execa";
import { eventually, type Status, TestPlatform } from "../lab/platform";
import { Pebble } from "./pebble";

const machines = [1, 2, 3] as const;
const names = ["hive1", "hive2", "hive3"] as const;
const home = "home.lab.internal";
const second = "second.lab.internal";
const issuedByPebble = /Pebble Intermediate CA/;
const issuedHere = /Ruche authority of lab\.internal/;

interface AcmeStatus extends Status {
  readonly certificates: readonly { host: string; issued: boolean; until: string | null; problem: string | null }[];
}

describe("certificates from an ACME authority", function () {
  this.timeout(300_000);
  const platform = new TestPlatform("acme");
  const pebble = new Pebble();

  const declare = (services: readonly string[], certificates: "acme" | "own" = "acme"): void =>
    writeFileSync(
      join(platform.folder, "environments/Pulumi.acme.yaml"),
      [
        "config:",
        "  ruche:tier: development",
        "  ruche:domain: lab.internal",
        "  ruche:machines: { provider: lab, hosts: { hive1: {}, hive2: {}, hive3: {} } }",
        "  ruche:storage: { data: { kind: gluster, on: [hive1, hive2, hive3], replicas: 3, mount: /DATA } }",
        "  ruche:cluster: { kind: swarm, managers: [hive1, hive2, hive3] }",
        "  ruche:backup: { rpo: 6h, keep: 7d, repositories: { second-host: { on: hive3 } } }",
        ...(certificates === "own"
          ? []
          : [
              "  ruche:certificates:",
              "    authority: acme",
              `    directory: ${pebble.directory}`,
              "    email: bees@lab.internal",
              "    trust: |",
              ...pebble.trust
                .trim()
                .split("\n")
                .map((line) => `      ${line}`),
            ]),
        "  ruche:services:",
        ...services.map((name) => `    ${name}: { kind: site, exposure: public }`),
        "",
      ].join("\n"),
    );
  const up = async (): Promise<{ changes: number }> => {
    const { status, stderr, json } = await platform.ruche<{ changes: number }>(["up", "acme"]);
    assert.equal(status, 0, stderr);
    return json;
  };
  const status = () => platform.ruche<AcmeStatus>(["status", "acme"]);

  /** The certificate that a machine's ingress shows for a host. */
  const shown = (host: string, machine: number): Promise<X509Certificate> =>
    new Promise((resolve, reject) => {
      const socket = connect(
        { host: platform.address(machine), port: 443, servername: host, rejectUnauthorized: false, timeout: 10_000 },
        () => {
          resolve(socket.getPeerX509Certificate()!);
          socket.destroy();
        },
      );
      socket.once("error", reject).once("timeout", () => socket.destroy(new Error("no answer")));
    });
  const everywhere = async (host: string, issuer: RegExp, of: readonly number[] = machines): Promise<string[]> => {
    const certificates = await Promise.all(of.map((machine) => shown(host, machine)));
    for (const certificate of certificates) {
      assert.match(certificate.issuer, issuer);
      assert.equal(certificate.checkHost(host), host);
    }
    return certificates.map(({ serialNumber }) => serialNumber);
  };
  const plain = (host: string, path: string, machine: number): Promise<{ status?: number; location?: string }> =>
    new Promise((resolve, reject) => {
      request({ host: platform.address(machine), headers: { host }, path, timeout: 10_000 }, (response) => {
        response.resume();
        resolve({ status: response.statusCode, location: response.headers.location });
      })
        .once("error", reject)
        .end();
    });
  const ingresses = async (): Promise<string[]> =>
    Promise.all(
      names.map((machine) => platform.on(machine, "docker ps --no-trunc --filter name=ingress. --format '{{.ID}}'")),
    );
  /** A machine that does not run the service that answers challenges. */
  const entrance = async (from = "hive1", candidates: readonly number[] = machines): Promise<number> => {
    const runs = await eventually("the service of challenges", 60, async () => {
      const host = await platform.hostOf("acme-challenges", from);
      assert.notEqual(host, "");
      return host;
    });
    return candidates.find((machine) => names[machine - 1] !== runs)!;
  };

  before("up, while the authority cannot be reached", async function () {
    this.timeout(1_800_000);
    declare(["home"]);
    await up();
  });

  it("until the authority answers, every machine serves the platform's own certificate, and status says why", async () => {
    await everywhere(home, issuedHere);
    await eventually("the reason", 90, async () => {
      const { status: code, json } = await status();
      assert.deepEqual(
        json.certificates.map(({ host, issued }) => [host, issued]),
        [[home, false]],
      );
      assert.match(json.certificates[0]!.problem ?? "", /cannot reach https:\/\/acme\.lab\.internal:14000\/dir/);
      assert.deepEqual([code, json.services.map(({ healthy }) => healthy)], [1, [true]]);
    });
  });

  it("a certificate that has not come is no drift; what is changed by hand is found and put right (D3)", async () => {
    const drift = async (): Promise<string[]> => {
      const { json } = await platform.ruche<{ findings: readonly { on: string; concern: string; differs: string }[] }>([
        "drift",
        "acme",
      ]);
      return json.findings.map(({ on, concern, differs }) => `${on} ${concern}: ${differs}`);
    };
    assert.deepEqual(await drift(), []);
    await platform.on("hive1", "chmod 755 /DATA/ingress/acme; echo evil.lab.internal > /DATA/ingress/hosts/home");
    await platform.on("hive2", "systemctl disable -q --now ruche-certificates.timer");
    await platform.on("hive3", "rm /etc/ruche/certificates/routes/home/own.yml");
    assert.deepEqual(await drift(), [
      "hive1 certificate-home: /DATA/ingress/hosts/home was changed",
      "hive1 certificates-shared: /DATA/ingress/acme has another mode or owner",
      "hive2 certificates: ruche-certificates.timer does not start with the machine",
      "hive3 route-home: /etc/ruche/certificates/routes/home/own.yml is missing",
    ]);
    await up();
    assert.deepEqual(await drift(), []);
  });

  it("its certificate is on every machine soon after it answers, validated through a machine that does not answer challenges", async () => {
    const through = await entrance();
    await pebble.start(platform, [home, second], through);
    const [serial, ...others] = await eventually("the certificate", 180, () => everywhere(home, issuedByPebble));
    assert.deepEqual(others, [serial, serial]);
    assert.match(
      await pebble.log(platform),
      /Attempting to validate w\/ HTTP: http:\/\/home\.lab\.internal:80\/\.well-known\/acme-challenge\//,
    );
    const { status: code, json } = await status();
    assert.deepEqual([code, json.certificates.map(({ issued, problem }) => [issued, problem])], [0, [[true, null]]]);
  });

  it("HTTP is sent to HTTPS on every machine, but for challenges", async () => {
    for (const machine of machines) {
      const redirected = await plain(home, "/page", machine);
      assert.ok(redirected.status === 301 || redirected.status === 308, String(redirected.status));
      assert.equal(redirected.location, `https://${home}/page`);
      for (const host of [home, "anything.lab.internal"]) {
        assert.deepEqual(await plain(host, "/.well-known/acme-challenge/unknown", machine), {
          status: 404,
          location: undefined,
        });
      }
    }
  });

  it("keys are readable by the ingress alone, and in no journal", async () => {
    for (const machine of names) {
      assert.equal(await platform.on(machine, "stat -c '%u %a' /etc/ruche/ingress/routes/home.tls.yml"), "402 600");
      assert.equal(await platform.on(machine, "journalctl -q --no-pager | grep -c 'PRIVATE KEY' || true"), "0");
      assert.equal(
        await platform.on(
          machine,
          "setpriv --reuid 33 --regid 33 --clear-groups ls /DATA/ingress/acme 2>&1 | grep -c denied",
        ),
        "1",
      );
    }
  });

  it("a renewal by any machine is served by all, without a restart of the ingress", async () => {
    const [before] = await everywhere(home, issuedByPebble);
    const containers = await ingresses();
    await platform.on("hive2", `ruche-certificates renew ${home}`);
    await eventually("the new certificate", 90, async () => {
      const serials = await everywhere(home, issuedByPebble);
      assert.equal(new Set(serials).size, 1);
      assert.notEqual(serials[0], before);
    });
    assert.deepEqual(await ingresses(), containers);
  });

  it("one machine at a time asks the authority: the lock of one holds on the others", async () => {
    const held = platform.on(
      "hive1",
      "flock /DATA/ingress/lock sh -c 'touch /tmp/held; while [ -e /tmp/held ]; do sleep 0.1; done'",
    );
    await eventually("the lock", 20, () => platform.on("hive1", "test -e /tmp/held"));
    await assert.rejects(platform.on("hive3", "flock -n /DATA/ingress/lock true"));
    await platform.on("hive1", "rm /tmp/held");
    await held;
    await platform.on("hive3", "flock -w 10 /DATA/ingress/lock true");
  });

  it("without the authority a second up changes nothing, and one with a new service ends well", async () => {
    await pebble.stop(platform);
    assert.equal((await up()).changes, 0);
    declare(["home", "second"]);
    await up();
    await everywhere(home, issuedByPebble);
    await everywhere(second, issuedHere);
    await eventually("the reason", 90, async () =>
      assert.match(
        (await status()).json.certificates.find(({ host }) => host === second)?.problem ?? "",
        /cannot reach/,
      ),
    );
  });

  it("when the managing machine is lost another one goes on, also with an authority that has forgotten the account", async function () {
    this.timeout(600_000);
    await platform.docker("kill", platform.container("hive1"));
    const through = await eventually("another machine", 120, async () => {
      assert.notEqual(await platform.hostOf("acme-challenges", "hive2"), "hive1");
      return entrance("hive2", [2, 3]);
    });
    await pebble.start(platform, [home, second], through);
    await platform.on(names[through - 1]!, `ruche-certificates renew ${second}`).catch(() => undefined);
    await eventually("the certificate", 240, () => everywhere(second, issuedByPebble, [2, 3]));
    await platform.docker("start", platform.container("hive1"));
    await eventually("the machine that returned", 180, () => everywhere(second, issuedByPebble, [1]));
  });

  it("a service that goes takes its request with it", async () => {
    await pebble.stop(platform);
    declare(["home"]);
    await up();
    assert.equal(await platform.on("hive2", "ls /DATA/ingress/hosts"), "home");
    assert.equal(
      await platform.on(
        "hive2",
        "ls /etc/ruche/certificates/routes; ls /etc/ruche/ingress/routes | grep -c second || true",
      ),
      "home\n0",
    );
  });

  it("back to the platform's own authority nothing of it is left; to ACME again, what was issued is served at once", async () => {
    const [before] = await everywhere(home, issuedByPebble);
    declare(["home"], "own");
    await up();
    await eventually("the platform's own certificate", 30, () => everywhere(home, issuedHere));
    for (const machine of machines)
      assert.match((await plain(home, "/.well-known/acme-challenge/unknown", machine)).location ?? "", /^https:/);
    for (const machine of names) {
      assert.equal(
        await platform.on(
          machine,
          "ls -d /etc/ruche/certificates /etc/systemd/system/ruche-certificates.* /etc/ruche/ingress/routes/*.tls.yml 2>/dev/null | wc -l",
        ),
        "0",
      );
    }
    assert.equal((await status()).json.certificates, undefined);
    assert.equal(await platform.on("hive2", "docker service ls -q --filter name=acme-challenges"), "");
    declare(["home"]);
    await up();
    await eventually("the certificate that was issued", 30, async () =>
      assert.deepEqual(await everywhere(home, issuedByPebble), [before, before, before]),
    );
  });

  it("down leaves nothing", async () => {
    const { prefix, host } = platform.place;
    const { status: code, stderr } = await platform.ruche(["down", "acme", "--consent", "acme"]);
    assert.equal(code, 0, stderr);
    const left = await execa(
      "/usr/bin/docker",
      ["--host", host, "ps", "--all", "--quiet", "--filter", `name=${prefix}`],
      { reject: false },
    );
    if (left.exitCode === 0) assert.equal(left.stdout, "");
    assert.equal(existsSync(join(platform.folder, ".ruche")), false);
  });

  after("nothing of the test stays", async function () {
    this.timeout(180_000);
    if (existsSync(join(platform.folder, ".ruche/acme/place.json"))) await pebble.stop(platform).catch(() => undefined);
    await platform.ruche(["down", "acme", "--consent", "acme"]);
    pebble.remove();
    platform.remove();
  });
});
