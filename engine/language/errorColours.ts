/**
 * Errors are shown without colours. Some releases of Node 20 and later never end, until memory does, when they colour
 * an error whose stack names a file directly below a scoped package (`node_modules/@pulumi/resource.ts`: no second `/`
 * follows, and `markNodeModules` of `internal/util/inspect` starts over). Such lines are in the stack of nearly every
 * error in a Pulumi program, and the SDK colours errors to show them: a program that threw took 20 to 60 s to say so
 * (Node 20.20.2, @pulumi/pulumi 3.248.0).
 */
import * as util from "node:util";

const original = util.inspect;

// The SDK takes its copy of `util` later, so that it sees this one.
(require("node:util") as { inspect: unknown }).inspect = new Proxy(original, {
  apply(target, self, args: [unknown, { colors?: boolean } | undefined, ...unknown[]]) {
    const [value, options] = args;
    if (value instanceof Error && typeof options === "object" && options?.colors)
      args = [value, { ...options, colors: false }];
    return Reflect.apply(target as (...all: unknown[]) => unknown, self, args);
  },
});
