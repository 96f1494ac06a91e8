/** A mistake of the person who wrote the program or the environment: its stack says nothing that would help them. */
export class UserError extends Error {
  /**
   * @param field - Which argument, for example `GlusterVolume data: replicas`.
   * @param value - What was given.
   * @param allowed - What is allowed.
   * @param remedy - What to do.
   */
  constructor(
    readonly field: string,
    readonly value: unknown,
    readonly allowed: string,
    readonly remedy: string,
  ) {
    super(`${field} is ${JSON.stringify(value)}; allowed: ${allowed}. ${remedy}`);
    this.name = "UserError";
  }
}
