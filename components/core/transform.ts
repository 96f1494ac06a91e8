import type * as pulumi from "@pulumi/pulumi";

/** What a transform makes of a child: what is left out stays as it is. */
export interface Transformed<Args, Options = pulumi.ResourceOptions> {
  readonly args?: Args;
  readonly options?: Options;
}

/**
 * A change of a component's child: arguments that take the place of the component's own, or a function that gets the
 * child's arguments, options and name. The function changes them in place, or returns others.
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

/** The name, arguments and options of a child, as its constructor takes them, after the user's transform of it. */
export function transformed<Args extends object, Options extends pulumi.ResourceOptions>(
  transform: Transform<Args> | undefined,
  name: string,
  args: Args,
  options: Options,
): [name: string, args: Args, options: Options] {
  if (typeof transform !== "function") return [name, { ...args, ...transform }, options];
  const own = [{ ...args }, { ...options }] as const;
  const made = transform(...own, name) as Transformed<Args, Options> | undefined;
  return [name, made?.args ?? own[0], made?.options ?? own[1]];
}
