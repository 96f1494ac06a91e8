import { shown, withoutSecrets } from "./values/shown";

/** A mistake of the person who wrote the program or the environment: its stack says nothing that would help them. */
export class UserError extends Error {
  /** What was given; what may be a secret is hidden in it. */
  readonly value: unknown;

  /**
   * @param field - Which argument, for example `GlusterVolume data: replicas`.
   * @param value - What was given.
   * @param allowed - What is allowed.
   * @param remedy - What to do.
   */
  constructor(
    readonly field: string,
    value: unknown,
    readonly allowed: string,
    readonly remedy: string,
  ) {
    const path = pathOf(field);
    super(`${field} is ${shown(value, path)}; allowed: ${allowed}. ${remedy}`);
    this.value = withoutSecrets(value, path);
    this.name = "UserError";
  }
}

/** The keys of an argument. A definition's `secrets` are names. */
function pathOf(field: string): string[] {
  const path = field
    .split(": ")
    .at(-1)!
    .split(/[.[\]]+/);
  return path.at(-1) === "secrets" ? [] : path;
}
