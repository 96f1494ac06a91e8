import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nftables } from "../../components/networks/firewallRules";
import { betweenNamespaces } from "./namespaces";

/** A machine between somebody outside and a container, with the rewriting that Docker does for a published port. */
const program = `${betweenNamespaces}
link out "$outside" 10.9.1.1 10.9.1.2
link in "$container" 10.9.2.1 10.9.2.2
echo 1 >/proc/sys/net/ipv4/ip_forward
nft 'add table ip nat; add chain ip nat pre { type nat hook prerouting priority -100; }; add rule ip nat pre tcp dport 10051 dnat to 10.9.2.2:7'
nft -f open
nsenter -t "$container" -n python3 -c '
import socketserver
class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile: self.wfile.write(line)
class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
Server(("10.9.2.2", 7), Echo).serve_forever()' &
nsenter -t "$outside" -n python3 - <<'END'
import socket, subprocess, time
def connect():
    for _ in range(100):
        try: return socket.create_connection(("10.9.1.1", 10051), 2)
        except OSError: time.sleep(0.05)
    raise SystemExit("nobody answers")
def says(connection):
    try:
        connection.sendall(b"a word\\n")
        return connection.recv(100).decode().strip() or "ended"
    except OSError as error: return type(error).__name__
connection = connect()
print("open:", says(connection), flush=True)
open("ready", "w").close()
import os
while not os.path.exists("closed"): time.sleep(0.05)
print("closed:", says(connection), flush=True)
END
`;

describe("a port that is closed", () => {
  const folder = mkdtempSync(join(tmpdir(), "ruche-closed-"));
  after(() => rmSync(folder, { recursive: true }));

  it("is closed for those who are in as well (P7)", async () => {
    const rules = (publicPorts: readonly number[]): string =>
      nftables({ publicPorts, publicUdpPorts: [], inside: [], machines: [], administrationFrom: [] });
    writeFileSync(join(folder, "open"), rules([10051]));
    writeFileSync(join(folder, "shut"), rules([443]));
    // What ends the first process of a namespace of processes ends all of them.
    const words = ["--net", "--pid", "--fork", "--kill-child", "--mount-proc", "bash", "-c", program];
    const machine = spawn("unshare", words, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    machine.stdout.on("data", (text: Buffer) => {
      said += text.toString();
      if (said.endsWith("open: a word\n")) {
        const [pid] = execFileSync("pgrep", ["-P", String(machine.pid)], { encoding: "utf8" }).split("\n");
        execFileSync("nsenter", ["-t", pid!, "-n", "nft", "-f", join(folder, "shut")]);
        writeFileSync(join(folder, "closed"), "");
      }
    });
    await once(machine, "close");
    assert.equal(said, "open: a word\nclosed: ConnectionResetError\n");
  });
});
