import { type Canary, json, type ServiceAnswer, type ServiceConnection } from "../../platform/canary";

type Ask = (method: string, path: string, body?: object) => Promise<ServiceAnswer>;

/** Mattermost's REST interface, as its administrator. */
async function login(service: ServiceConnection): Promise<Ask> {
  const headers = { "content-type": "application/json" };
  const answer = await service.fetch("/api/v4/users/login", {
    method: "POST",
    headers,
    body: JSON.stringify({ login_id: "admin", password: service.secret("admin-password") }),
  });
  json("login", answer);
  return (method, path, body) =>
    service.fetch(`/api/v4/${path}`, {
      method,
      headers: { ...headers, authorization: `Bearer ${String(answer.headers.token)}` },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
}

/** Of the channel that holds the canary; made where `make` says so. */
async function channel(ask: Ask, make: boolean): Promise<string | undefined> {
  const found = async (path: string, create: () => [string, object]): Promise<string | undefined> => {
    const there = await ask("GET", path);
    if (there.status === 404 && !make) return undefined;
    return json<{ id: string }>(path, there.status === 404 ? await ask("POST", ...create()) : there).id;
  };
  const team = await found("teams/name/ruche", () => ["teams", { name: "ruche", display_name: "Ruche", type: "I" }]);
  return (
    team &&
    found(`teams/${team}/channels/name/canary`, () => [
      "channels",
      { team_id: team, name: "canary", display_name: "Canary", type: "P" },
    ])
  );
}

/** A post in a channel of its own, which nobody but administrators sees. */
export const mattermostCanary: Canary = {
  async write(service, text) {
    const ask = await login(service);
    json("post", await ask("POST", "posts", { channel_id: await channel(ask, true), message: text }));
  },
  async read(service) {
    const ask = await login(service);
    const id = await channel(ask, false);
    if (id === undefined) return undefined;
    const { order, posts } = json<{ order: string[]; posts: Record<string, { message: string }> }>(
      "posts",
      await ask("GET", `channels/${id}/posts?per_page=1`),
    );
    return order[0] && posts[order[0]]?.message;
  },
};
