/**
 * The SDK notes the stack of every promise that it makes (`debuggablePromise`), several for each resource, and for every
 * resource the whole stack of its constructor (`Resource.callsites`, for the state). With source maps loaded each note is
 * mapped line by line: that was two thirds of a program's time (1,000 resources, @pulumi/pulumi 3.248.0). The first are
 * shown only with PULUMI_DEBUG_PROMISE_LEAKS, the second by nothing that reads a state of files; they are left empty.
 */
type Prepare = (error: Error, stack: NodeJS.CallSite[]) => unknown;

const unread = new Set(["callsites", ...(process.env.PULUMI_DEBUG_PROMISE_LEAKS ? [] : ["debuggablePromise"])]);
const sdk = /[\\/]@pulumi[\\/]pulumi[\\/](runtime[\\/]debuggable|resource)\.js$/;

let prepare: Prepare | undefined;
// source-map-support sets this property once it is loaded; what it sets is used for every other stack.
Object.defineProperty(Error, "prepareStackTrace", {
  configurable: true,
  get: () => prepare,
  set: (value: Prepare | undefined) => {
    prepare = typeof value !== "function" ? value : (error, stack) => isUnread(stack[0]) ? "" : value(error, stack);
  },
});

function isUnread(top: NodeJS.CallSite | undefined): boolean {
  return top !== undefined && unread.has(top.getFunctionName() ?? "") && sdk.test(top.getFileName() ?? "");
}
export {};
