/** All hosts that this process talks to: one connection for the same address, user and credentials. */
import { createHash } from "node:crypto";
import { Host } from "./host";
import type { ConnectionSettings } from "./settings";

/** The kept-open connections. */
export class Hosts {
  private readonly hosts = new Map<string, Host>();
  private readonly warned = new Set<string>();

  /** @param warn tells the user something, once for the same text */
  constructor(private readonly warn: (message: string) => void) {}

  /** The host for these settings; settings that differ only in patience share a connection. */
  get(settings: ConnectionSettings): Host {
    const { dialErrorLimit: _limit, perDialTimeout: _timeout, ...identity } = settings;
    const key = createHash("sha256")
      .update(JSON.stringify(identity, Object.keys({ ...identity, ...identity.proxy }).sort()))
      .digest("hex");
    const known = this.hosts.get(key);
    if (known !== undefined) return known;
    const host = new Host(settings, { warn: (message) => this.once(message) });
    this.hosts.set(key, host);
    return host;
  }

  /** Closes every connection. */
  close(): void {
    for (const host of this.hosts.values()) host.close();
    this.hosts.clear();
  }

  private once(message: string): void {
    if (this.warned.has(message)) return;
    this.warned.add(message);
    this.warn(message);
  }
}
