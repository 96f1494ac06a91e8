import * as pulumi from "@pulumi/pulumi";
import type { Descriptor } from "../../model/descriptor";
import { formerTypes } from "../../model/tokens";

/**
 * The base of every component of Ruche.
 *
 * - Its inputs in the state are its descriptor (plain, small, without secrets) and nothing else.
 * - Its outputs are registered by themselves once its constructor is done: it cannot be forgotten.
 * - Its children's names start with its own.
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
    const former = formerTypes[type];
    super(
      type,
      name,
      descriptor as pulumi.Inputs,
      former ? pulumi.mergeOptions(options, { aliases: [{ type: former }] }) : options,
    );
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
