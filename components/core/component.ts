import * as pulumi from "@pulumi/pulumi";
import type { Descriptor } from "../../model/descriptor";
import { formerTypes } from "../../model/tokens";

/**
 * The base of every component of Ruche.
 *
 * - Its inputs in the state are its descriptor (plain, small, without secrets) and nothing else.
 * - Its outputs are registered by themselves once its constructor is done: it cannot be forgotten.
 * - Its children's names start with its own, so that a program may have several components of one kind.
 */
export abstract class RucheComponent<D extends Descriptor | object = Descriptor> extends pulumi.ComponentResource {
  /** What policies, reports and tests know of this component. */
  readonly descriptor: D;
  readonly #name: string;

  /**
   * @param type - Type token `ruche:<folder>:<Class>`; never changed once published (`formerTypes` otherwise).
   * @param name - Unique name among the components of this type.
   */
  protected constructor(
    type: `ruche:${string}:${string}`,
    name: string,
    descriptor: D,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super(type, name, descriptor as pulumi.Inputs, knownFromBefore(type, name, options));
    this.descriptor = descriptor;
    this.#name = name;
  }

  /** Pulumi calls it by itself, and with nothing, once the constructor is done; only its first call counts. */
  protected override registerOutputs(): void {
    super.registerOutputs(this.outputs());
  }

  /** What this component gives to whoever looks at the stack: addresses and names, no secrets. */
  protected abstract outputs(): pulumi.Inputs;

  /** A child's name. */
  protected child(suffix: string): string {
    return `${this.#name}-${suffix}`;
  }
}

/**
 * Options for something that had another name before. An update then makes nothing of it anew, and nothing below it:
 * the names of a component's children follow its own.
 */
export function formerly<O extends pulumi.ResourceOptions>(name: string, options: O): O {
  return { ...options, aliases: [...(options.aliases ?? []), { name }] };
}

/**
 * Options for what loses data if it is deleted. Pulumi refuses to delete or replace it, unless the component's own
 * option `protect` is false. They are given to the resource itself: its neighbours may be made anew at any time.
 */
export const keepsData = ({
  protect = true,
}: pulumi.ResourceOptions = {}): Pick<pulumi.ResourceOptions, "protect"> => ({
  protect,
});

/** Aliases for the former type and the former names of a component, and for the names of all that is below it. */
function knownFromBefore(
  type: string,
  name: string,
  options: pulumi.ComponentResourceOptions = {},
): pulumi.ComponentResourceOptions {
  const names = (options.aliases ?? []).flatMap(nameIn);
  const formerType = formerTypes[type];
  const types = formerType
    ? [{ type: formerType }, ...names.map((former) => ({ name: former, type: formerType }))]
    : [];
  return {
    ...options,
    aliases: [...(options.aliases ?? []), ...types],
    transformations: [...(options.transformations ?? []), ...names.map((former) => followingName(name, former))],
  };
}

function nameIn(alias: pulumi.Input<string | pulumi.Alias>): string[] {
  const name = typeof alias === "object" && "name" in alias ? alias.name : undefined;
  return typeof name === "string" ? [name] : [];
}

/**
 * Gives each resource below a component the name that it had while the component had its former name. Pulumi does so by
 * itself in the update that meets the component's former name, but no more in the one after an update that was killed.
 */
const followingName =
  (component: string, former: string): pulumi.ResourceTransformation =>
  ({ name, props, opts }) =>
    name.startsWith(`${component}-`)
      ? { props, opts: formerly(`${former}${name.slice(component.length)}`, opts) }
      : undefined;
