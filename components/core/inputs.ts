import * as pulumi from "@pulumi/pulumi";

/** Whether a value is there already, and does not come from another resource. */
export const isPlain = <T>(value: pulumi.Input<T>): value is T =>
  !pulumi.Output.isInstance(value) && !(value instanceof Promise);

/** Whether this holds for all that is in it, too. */
export const isPlainThroughout = (value: unknown): boolean =>
  isPlain(value) && (typeof value !== "object" || value === null || Object.values(value).every(isPlainThroughout));
