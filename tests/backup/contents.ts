import assert from "node:assert/strict";
import type { TestPlatform } from "../lab/platform";
import { padCall, wikiCall } from "../lab/services";

/** Named texts in a service, written and read as its users do. */
export interface Content {
  put(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Undefined where there is none. */
  get(name: string): Promise<string | undefined>;
}

/** Pages: files. */
const wiki = (platform: TestPlatform): Content => ({
  put: async (name, text) => {
    await wikiCall(platform, "wiki.putPage", [name, text]);
  },
  remove: async (name) => {
    await wikiCall(platform, "wiki.putPage", [name, ""]);
  },
  get: async (name) => /<string>([^<]+)<\/string>/.exec(await wikiCall(platform, "wiki.getPage", [name]))?.[1]?.trim(),
});

/** Pads: MariaDB. */
const pad = (platform: TestPlatform): Content => {
  const missing = (error: unknown): void => assert.match((error as Error).message, /padID does not exist/);
  return {
    put: async (name, text) => {
      await padCall(platform, "setText", { padID: name, text }).catch(async (error: unknown) => {
        missing(error);
        await padCall(platform, "createPad", { padID: name, text });
      });
    },
    remove: async (name) => {
      await padCall(platform, "deletePad", { padID: name });
    },
    get: async (name) =>
      (await padCall<{ text: string }>(platform, "getText", { padID: name }).catch(missing))?.text.trim(),
  };
};

/** Posts: PostgreSQL. */
function chat(platform: TestPlatform): Content {
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

/** One service for each way of keeping data. */
export const contents = (platform: TestPlatform): Record<"wiki" | "pad" | "chat", Content> => ({
  wiki: wiki(platform),
  pad: pad(platform),
  chat: chat(platform),
});
