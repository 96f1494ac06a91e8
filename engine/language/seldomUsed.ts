/**
 * Two thirds of what the SDK loads at each start (0.6 s, @pulumi/pulumi 3.248.0) few programs ever use: TypeScript's
 * compiler and npm's dependency reader for turning a function into text, the automation interface, and the ways to
 * export a trace. They are loaded when they are first used.
 */
import { replaceInSdk } from "./modules";

/** What is asked for, and in which file of the SDK. */
const seldom: readonly (readonly [request: RegExp, by: RegExp])[] = [
  [/(^|\/)typescript-shim$/, /./],
  [/^@npmcli\/arborist$/, /./],
  [/^\.\/automation$/, /^index\.js$/],
  [/^@opentelemetry\/(?!api$)/, /^cmd[\\/]run[\\/]tracing\.js$/],
];

replaceInSdk(
  (request, by) => seldom.some(([what, where]) => what.test(request) && where.test(by)),
  (load) => {
    let loaded: object | undefined;
    const real = (): object => (loaded ??= load() as object);
    return new Proxy(
      {},
      {
        // What counts as an ES module is taken as it is by the SDK's import helpers; anything else they would copy at
        // once.
        get: (_, name) => name === "__esModule" || Reflect.get(real(), name),
        has: (_, name) => Reflect.has(real(), name),
        ownKeys: () => Reflect.ownKeys(real()),
        getOwnPropertyDescriptor: (_, name) => {
          const property = Reflect.getOwnPropertyDescriptor(real(), name);
          return property && { ...property, configurable: true };
        },
      },
    );
  },
);
