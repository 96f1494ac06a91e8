import { UserError } from "../errors";

/** What a rule finds wrong with a value: the words of a check of a file and of a constructor's error alike. */
export interface Objection {
  /** What was found, if it is not the value as it was given. */
  readonly value?: unknown;
  readonly message: string;
  readonly allowed: string;
  readonly remedy: string;
}

/**
 * Refuses a constructor's argument to which a rule objects.
 *
 * @param field - The argument, as the error names it: `DokuWiki wiki: host`.
 * @throws UserError
 */
export function refuse(field: string, given: unknown, objection: Objection | undefined): void {
  if (!objection) return;
  const { value = given, message, allowed, remedy } = objection;
  throw new UserError(field, value, allowed, `${sentence(message)} ${sentence(remedy)}`);
}

/** Words of a file's mistake, as a sentence of an error. */
export const sentence = (text: string): string =>
  `${text[0]!.toUpperCase()}${text.slice(1)}${/[.?]$/.test(text) ? "" : "."}`;
