import { DriverFailure } from "../contracts/failure";

/**
 * Why a machine could not be asked.
 *
 * - `unreachable`: nothing answers at its address, or what answers is no SSH server.
 * - `hostKey`: it shows another host key than the declared one. Nothing was sent to it.
 * - `login`: it refuses the key.
 * - `broken`: the connection ended before the answer did.
 * - `deadline`: the answer took longer than it may.
 */
export type FailureKind = "unreachable" | "hostKey" | "login" | "broken" | "deadline";

/** A machine that could not be asked. A command that ends with a status of its own is no failure of this kind. */
export class MachineFailure extends DriverFailure {
  constructor(
    readonly machine: string,
    readonly kind: FailureKind,
    reason: string,
  ) {
    super(`${machine}: ${reason}`);
    this.name = "MachineFailure";
  }
}
