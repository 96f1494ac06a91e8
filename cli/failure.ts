/** Exit statuses, the same for every command. */
export const exitStatus = { done: 0, failed: 1, wrongUse: 2, policy: 3 } as const;

/** An end that is not a bug: its message is for the person at the keyboard, without a stack. */
export class Refusal extends Error {
  /**
   * @param message - What is wrong and what to do.
   * @param status - Exit status. Default: failed.
   * @param details - For `--json`.
   */
  constructor(
    message: string,
    readonly status: number = exitStatus.failed,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = "Refusal";
  }
}

/** What a command says that needs a platform, where there is none. */
export const notUp = (environment: string, details: Readonly<Record<string, unknown>> = {}): Refusal =>
  new Refusal(`${environment} is not up. Bring it up: ./ruche up ${environment}`, exitStatus.failed, details);
