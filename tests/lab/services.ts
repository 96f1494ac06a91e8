import assert from "node:assert/strict";
import { eventually, type TestPlatform } from "./platform";

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

/** DokuWiki's own interface. */
export async function wikiCall(
  platform: TestPlatform,
  method: string,
  parameters: readonly string[],
  machine = 1,
): Promise<string> {
  const { services } = await platform.credentials();
  const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const body = `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${parameters.map((value) => `<param><value><string>${escaped(value)}</string></value></param>`).join("")}</params></methodCall>`;
  const answer = await platform.http("https://wiki.lab.internal/lib/exe/xmlrpc.php", {
    method: "POST",
    machine,
    body,
    headers: { "content-type": "text/xml", authorization: basic("admin", services.wiki!["admin-password"]!) },
  });
  assert.equal(answer.status, 200, answer.body.slice(0, 200));
  assert.doesNotMatch(answer.body, /<fault>/, answer.body);
  return answer.body;
}

/** Etherpad's own interface, as a member. */
export async function padCall<T = Record<string, unknown>>(
  platform: TestPlatform,
  method: string,
  parameters: Record<string, string>,
  machine = 1,
): Promise<T> {
  const { members, services } = await platform.credentials();
  const query = new URLSearchParams({ apikey: services.pad!["api-key"]!, ...parameters });
  const answer = await platform.http(`https://pad.lab.internal/api/1/${method}?${query.toString()}`, {
    machine,
    headers: { authorization: basic("ada", members.ada!) },
  });
  assert.equal(answer.status, 200, answer.body.slice(0, 200));
  const { code, message, data } = JSON.parse(answer.body) as { code: number; message: string; data: T };
  assert.equal(code, 0, message);
  return data;
}

/** The hosted services, each through its own interface. */
export function serviceCases(platform: TestPlatform): void {
  describe("services", () => {
    it("a page written in the wiki through one node is read through another (P8, P7)", async () => {
      await wikiCall(platform, "wiki.putPage", ["proof", "The bees are in the hive."], 1);
      assert.match(await wikiCall(platform, "wiki.getPage", ["proof"], 3), /The bees are in the hive\./);
      assert.match(
        (await platform.http("https://wiki.lab.internal/doku.php?id=proof", { machine: 2 })).body,
        /The bees are in the hive\./,
      );
    });

    it("the wiki keeps its data and settings to itself (P8)", async () => {
      for (const path of ["/data/pages/proof.txt", "/conf/users.auth.php", "/conf/local.php", "/inc/init.php"]) {
        const { status, body } = await platform.http(`https://wiki.lab.internal${path}`);
        assert.ok(status === 403 || status === 404, `${path}: ${status}`);
        assert.doesNotMatch(body, /The bees are in the hive/);
      }
    });

    it("a pad's text survives a restart of the service (P8)", async () => {
      await padCall(platform, "createPad", { padID: "proof", text: "written before the restart" });
      await platform.on("hive1", "docker service update --force --detach=false -q pad >/dev/null");
      const { text } = await eventually("the pad", 60, () =>
        padCall<{ text: string }>(platform, "getText", { padID: "proof" }, 2),
      );
      assert.equal(text.trim(), "written before the restart");
    });

    it("a site's copies go from 1 to 4 and back to 1, and answer all along (P6)", async () => {
      const running = async (): Promise<string> =>
        (await platform.on("hive1", "docker service ls --filter name=home --format '{{.Replicas}}'")).trim();
      await platform.on("hive1", "echo '<h1>welcome</h1>' > /DATA/services/home/srv/www/index.html");
      for (const wanted of [4, 1]) {
        await platform.on("hive1", `docker service scale -d home=${wanted} >/dev/null`);
        await eventually(`${wanted} copies`, 60, async () => assert.equal(await running(), `${wanted}/${wanted}`));
        for (const machine of [1, 2, 3])
          assert.match((await platform.http("https://home.lab.internal/", { machine })).body, /welcome/);
      }
    });
  });
}
