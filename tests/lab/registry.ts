import assert from "node:assert/strict";
import type { TestPlatform } from "./platform";

/** The private registry. */
export function registryCases(platform: TestPlatform): void {
  describe("registry", () => {
    const ask = (credentials: string, machine = "hive2"): Promise<string> =>
      platform.on(
        machine,
        "read -r login; curl -s -o /dev/null -w '%{http_code}' --cacert /etc/ruche/registry/authority.pem -K - " +
          `https://registry.lab.internal:5000/v2/_catalog <<<"user = \\"$login\\""`,
        `${credentials}\n`,
      );

    it("answers with its password and refuses a wrong one, on every node (P11)", async () => {
      const { registry } = await platform.credentials();
      for (const machine of ["hive1", "hive2", "hive3"]) {
        assert.equal(await ask(`platform:${registry}`, machine), "200");
        assert.equal(await ask("platform:wrong", machine), "401");
      }
    });

    it("a push with a wrong password is refused (P11)", async () => {
      const push = platform.on(
        "hive1",
        'mkdir -p /tmp/wrong && echo \'{"auths":{"registry.lab.internal:5000":{"auth":"\'$(printf ' +
          "platform:wrong | base64)'\"}}}' > /tmp/wrong/config.json && image=$(docker images -q | head -1) && " +
          "docker tag $image registry.lab.internal:5000/ruche/intruder:1 && docker --config /tmp/wrong push " +
          "registry.lab.internal:5000/ruche/intruder:1 2>&1; status=$?; " +
          "docker rmi registry.lab.internal:5000/ruche/intruder:1 >/dev/null; rm -r /tmp/wrong; " +
          "echo status=$status",
      );
      assert.match(await push, /status=1/);
    });

    it("a node that lost an image gets it again (P11)", async () => {
      const reference = (
        await platform.on(
          "hive3",
          "docker images --digests --format '{{.Repository}}@{{.Digest}}' | grep ruche/etherpad | head -1",
        )
      ).trim();
      assert.match(reference, /^registry\.lab\.internal:5000\/ruche\/etherpad@sha256:/);
      const machine = ["hive1", "hive2", "hive3"].find((name) => name !== undefined)!;
      const free = (await platform.hostOf("pad", machine)) === "hive3" ? "hive2" : "hive3";
      await platform.on(
        free,
        "docker rmi -f $(docker images -q --filter reference='registry.lab.internal:5000/ruche/etherpad') " +
          `>/dev/null; docker pull -q ${reference}`,
      );
      assert.match(
        await platform.on(free, `docker image inspect --format '{{.RepoDigests}}' ${reference}`),
        /etherpad@sha256/,
      );
    });

    it("its data lies on the replicated volume (P11)", async () => {
      assert.match(
        await platform.on("hive3", "ls /DATA/registry/docker/registry/v2/repositories/ruche"),
        /dokuwiki[\s\S]*etherpad[\s\S]*traefik/,
      );
    });
  });
}
