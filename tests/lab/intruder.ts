import assert from "node:assert/strict";
import type { TestPlatform } from "./platform";

const machines = ["cellar", "hive1", "hive2", "hive3"];
const nodes = machines.slice(1);

/** Prints which of `host:port` on standard input answer. */
const ask = `
import concurrent.futures, socket, sys
def answers(wish):
    host, port = wish.rsplit(":", 1)
    try: socket.create_connection((host, int(port)), 2).close(); return wish
    except OSError: return None
with concurrent.futures.ThreadPoolExecutor(64) as pool:
    print("\\n".join(sorted(filter(None, pool.map(answers, sys.stdin.read().split())))))
`;

/** What somebody reaches who has broken into a container: asked in the network of each one that runs. */
export function intruderCases(platform: TestPlatform): void {
  describe("an intruder in a container", function () {
    this.timeout(180_000);
    const lines = async (machine: string, command: string, input = ""): Promise<string[]> =>
      (await platform.on(machine, command, input)).split("\n").filter(Boolean);

    it("reaches no port of any machine but the ingress, whichever container it is (A1, P5, P6)", async () => {
      const listening = await Promise.all(
        machines.map((machine) => lines(machine, "ss -Hltn | awk '{print $4}' | sed 's/.*://'")),
      );
      const ports = [...new Set(listening.flat())];
      for (const port of ["22", "2377", "7946", "24007", "443"]) assert.ok(ports.includes(port), `${port} of ${ports}`);
      const addresses = (await platform.status()).machines.map(({ address }) => address);
      const wishes = [...addresses, "169.254.169.254"].flatMap((host) => ports.map((port) => `${host}:${port}`));
      const entrances = addresses.slice(1).flatMap((host) => [`${host}:80`, `${host}:443`]);
      const found: Record<string, string[]> = {};
      for (const machine of nodes)
        for (const container of await lines(machine, "docker ps --format '{{.Names}}'")) {
          const within = `nsenter -t "$(docker inspect -f '{{.State.Pid}}' '${container}')" -n python3 -c '${ask}'`;
          // Its own gateway is an address of its machine as well.
          const [gateway] = await lines(
            machine,
            `nsenter -t "$(docker inspect -f '{{.State.Pid}}' '${container}')" -n ip -4 route show default | cut -d' ' -f3`,
          );
          const own = gateway ? ports.map((port) => `${gateway}:${port}`) : [];
          const reached = await lines(machine, within, [...wishes, ...own].join("\n"));
          found[container.split(".")[0]!] = reached.filter(
            (wish) => !entrances.includes(wish) && ![`${gateway}:80`, `${gateway}:443`].includes(wish),
          );
        }
      for (const service of ["home", "wiki", "pad", "mariadb", "ingress"])
        assert.ok(service in found, `${service} of ${Object.keys(found)}`);
      assert.deepEqual(found, Object.fromEntries(Object.keys(found).map((container) => [container, []])));
    });

    it("reaches the ingress, as everybody does, and mounts no volume (A1, P5)", async () => {
      const node = await platform.hostOf("home");
      const within = `nsenter -t "$(docker inspect -f '{{.State.Pid}}' "$(docker ps -q -f name='^home\\.')")" -n`;
      const other = platform.address(node === "hive1" ? 2 : 1);
      assert.deepEqual(await lines(node, `${within} python3 -c '${ask}'`, `${other}:443`), [`${other}:443`]);
      assert.doesNotMatch(
        await platform.on(
          node,
          `mkdir -p /tmp/taken; ${within} timeout 20 mount -t glusterfs ${other}:/data /tmp/taken >/dev/null 2>&1 && echo mounted; umount /tmp/taken 2>/dev/null; rmdir /tmp/taken; true`,
        ),
        /mounted/,
      );
    });
  });
}
