import assert from "node:assert/strict";
import type { Content } from "../../../tests/lab/content";
import type { TestPlatform } from "../../../tests/lab/platform";

/** Posts: PostgreSQL. */
export function content(platform: TestPlatform): Content {
  const known = new Map<string, string>();
  const call = async (
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; json: Record<string, string> }> => {
    const url = `https://chat.lab.internal/api/v4/${path}`;
    const credentials = {
      login_id: "admin",
      password: (await platform.credentials()).services.chat!["admin-password"]!,
    };
    const login = await platform.http("https://chat.lab.internal/api/v4/users/login", {
      method: "POST",
      body: JSON.stringify(credentials),
    });
    assert.equal(login.status, 200, login.body);
    const answer = await platform.http(url, {
      method,
      headers: { authorization: `Bearer ${String(login.headers.token)}` },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: answer.status, json: JSON.parse(answer.body) as Record<string, string> };
  };
  const made = async (path: string, create: string, body: object): Promise<string> => {
    const there = await call("GET", path);
    const { json } = there.status === 200 ? there : await call("POST", create, body);
    assert.ok(json.id, JSON.stringify(json));
    return json.id;
  };
  return {
    put: async (name, text) => {
      const id = known.get(name);
      if (id !== undefined && (await call("PUT", `posts/${id}/patch`, { message: text })).status === 200) return;
      const team = await made("teams/name/proof", "teams", { name: "proof", display_name: "Proof", type: "O" });
      const channel = await made(`teams/${team}/channels/name/proof`, "channels", {
        team_id: team,
        name: "proof",
        display_name: "Proof",
        type: "O",
      });
      const { json } = await call("POST", "posts", { channel_id: channel, message: text });
      assert.ok(json.id, JSON.stringify(json));
      known.set(name, json.id);
    },
    remove: async (name) => assert.equal((await call("DELETE", `posts/${known.get(name)}`)).status, 200),
    get: async (name) => {
      const { status, json } = await call("GET", `posts/${known.get(name)}`);
      assert.ok(status === 200 || status === 404, JSON.stringify(json));
      return status === 200 ? json.message : undefined;
    },
  };
}
