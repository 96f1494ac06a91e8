/** Something that was asked of a running platform and that it did not do; for people. */
export class DriverFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = "DriverFailure";
  }
}

/** The last lines that a command wrote on standard error: the reason stands there. Empty if it wrote nothing. */
export const lastWords = (stderr: string): string => stderr.trim().split("\n").slice(-3).join("\n");
