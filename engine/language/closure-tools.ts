/**
 * The SDK loads TypeScript's compiler and npm's dependency reader at each start, for turning a function into text, which
 * few programs ever do: more than half of the time that it takes to load (0.35 of 0.6 s, @pulumi/pulumi 3.248.0). They
 * are loaded when they are first used.
 */
import { replaceInSdk } from "./modules";

replaceInSdk((request) => request === "@npmcli/arborist" || /(^|\/)typescript-shim$/.test(request), (load) => {
  let loaded: object | undefined;
  const tool = (): object => (loaded ??= load() as object);
  // What counts as an ES module is taken as it is by the SDK's import helpers; anything else they would copy at once.
  return new Proxy({}, { get: (_, name) => name === "__esModule" || Reflect.get(tool(), name) });
});
