/**
 * The SDK notes the stack of every promise that it makes (`debuggablePromise`), several for each resource, and with source
 * maps loaded each note is mapped line by line: that was two thirds of a program's time (1,000 resources, @pulumi/pulumi
 * 3.248.0). The notes are shown only with PULUMI_DEBUG_PROMISE_LEAKS, so without it they are left empty.
 */
type Prepare = (error: Error, stack: NodeJS.CallSite[]) => unknown;

if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) {
  let prepare: Prepare | undefined;
  // source-map-support sets this property once it is loaded; what it sets is used for every other stack.
  Object.defineProperty(Error, "prepareStackTrace", {
    configurable: true,
    get: () => prepare,
    set: (value: Prepare | undefined) => {
      prepare = typeof value !== "function" ? value
        : (error, stack) => stack[0]?.getFunctionName() === "debuggablePromise" ? "" : value(error, stack);
    },
  });
}
export {};
