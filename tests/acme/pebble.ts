import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildImage } from "../../images/build";
import { loadImage } from "../../images/load";
import { cacheRoot } from "../../tools/cacheRoot";
import { certificate } from "../images/support";
import type { TestPlatform } from "../lab/platform";

/** What Pebble is told by its file: where it answers, and where it asks for the proof of a name. */
export const pebbleSettings = {
  pebble: {
    listenAddress: "0.0.0.0:14000",
    managementListenAddress: "",
    certificate: "/tls.crt",
    privateKey: "/tls.key",
    httpPort: 80,
    tlsPort: 443,
    ocspResponderURL: "",
    externalAccountBindingRequired: false,
  },
};

/** An ACME server in the lab's network, with a certificate that only its own file is trusted for. */
export class Pebble {
  readonly host = "acme.lab.internal";
  readonly directory = `https://${this.host}:14000/dir`;
  readonly #folder = mkdtempSync(join(tmpdir(), "ruche-pebble-"));
  readonly #files = certificate(this.#folder, this.host);

  /** PEM of what its directory is trusted by. */
  get trust(): string {
    return readFileSync(this.#files.cert, "utf8");
  }

  /** Starts it anew: it knows nobody and has other authorities. `entrance` is the machine that all `names` lead to. */
  async start(platform: TestPlatform, names: readonly string[], entrance: number): Promise<void> {
    const { host, prefix } = platform.place;
    const image = await buildImage("pebble", { cache: cacheRoot() });
    await loadImage(image, { host, client: "/usr/bin/docker" });
    const settings = join(this.#folder, "pebble.json");
    writeFileSync(settings, JSON.stringify(pebbleSettings), { mode: 0o444 });
    await platform.docker(
      "run",
      "--detach",
      "--name",
      this.container(platform),
      "--network",
      prefix,
      "--network-alias",
      this.host,
      ...names.flatMap((name) => ["--add-host", `${name}:${platform.address(entrance)}`]),
      // Validation at every order, without a random delay; no request refused by chance.
      "--env",
      "PEBBLE_VA_NOSLEEP=1",
      "--env",
      "PEBBLE_WFE_NONCEREJECT=0",
      "--env",
      "PEBBLE_AUTHZREUSE=0",
      "--volume",
      `${settings}:/pebble.json:ro`,
      "--volume",
      `${this.#files.cert}:/tls.crt:ro`,
      "--volume",
      `${this.#files.key}:/tls.key:ro`,
      image.reference,
      "-config",
      "/pebble.json",
    );
  }

  /** What it did: a line for each request and each validation. */
  async log(platform: TestPlatform): Promise<string> {
    return platform.docker("logs", this.container(platform));
  }

  async stop(platform: TestPlatform): Promise<void> {
    await platform.docker("rm", "--force", "--volumes", this.container(platform));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  private container(platform: TestPlatform): string {
    return `${platform.place.prefix}-pebble`;
  }
}
