/**
 * The SDK notes the stack of every promise that it makes (`debuggablePromise`), several for each resource, and for
 * every resource the whole stack of its constructor (`Resource.callsites`, for the state). With source maps loaded each
 * note is mapped line by line: that was two thirds of a program's time (1,000 resources, @pulumi/pulumi 3.248.0). The
 * first are shown only with PULUMI_DEBUG_PROMISE_LEAKS, the second by nothing that reads a state of files; they are
 * left empty.
 */
import { replaceInSdk } from "./modules";

type Prepare = (error: Error, stack: NodeJS.CallSite[]) => unknown;

interface Debuggable {
  debuggablePromise(...args: unknown[]): unknown;
}

if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) {
  replaceInSdk(
    (request) => /(^|\/)debuggable$/.test(request),
    (load) => {
      const real = load() as Debuggable;
      const debuggablePromise = (...args: unknown[]): unknown => {
        const limit = Error.stackTraceLimit;
        Error.stackTraceLimit = 0;
        try {
          return real.debuggablePromise(...args);
        } finally {
          Error.stackTraceLimit = limit;
        }
      };
      return { ...real, debuggablePromise };
    },
  );
}

let prepare: Prepare | undefined;
// source-map-support sets this property once it is loaded; what it sets is used for every other stack.
Object.defineProperty(Error, "prepareStackTrace", {
  configurable: true,
  get: () => prepare,
  set: (value: Prepare | undefined) => {
    prepare = typeof value !== "function" ? value : (error, stack) => (isResource(stack[0]) ? "" : value(error, stack));
  },
});

function isResource(top: NodeJS.CallSite | undefined): boolean {
  return (
    top?.getFunctionName() === "callsites" && /[\\/]@pulumi[\\/]pulumi[\\/]resource\.js$/.test(top.getFileName() ?? "")
  );
}
