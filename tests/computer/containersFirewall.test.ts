import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nftables } from "../../components/networks/firewallRules";
import { betweenNamespaces } from "./namespaces";

/**
 * A machine between a container and what is outside: another machine of the platform (10.9.1.2), something on the
 * Internet (10.9.1.3) and a cloud's address of the link. Each listens to the same ports.
 */
const program = `${betweenNamespaces}
link out "$outside" 10.9.1.1 10.9.1.2
nsenter -t "$outside" -n ip address add 10.9.1.3/24 dev other
nsenter -t "$outside" -n ip address add 169.254.169.254/32 dev other
nsenter -t "$outside" -n ip link set lo up
ip route add 169.254.169.254/32 dev out
link docker_gwbridge "$container" 10.9.2.1 10.9.2.2
echo 1 >/proc/sys/net/ipv4/ip_forward
nft -f rules
listen='
import socketserver, sys
from threading import Thread
class Silent(socketserver.BaseRequestHandler):
    def handle(self): pass
socketserver.ThreadingTCPServer.allow_reuse_address = True
for port in (22, 80, 443, 2377): Thread(target=socketserver.ThreadingTCPServer(("0.0.0.0", port), Silent).serve_forever).start()
print("listens", flush=True)
'
for end in "$$" "$outside"; do
  coproc listener { exec nsenter -t "$end" -n python3 -c "$listen"; }
  read -r _ <&"\${listener[0]}"
done 2>/dev/null
ask='
import socket, sys
for wish in sys.argv[1:]:
    host, port = wish.split(":")
    try: socket.create_connection((host, int(port)), 1).close(); print(wish)
    except OSError: pass
'
every() { for host; do for port in 22 80 443 2377; do echo "$host:$port"; done; done; }
echo "container"; nsenter -t "$container" -n python3 -c "$ask" $(every 10.9.1.1 10.9.2.1 10.9.1.2 10.9.1.3 169.254.169.254)
echo "machine"; nsenter -t "$outside" -n python3 -c "$ask" $(every 10.9.1.1)
`;

describe("a machine's firewall", () => {
  const folder = mkdtempSync(join(tmpdir(), "ruche-containers-"));
  after(() => rmSync(folder, { recursive: true }));

  it("lets containers reach the way out and what is open to everybody, and other machines what they need (P5, P6)", function () {
    this.timeout(60_000);
    writeFileSync(
      join(folder, "rules"),
      nftables({
        publicPorts: [443],
        publicUdpPorts: [],
        // The containers' own network among those that administer: a machine's containers are no administrators.
        administrationFrom: ["10.9.2.0/24"],
        inside: [{ from: ["10.9.1.2"], ports: { protocol: "tcp", numbers: [2377] } }],
        machines: ["10.9.1.1", "10.9.1.2"],
      }),
    );
    const words = ["--net", "--pid", "--fork", "--kill-child", "--mount-proc", "bash", "-c", program];
    const [container, machine] = execFileSync("unshare", words, { cwd: folder, encoding: "utf8" })
      .replace(/^container\n/, "")
      .split("machine\n")
      .map((text) => text.trim().split("\n"));
    assert.deepEqual(container, [
      "10.9.1.1:443",
      "10.9.2.1:443",
      "10.9.1.2:443",
      ...[22, 80, 443, 2377].map((port) => `10.9.1.3:${port}`),
    ]);
    assert.deepEqual(machine, ["10.9.1.1:443", "10.9.1.1:2377"]);
  });
});
