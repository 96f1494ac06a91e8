import assert from "node:assert/strict";
import type { Content } from "../../../tests/lab/content";
import { basic, eventually, type TestPlatform } from "../../../tests/lab/platform";

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

/** The service `pad` of the lab. */
export function cases(platform: TestPlatform): void {
  it("a pad's text survives a restart of the service (P8)", async () => {
    await padCall(platform, "createPad", { padID: "proof", text: "written before the restart" });
    await platform.on("hive1", "docker service update --force --detach=false -q pad >/dev/null");
    const { text } = await eventually("the pad", 60, () =>
      padCall<{ text: string }>(platform, "getText", { padID: "proof" }, 2),
    );
    assert.equal(text.trim(), "written before the restart");
  });
}

/** Pads: MariaDB. */
export const content = (platform: TestPlatform): Content => {
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
