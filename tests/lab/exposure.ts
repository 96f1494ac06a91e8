import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { basic, eventually, type TestPlatform } from "./platform";

interface Difference {
  readonly machine: string;
  readonly what: string;
  readonly found: string;
  readonly declared: string;
  readonly remedy: string;
}
interface Verification {
  readonly asDeclared: boolean;
  readonly differences: readonly Difference[];
  readonly untold: readonly string[];
  readonly asked: { readonly tcp: number; readonly udp: number; readonly web: number };
  readonly seconds: number;
}

/** What can be reached from where. */
export function exposureCases(platform: TestPlatform): void {
  describe("exposure", () => {
    const verify = (...words: readonly string[]) => platform.ruche<Verification>(["verify", "lab", ...words]);
    const different = async (): Promise<string[]> =>
      (await verify()).json.differences.map(({ machine, what }) => `${machine} ${what}`);

    it("from outside only what is declared answers, of all TCP ports of every machine (P7, D2)", async () => {
      const { status, json, stderr } = await verify("--all");
      assert.deepEqual([status, json.differences], [0, []], stderr);
      assert.ok(json.asked.tcp === 4 * 65_535 && json.asked.web > 20, JSON.stringify(json.asked));
      // Looked at from an address that may not administer: SSH was closed to it.
      assert.deepEqual(
        json.untold.filter((line) => line.startsWith("SSH")),
        [],
      );
    });

    it("a look takes seconds (goal: 5 s for five machines)", async () => {
      const { status, seconds, json, stderr } = await verify();
      assert.deepEqual([status, json?.differences], [0, []], stderr);
      assert.ok(seconds < 10, `${seconds} s`);
    });

    /** Another eye than verify's: a container that is no machine of the platform asks one port. */
    const answers = async (machine: number, port: number): Promise<boolean> => {
      const image = await platform.docker("inspect", "--format", "{{.Config.Image}}", platform.container("hive1"));
      const asked = platform.docker(
        "run",
        "--rm",
        "--network",
        platform.place.prefix,
        "--entrypoint",
        "bash",
        image,
        "-c",
        `timeout 3 bash -c '</dev/tcp/${platform.address(machine)}/${port}'`,
      );
      return asked.then(
        () => true,
        () => false,
      );
    };

    it("a port that somebody opens by hand is found, with what listens there, and the remedy closes it", async () => {
      await platform.on(
        "hive2",
        "nft insert rule inet ruche input tcp dport 9999 accept; nohup python3 -m http.server 9999 >/dev/null 2>&1 & sleep 1",
      );
      try {
        assert.deepEqual([await answers(2, 9999), await answers(2, 443), await answers(2, 22)], [true, true, false]);
        const { status, json } = await verify();
        assert.equal(status, 1);
        assert.deepEqual(
          json.differences.map(({ machine, what, found, declared }) => [machine, what, found, declared]),
          [
            [
              "hive2",
              "9999/tcp",
              "it is open; python3 listens there; its firewall has a rule that nobody declared",
              "nobody",
            ],
          ],
        );
        const remedy = /systemctl restart [\w-]+/.exec(json.differences[0]!.remedy)![0];
        await platform.on("hive2", remedy);
        assert.deepEqual([await answers(2, 9999), await different()], [false, []]);
      } finally {
        await platform.on("hive2", "pkill -f '[h]ttp.server 9999' || true");
      }
    });

    it("a machine whose firewall is not loaded is found with all that is open there, UDP included", async () => {
      await platform.on("hive3", "nft delete table inet ruche");
      const { status, json } = await verify();
      await platform.on("hive3", "systemctl restart ruche-firewall");
      assert.equal(status, 1);
      const machines = [...new Set(json.differences.map(({ machine }) => machine))];
      assert.deepEqual(machines, ["hive3"], JSON.stringify(json.differences, null, 2));
      const found = json.differences.map(({ what }) => what);
      for (const port of ["22/tcp", "2377/tcp", "5000/tcp", "7946/tcp", "24007/tcp", "7946/udp", "4789/udp"])
        assert.ok(found.includes(port), `${port} in ${found.join()}`);
      assert.ok(
        json.differences.some(({ found: text }) => /glusterfsd listens there; its firewall is not loaded/.test(text)),
        "a port that is not known by its number",
      );
      assert.deepEqual(await different(), []);
    });

    it("a route that somebody changed by hand is found: without its password, or for a service that has none", async () => {
      const folder = "/etc/ruche/ingress/routes";
      const extra =
        'http: { routers: { extra: { rule: "Host(`mariadb.lab.internal`)", entryPoints: [https], service: home, tls: {} } } }';
      await platform.on(
        "hive1",
        `cd ${folder}; cp -a pad.yml /root/pad.yml; sed -i '/^      middlewares:/,+1d' pad.yml; cat > extra.yml; chmod 644 extra.yml`,
        extra,
      );
      try {
        await eventually("both to be found", 20, async () =>
          assert.deepEqual((await different()).sort(), [
            "hive1 https://mariadb.lab.internal/",
            "hive1 https://pad.lab.internal/",
          ]),
        );
      } finally {
        await platform.on("hive1", `cd ${folder}; rm extra.yml; mv /root/pad.yml pad.yml`);
      }
      await eventually("nothing to differ", 20, async () => assert.deepEqual(await different(), []));
    });

    it("a preview tells what would open up", async () => {
      const file = join(platform.folder, "environments/Pulumi.lab.yaml");
      const text = readFileSync(file, "utf8");
      writeFileSync(
        file,
        text.replace("pad: { kind: etherpad, exposure: members }", "pad: { kind: etherpad, exposure: public }"),
      );
      try {
        const { json } = await platform.ruche<{
          exposure: { changes: { wider: boolean; before: { who: string }; after: { who: string; service: string } }[] };
        }>(["preview", "lab"]);
        assert.deepEqual(
          json.exposure.changes.map(({ wider, before, after }) => [after.service, before.who, after.who, wider]),
          [["pad", "members", "public", true]],
        );
      } finally {
        writeFileSync(file, text);
      }
    });

    it("HTTP is sent to HTTPS (P7)", async () => {
      const answer = await new Promise<{ status?: number; location?: string }>((resolve, reject) => {
        request(
          { host: platform.address(2), headers: { host: "wiki.lab.internal" }, path: "/doku.php?id=start" },
          (response) => {
            response.resume();
            resolve({ status: response.statusCode, location: response.headers.location });
          },
        )
          .once("error", reject)
          .end();
      });
      assert.ok(answer.status === 301 || answer.status === 308, String(answer.status));
      assert.equal(answer.location, "https://wiki.lab.internal/doku.php?id=start");
    });

    it("the dashboard and the API of the ingress are on no port and no host name (P7)", async () => {
      for (const path of ["/dashboard/", "/api/rawdata", "/api/http/routers", "/ping"]) {
        const answer = await platform.http(`https://wiki.lab.internal${path}`);
        assert.doesNotMatch(answer.body, /entryPoints|loadBalancer|traefik/i, path);
      }
      await assert.rejects(
        platform.http("https://traefik.lab.internal/dashboard/"),
        "a name that nobody declared has no certificate",
      );
    });

    it("what is for members asks for a password, refuses a wrong one and takes the right one (P7)", async () => {
      const { members } = await platform.credentials();
      const ask = async (authorization?: string): Promise<number> =>
        (await platform.http("https://pad.lab.internal/", { headers: authorization ? { authorization } : {} })).status;
      assert.equal(await ask(), 401);
      assert.equal(await ask(basic("ada", "wrong")), 401);
      assert.equal(await ask(basic("eve", members.ada!)), 401);
      assert.equal(await ask(basic("ada", members.ada!)), 200);
      assert.equal(await ask(basic("grace", members.grace!)), 200);
    });

    it("each host name has its own certificate of the platform's authority (P7)", async () => {
      // The client of these tests trusts that authority alone and checks names: an answer is the proof.
      for (const url of ["https://wiki.lab.internal/", "https://home.lab.internal/"])
        assert.ok((await platform.http(url)).status < 400);
    });
  });
}
