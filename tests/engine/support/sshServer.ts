/** A real SSH server in this process that runs real shells, and counts what is asked of it. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { type Connection, Server, type Session, utils } from "ssh2";
import { sshKeyFrom } from "../../../model/secrets/sshKey";
import { serveFiles } from "./sftpServer";

/**
 * A key pair as OpenSSH writes it. ssh2's own generator drops zeros at the beginning of a public key: one key in 256 is
 * broken.
 */
export function keyPair(): { private: string; public: string } {
  const { privateKey, publicKey } = sshKeyFrom(randomBytes(32));
  return { private: privateKey, public: publicKey };
}

/** What a test may choose. */
export interface ServerOptions {
  /** Default: a new key. */
  readonly hostKey?: string;
  /** The accepted public key (default: any) or password. */
  readonly publicKey?: string;
  readonly password?: string;
  readonly port?: number;
  /** The shell that runs commands. Default: `/bin/sh`. */
  readonly shell?: string;
}

/** The server. */
export class SshServer {
  /**
   * Connections that were authenticated, commands that were executed, sessions that were open at the same time at most.
   */
  connections = 0;
  /** Connections that were begun, those that came to nothing included. */
  attempts = 0;
  readonly commands: string[] = [];
  mostSessions = 0;
  readonly forwards: string[] = [];
  port = 0;
  hostKey = "";
  private open = 0;
  private readonly clients = new Set<Connection>();
  private server!: Server;

  static async start(options: ServerOptions = {}): Promise<SshServer> {
    const made = new SshServer();
    const key = options.hostKey ?? keyPair().private;
    const parsed = utils.parseKey(key);
    if (parsed instanceof Error) throw parsed;
    made.hostKey = `${parsed.type} ${parsed.getPublicSSH().toString("base64")}`;
    made.server = new Server({ hostKeys: [key] }, (client) => made.accept(client, options));
    await new Promise<void>((ready) => made.server.listen(options.port ?? 0, "127.0.0.1", ready));
    made.port = (made.server.address() as { port: number }).port;
    return made;
  }

  /** Cuts every connection, as a host does that loses its power. */
  cut(): void {
    for (const client of this.clients) (client as any)._sock.destroy();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise<void>((done) => this.server.close(() => done()));
  }

  private accept(client: Connection, options: ServerOptions): void {
    this.attempts++;
    this.clients.add(client);
    client.on("close", () => this.clients.delete(client));
    client.on("error", () => {
      /* cut */
    });
    client.on("authentication", (context) => {
      if (context.method === "password" && options.password === context.password) return context.accept();
      if (context.method === "publickey" && options.password === undefined) {
        const allowed =
          options.publicKey === undefined || options.publicKey.split(" ")[1] === context.key.data.toString("base64");
        if (allowed) return context.accept();
      }
      context.reject(["publickey", "password"]);
    });
    client.on("ready", () => {
      this.connections++;
      (client as any).setNoDelay(true);
    });
    client.on("session", (accept) => this.session(accept(), options.shell ?? "/bin/sh"));
    client.on("tcpip", (accept, _reject, info) => {
      this.forwards.push(`${info.destIP}:${info.destPort}`);
      const stream = accept();
      const socket = require("node:net").connect(info.destPort, info.destIP);
      stream.pipe(socket).pipe(stream);
      socket.on("error", () => stream.close());
    });
  }

  private session(session: Session, shell: string): void {
    this.mostSessions = Math.max(this.mostSessions, ++this.open);
    session.on("close", () => {
      this.open--;
    });
    const variables: Record<string, string> = {};
    session.on("env", (accept, _reject, info) => {
      variables[info.key] = info.val;
      accept?.();
    });
    session.on("exec", (accept, _reject, info) => {
      this.commands.push(info.command);
      const channel = accept();
      const child = spawn(shell, ["-c", info.command], {
        env: { PATH: process.env.PATH, ...variables },
        detached: true,
      });
      channel.on("data", (data: Buffer) => child.stdin.write(data));
      channel.on("end", () => child.stdin.end());
      child.stdin.on("error", () => {});
      child.stdout.on("data", (data) => channel.write(data));
      child.stderr.on("data", (data) => channel.stderr.write(data));
      const kill = () => {
        try {
          process.kill(-child.pid!, "SIGKILL");
        } catch {
          /* ended */
        }
      };
      session.on("signal", (done) => {
        done?.();
        kill();
      });
      channel.on("close", kill);
      child.on("close", (code, signal) => {
        if (!channel.writable) return;
        if (signal) (channel as any).exit(signal.slice(3), false, "");
        else channel.exit(code ?? 0);
        channel.end();
      });
    });
    session.on("sftp", (accept) => serveFiles(accept()));
  }
}
