import assert from "node:assert/strict";
import type { Content } from "../../../tests/lab/content";
import { basic, type TestPlatform } from "../../../tests/lab/platform";

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

/** The service `wiki` of the lab. */
export function cases(platform: TestPlatform): void {
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
}

/** Pages: files. */
export const content = (platform: TestPlatform): Content => ({
  put: async (name, text) => {
    await wikiCall(platform, "wiki.putPage", [name, text]);
  },
  remove: async (name) => {
    await wikiCall(platform, "wiki.putPage", [name, ""]);
  },
  get: async (name) => /<string>([^<]+)<\/string>/.exec(await wikiCall(platform, "wiki.getPage", [name]))?.[1]?.trim(),
});
