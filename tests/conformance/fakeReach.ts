import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyPair, SshServer } from "../engine/support/sshServer";
import type { ReachUnderTest } from "./reach";

/** A machine in this process: an SSH server that runs real shells, and a `sudo` that changes nothing. */
export class FakeReach implements ReachUnderTest {
  private constructor(
    private readonly folder: string,
    private readonly servers: readonly [SshServer, SshServer],
    private readonly key: string,
  ) {}

  static async start(): Promise<FakeReach> {
    const folder = mkdtempSync(join(tmpdir(), "ruche-reach-"));
    const key = keyPair();
    const write = (name: string, ...lines: readonly string[]): string => {
      writeFileSync(join(folder, name), ["#!/bin/bash", ...lines, ""].join("\n"), { mode: 0o755 });
      return join(folder, name);
    };
    write("sudo", '[ "$1" = -n ] || exit 9', "shift", 'exec "$@"');
    write("id", "echo 0");
    const shell = write("shell", `cat '${folder}/greeting'`, `PATH='${folder}':$PATH exec /bin/bash --norc "$@"`);
    writeFileSync(join(folder, "greeting"), "");
    const options = { publicKey: key.public, shell };
    return new FakeReach(folder, [await SshServer.start(options), await SshServer.start(options)], key.private);
  }

  get way() {
    return { name: "hive1", ...hopTo(this.servers[0]), jump: null, privateKey: this.key };
  }

  get through() {
    return { ...this.way, jump: hopTo(this.servers[1]) };
  }

  readonly closedPort = 1;

  readonly greet = async (text: string): Promise<void> => {
    writeFileSync(join(this.folder, "greeting"), text === "" ? "" : `${text}\n`);
  };

  readonly cut = async (): Promise<void> => this.servers[0].cut();

  async stop(): Promise<void> {
    for (const server of this.servers) await server.stop();
    rmSync(this.folder, { recursive: true });
  }
}

const hopTo = ({ port, hostKey }: SshServer) => ({ host: "127.0.0.1", port, user: "root", hostKey });
