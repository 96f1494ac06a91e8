import * as fc from "fast-check";

/**
 * Checks a property without promises. `fc.assert` may give a promise, as its type says, which then would have to be
 * awaited.
 */
export function holds<Values>(property: fc.IProperty<Values>, parameters?: fc.Parameters<Values>): void {
  fc.assert(property, parameters);
}
