/** Something that was asked of a running platform and that it did not do; for people. */
export class DriverFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = "DriverFailure";
  }
}
