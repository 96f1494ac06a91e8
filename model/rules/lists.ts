import { refuse } from "./objection";

/**
 * Refuses what is no list: a program without types can give anything.
 *
 * @param what - What the list is of: `machines`.
 * @throws UserError
 */
export function refuseOtherThanList(field: string, value: unknown, what: string): void {
  if (Array.isArray(value)) return;
  const list = `a list of ${what}`;
  refuse(field, value, { message: `not ${list}`, allowed: list, remedy: "write [ ] around its items" });
}
