import { tiers, type Tier } from "../../components/core/descriptor";

/** The key of a stack's configuration that says its tier. */
const key = "ruche:tier";

/**
 * The tier of the stack that is judged.
 *
 * Where it comes from, as read in Pulumi 3.248 and @pulumi/policy 1.21: a program gets its configuration in
 * `PULUMI_CONFIG`, and so did policy packs once. Today the engine starts a pack through the language host without it
 * and sends the configuration by the `ConfigureStack` call, before it asks for anything else; @pulumi/policy reads
 * only the stack's tags from that call. `listen` reads the tier from the same message. `--policy-pack-config` is not
 * needed, so that plain `pulumi preview --policy-pack policies` judges by the right tier.
 *
 * Where no tier arrives the strictest holds: a mistake must not make the policies lax.
 */
export class StackTier {
  #tier: Tier;

  /** @param environment of the process: older engines give the configuration here */
  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#tier = known(fromText(environment.PULUMI_CONFIG));
  }

  get current(): Tier {
    return this.#tier;
  }

  /** Takes the tier from a stack's configuration; a stack without one is judged by the strictest. */
  configure(config: ReadonlyMap<string, string>): void {
    this.#tier = known(config.get(key));
  }
}

/** What is used of Pulumi's generated service: how it reads the message of a call. */
export interface ConfigureStackMethod {
  requestDeserialize(bytes: Buffer): { getConfigMap(): { forEach(each: (value: string, key: string) => void): void } };
}

/** Lets `tier` follow the configuration that the engine sends. */
export function listen(tier: StackTier, method: ConfigureStackMethod): void {
  const deserialize = method.requestDeserialize.bind(method);
  method.requestDeserialize = (bytes) => {
    const request = deserialize(bytes);
    const config = new Map<string, string>();
    request.getConfigMap().forEach((value, name) => config.set(name, value));
    tier.configure(config);
    return request;
  };
}

function known(text: string | undefined): Tier {
  return tiers.find((tier) => tier === text) ?? "production";
}

function fromText(json: string | undefined): string | undefined {
  try {
    const config = JSON.parse(json ?? "{}") as Record<string, unknown>;
    return typeof config[key] === "string" ? config[key] : undefined;
  } catch {
    return undefined;
  }
}
