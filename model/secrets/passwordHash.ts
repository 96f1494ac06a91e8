import * as bcrypt from "bcryptjs";
import { deriveBytes } from "./derivation";

/**
 * A bcrypt hash whose salt comes from the seed, so that it does not change from one run to the next. The cost is the
 * lowest one: these passwords are 192 random bits, which no guessing reaches, and the ingress checks one per request.
 */
export function passwordHash(seed: string, purpose: string, password: string): string {
  const salt = bcrypt.encodeBase64(
    [...deriveBytes(seed, { purpose: `salt/${purpose}` }, 16)] as unknown as number[],
    16,
  );
  return bcrypt.hashSync(password, `$2b$05$${salt}`);
}
