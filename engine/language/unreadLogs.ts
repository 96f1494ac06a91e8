/**
 * The SDK tells the engine of every step of every resource, one call after the other, and the engine drops it unless it
 * was started with `--debug` or `--verbose`: some 14,000 calls for 4,000 resources, a third of a preview's time
 * (@pulumi/pulumi 3.248.0). They are not made where nobody reads them.
 */
import { replaceInSdk } from "./modules";

if (process.env.PULUMI_NODEJS_DEBUG_LOGS === "unread") {
  replaceInSdk(
    (request) => /^\.[./]*\/log$/.test(request),
    (load) => ({ ...(load() as object), debug: () => Promise.resolve() }),
  );
}
