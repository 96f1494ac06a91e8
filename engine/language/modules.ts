/** A way to put something else in the place of one of the SDK's modules when the SDK itself asks for it. */
import Module = require("node:module");

type Load = (this: unknown, request: string, parent: NodeJS.Module | undefined, isMain: boolean) => unknown;

const loader = Module as unknown as { _load: Load };
const sdk = /[\\/]@pulumi[\\/]pulumi[\\/](.*)$/;

/**
 * @param isMeant whether the module is meant, by the text with which it is asked for and the file of the SDK that asks
 * @param replace gives what is used instead; it gets the way to load the real one
 */
export function replaceInSdk(
  isMeant: (request: string, by: string) => boolean,
  replace: (load: () => unknown) => unknown,
): void {
  const load = loader._load;
  loader._load = function (request, parent, isMain) {
    const by = sdk.exec(parent?.filename ?? "")?.[1];
    const real = (): unknown => load.call(this, request, parent, isMain);
    return by !== undefined && isMeant(request, by) ? replace(real) : real();
  };
}
