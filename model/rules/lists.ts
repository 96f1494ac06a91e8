import { type Objection, refuse } from "./objection";

/**
 * Refuses what is no list: a program without types can give anything.
 *
 * @param what - What the list is of: `machines`.
 * @throws UserError
 */
export function refuseOtherThanList(field: string, value: unknown, what: string): void {
  refuse(field, value, wrongList(value, what));
}

const wrongList = (value: unknown, what: string): Objection | undefined =>
  Array.isArray(value)
    ? undefined
    : { message: `not a list of ${what}`, allowed: `a list of ${what}`, remedy: "write [ ] around its items" };
