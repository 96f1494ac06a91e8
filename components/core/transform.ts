import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../../model/errors";

/** What a transform makes of a child: what is left out stays as it is. */
export interface Transformed<Args, Options = pulumi.ResourceOptions> {
  readonly args?: Args;
  readonly options?: Options;
}

/**
 * A change of a component's child: arguments that take the place of the component's own, or a function that gets the
 * child's arguments, options and name. The function changes them in place, or returns others. Options that it returns
 * are added to the component's own.
 *
 * @example
 * new LabMachines("hive", { transform: { container: { memory: 4096 } } });
 */
export type Transform<Args> =
  | Partial<Args>
  | ((args: Args, options: pulumi.ResourceOptions, name: string) => Transformed<Args>)
  | ((args: Args, options: pulumi.ResourceOptions, name: string) => void);

/** Transforms by the names of a component's children, each of its child's arguments. */
export type Transforms<Children> = { readonly [Child in keyof Children]?: Transform<Children[Child]> };

/**
 * The name, arguments and options of a child, as its constructor takes them, after the user's transform of it.
 *
 * @param fixed - Arguments of which descriptors speak: a function sees them, and no transform may change them.
 * @throws UserError for a transform that changes what is fixed, or that answers later.
 */
export function transformed<
  Args extends object,
  Options extends pulumi.ResourceOptions,
  const Fixed extends object = Record<never, never>,
>(
  transform: Transform<Args> | undefined,
  name: string,
  args: NoInfer<Args>,
  options: Options,
  fixed: Fixed = {} as Fixed,
): [name: string, args: Args & Fixed, options: Options] {
  if (typeof transform !== "function") {
    refuseFixed(name, fixed, transform ?? {});
    return [name, { ...args, ...transform, ...fixed }, options];
  }
  const own = [copied<Args>({ ...args, ...fixed }), { ...options }] as const;
  const made = transform(...own, name) as Transformed<Args, Options> | undefined;
  if (made && "then" in made)
    throw new UserError(
      `${name}: transform`,
      "an asynchronous function",
      "a function that answers at once",
      "Give it what is known later as an output.",
    );
  const changed = made?.args ?? own[0];
  refuseFixed(name, fixed, changed);
  return [name, { ...changed, ...fixed }, made?.options ? merged(own[1], made.options) : own[1]];
}

function refuseFixed(name: string, fixed: object, changed: object): void {
  const given = new Map(Object.entries(changed));
  for (const [key, value] of Object.entries(fixed))
    if (given.has(key) && !isDeepStrictEqual(given.get(key), value))
      throw new UserError(
        `${name}: transform.${key}`,
        "another value",
        "what the component says of it: policies judge that",
        "Change it where it is declared.",
      );
}

/** Returned options take the place of the component's own, and lists of them are added to its lists. */
function merged<Options extends pulumi.ResourceOptions>(own: Options, returned: Options): Options {
  const both = pulumi.mergeOptions(own, returned);
  return Object.fromEntries(
    Object.entries(both).map(([key, value]) => [key, Array.isArray(value) ? [...new Set(value)] : value]),
  ) as Options;
}

/** A copy that may be changed in place. What is no plain data stays the same: outputs, promises, resources. */
function copied<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copied) as T;
  if (typeof value !== "object" || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype || pulumi.Output.isInstance(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copied(item)])) as T;
}
