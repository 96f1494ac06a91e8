import { tiers, type Tier } from "../../components/core/descriptor";
import { readExceptions } from "./exceptions";
import type { Settings } from "./judgement";

/** The keys of a stack's configuration that the policies read. */
const keys = { tier: "ruche:tier", exceptions: "ruche:exceptions" } as const;

/**
 * The tier of the stack that is judged, and its exceptions.
 *
 * Where it comes from, as read in Pulumi 3.248 and @pulumi/policy 1.21: a program gets its configuration in
 * `PULUMI_CONFIG`, and so did policy packs once. Today the engine starts a pack through the language host without it
 * and sends the configuration by the `ConfigureStack` call, before it asks for anything else; @pulumi/policy reads
 * only the stack's tags from that call. `listen` reads the configuration from the same message. `--policy-pack-config` is not
 * needed, so that plain `pulumi preview --policy-pack policies` judges by the right tier.
 *
 * Where no tier arrives the strictest holds: a mistake must not make the policies lax.
 */
export class StackSettings {
  #current: Settings;

  /** @param environment of the process: older engines give the configuration here */
  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#current = settings(fromText(environment.PULUMI_CONFIG));
  }

  /** The same object until the engine sends another configuration. */
  get current(): Settings {
    return this.#current;
  }

  /** Takes them from a stack's configuration; a stack without a tier is judged by the strictest. */
  configure(config: ReadonlyMap<string, string>): void {
    this.#current = settings((key) => config.get(key));
  }
}

/** What is used of Pulumi's generated service: how it reads the message of a call. */
export interface ConfigureStackMethod {
  requestDeserialize(bytes: Buffer): { getConfigMap(): { forEach(each: (value: string, key: string) => void): void } };
}

/** Lets `stack` follow the configuration that the engine sends. */
export function listen(stack: StackSettings, method: ConfigureStackMethod): void {
  const deserialize = method.requestDeserialize.bind(method);
  method.requestDeserialize = (bytes) => {
    const request = deserialize(bytes);
    const config = new Map<string, string>();
    request.getConfigMap().forEach((value, name) => config.set(name, value));
    stack.configure(config);
    return request;
  };
}

function settings(valueOf: (key: string) => string | undefined): Settings {
  return { tier: known(valueOf(keys.tier)), exceptions: readExceptions(valueOf(keys.exceptions)) };
}

function known(text: string | undefined): Tier {
  return tiers.find((tier) => tier === text) ?? "production";
}

function fromText(json: string | undefined): (key: string) => string | undefined {
  let config: Record<string, unknown> = {};
  try {
    config = JSON.parse(json ?? "{}") as Record<string, unknown>;
  } catch {
    // As if there were none: the strictest tier, no exception.
  }
  return (key) => (typeof config[key] === "string" ? config[key] : undefined);
}
