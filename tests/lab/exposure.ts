import assert from "node:assert/strict";
import { request } from "node:http";
import type { TestPlatform } from "./platform";

/** A port scan that runs where no machine of the platform is: every TCP port of every machine. */
const scanner = `
import errno, resource, select, socket, sys
def scan(host):
    found, pending, ports = [], {}, iter(range(1, 65536))
    poll, more = select.epoll(), True
    while more or pending:
        while more and len(pending) < 500:
            port = next(ports, None)
            if port is None:
                more = False
                break
            s = socket.socket(); s.setblocking(False)
            code = s.connect_ex((host, port))
            if code == 0:
                found.append(port); s.close()
            elif code == errno.EINPROGRESS:
                pending[s.fileno()] = (s, port); poll.register(s.fileno(), select.EPOLLOUT | select.EPOLLERR | select.EPOLLHUP)
            else:
                s.close()
        if not pending: continue
        events = poll.poll(3)
        if not events:
            for s, port in pending.values(): s.close()
            pending = {}; poll = select.epoll(); continue
        for fd, _ in events:
            s, port = pending.pop(fd)
            if s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0: found.append(port)
            poll.unregister(fd); s.close()
    return sorted(found)
for host in sys.argv[1:]: print(host, *scan(host))
`;

/** What can be reached from where. */
export function exposureCases(platform: TestPlatform): void {
  describe("exposure", () => {
    it("from outside the platform only the ingress answers: every other TCP port of every machine is closed (P7, D2)", async () => {
      const image = await platform.docker("inspect", "--format", "{{.Config.Image}}", platform.container("hive1"));
      const addresses = [1, 2, 3].map((machine) => platform.address(machine));
      const cellar = (await platform.status()).machines.find(({ name }) => name === "cellar")!.address;
      const found = await platform.docker("run", "--rm", "--network", platform.place.prefix, "--entrypoint", "python3", image, "-c", scanner, ...addresses, cellar);
      assert.equal(found, [...addresses.map((address) => `${address} 80 443`), cellar].join("\n"));
    });

    it("from the computer that administers it, SSH answers as well, and nothing else (D2)", async () => {
      const found = await platform.docker("run", "--rm", "--network", "host", "--entrypoint", "python3",
        await platform.docker("inspect", "--format", "{{.Config.Image}}", platform.container("hive1")), "-c", scanner, platform.address(2));
      assert.equal(found, `${platform.address(2)} 22 80 443`);
    });

    it("HTTP is sent to HTTPS (P7)", async () => {
      const answer = await new Promise<{ status?: number; location?: string }>((resolve, reject) => {
        request({ host: platform.address(2), headers: { host: "wiki.lab.internal" }, path: "/doku.php?id=start" }, (response) => {
          response.resume();
          resolve({ status: response.statusCode, location: response.headers.location });
        }).once("error", reject).end();
      });
      assert.ok(answer.status === 301 || answer.status === 308, String(answer.status));
      assert.equal(answer.location, "https://wiki.lab.internal/doku.php?id=start");
    });

    it("the dashboard and the API of the ingress are on no port and no host name (P7)", async () => {
      for (const path of ["/dashboard/", "/api/rawdata", "/api/http/routers", "/ping"]) {
        const answer = await platform.http(`https://wiki.lab.internal${path}`);
        assert.doesNotMatch(answer.body, /entryPoints|loadBalancer|traefik/i, path);
      }
      await assert.rejects(platform.http("https://traefik.lab.internal/dashboard/"), "a name that nobody declared has no certificate");
    });

    it("what is for members asks for a password, refuses a wrong one and takes the right one (P7)", async () => {
      const { members } = await platform.credentials();
      const ask = async (authorization?: string): Promise<number> =>
        (await platform.http("https://pad.lab.internal/", { headers: authorization ? { authorization } : {} })).status;
      const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
      assert.equal(await ask(), 401);
      assert.equal(await ask(basic("ada", "wrong")), 401);
      assert.equal(await ask(basic("eve", members.ada!)), 401);
      assert.equal(await ask(basic("ada", members.ada!)), 200);
      assert.equal(await ask(basic("grace", members.grace!)), 200);
    });

    it("each host name has its own certificate of the platform's authority (P7)", async () => {
      // The client of these tests trusts that authority alone and checks names: an answer is the proof.
      for (const url of ["https://wiki.lab.internal/", "https://home.lab.internal/"]) assert.ok((await platform.http(url)).status < 400);
    });
  });
}
