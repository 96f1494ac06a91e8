import { shown, withoutSecrets } from "./shown";

/**
 * A value that somebody wrote and that cannot be used.
 *
 * Carries the three things a person needs: what was written, what would have been allowed, what to do.
 * Whoever knows the field (a file's path, an argument's name) adds it.
 */
export class InvalidValue extends Error {
  override readonly name = "InvalidValue";
  readonly value: unknown;

  /**
   * @param what what is wrong, as a short sentence without the value
   * @param value the value as it was written
   * @param allowed what would have been accepted
   * @param remedy what to do now
   */
  constructor(
    readonly what: string,
    value: unknown,
    readonly allowed: string,
    readonly remedy: string,
  ) {
    super(`${what} (value ${shown(value)}); allowed: ${allowed}; do: ${remedy}`);
    this.value = withoutSecrets(value);
  }
}
