import { accessSync, constants } from "node:fs";
import { RunError, run } from "./run";

/**
 * Files of Debian packages one of which shows at once that the package is there; any other package is asked of dpkg.
 */
const PRESENCE = {
  "docker.io": ["/usr/sbin/dockerd", "/usr/bin/dockerd"], // the second one is Docker's own package, beside which Debian's cannot be installed
  mmdebstrap: ["/usr/bin/mmdebstrap"],
  "openssh-client": ["/usr/bin/ssh"],
  iproute2: ["/usr/sbin/ip"],
  iptables: ["/usr/sbin/iptables"],
  nftables: ["/usr/sbin/nft"], // takes away the tables that iptables leaves empty
  jq: ["/usr/bin/jq"],
  attr: ["/usr/bin/getfattr"],
  "ca-certificates": ["/etc/ssl/certs/ca-certificates.crt"],
} as const;

export interface PackageOptions {
  readonly onProgress?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** The packages among `names` that are not installed. */
export async function missingPackages(names: readonly string[]): Promise<string[]> {
  const unknown: string[] = [];
  const missing: string[] = [];
  for (const name of names) {
    const files = PRESENCE[name as keyof typeof PRESENCE] as readonly string[] | undefined;
    if (files === undefined) unknown.push(name);
    else if (!files.some(readable)) missing.push(name);
  }
  if (unknown.length === 0) return missing;
  const { stdout } = await run("dpkg-query", ["--show", "--showformat=${Package} ${db:Status-Status}\n", ...unknown], {
    accept: [0, 1],
  });
  const installed = new Set(
    stdout
      .split("\n")
      .filter((line) => line.endsWith(" installed"))
      .map((line) => line.split(" ")[0]),
  );
  return [...missing, ...unknown.filter((name) => !installed.has(name))];
}

/** Installs what is missing of `names` with apt; touches nothing when all is there. */
export async function ensurePackages(names: readonly string[], options: PackageOptions = {}): Promise<void> {
  const missing = await missingPackages(names);
  if (missing.length === 0) return;
  options.onProgress?.(`installing ${missing.join(", ")}`);
  const byHand = `sudo apt-get install --no-install-recommends ${missing.join(" ")}`;
  const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  if (
    asRoot.length > 0 &&
    (await run("sudo", ["-n", "true"], { accept: [0, 1] }).catch(() => ({ status: 1 }))).status !== 0
  ) {
    throw new Error(`${missing.join(", ")} must be installed, which needs an administrator; type: ${byHand}`);
  }
  const apt = async (...args: string[]) => {
    const words = [
      ...asRoot,
      // The administrator's way out. Its value stays out of every list of processes.
      ...(asRoot.length > 0 && proxies.some((name) => process.env[name])
        ? [`--preserve-env=${proxies.join(",")}`]
        : []),
      "env",
      "DEBIAN_FRONTEND=noninteractive",
      "apt-get",
      "--quiet",
      "--yes",
      "--option",
      "DPkg::Lock::Timeout=300",
      ...args,
    ];
    await run(words[0]!, words.slice(1), { signal: options.signal });
  };
  const install = () => apt("install", "--no-install-recommends", ...missing);
  try {
    // The lists at hand usually do; a refresh costs seconds and is made when they do not.
    await install().catch(async (error: unknown) => {
      if (!(error instanceof RunError)) throw error;
      await apt("update");
      await install();
    });
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    throw new Error(
      `installing ${missing.join(", ")} failed; see what this says, then run again: ${byHand}\n${error.detail}`,
    );
  }
}

const proxies = ["http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"];

function readable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
