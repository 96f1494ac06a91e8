import { createHmac, timingSafeEqual } from "node:crypto";
import { deriveBytes } from "../../model/secrets/derivation";

/** Which service a canary is written for. */
export interface CanaryOf {
  readonly seed: string;
  readonly environment: string;
  readonly service: string;
}

const proof = ({ seed, environment, service }: CanaryOf, time: string): string =>
  createHmac("sha256", deriveBytes(seed, { purpose: "canary" }))
    .update(`${environment}/${service}/${time}`)
    .digest("hex")
    .slice(0, 32);

/**
 * The text of a canary: it says when it was written, and proves by itself that this platform wrote it for this service.
 */
export function canaryText(of: CanaryOf, time: Date): string {
  const written = time.toISOString();
  return `ruche-canary ${written} ${proof(of, written)}`;
}

/** When a canary was written; undefined for any other text. */
export function canaryTime(of: CanaryOf, text: string | undefined): Date | undefined {
  const [, written = "", given = ""] =
    /^ruche-canary (\d{4}-\d\d-\d\dT[\d:.]+Z) ([0-9a-f]{32})$/.exec(text?.trim() ?? "") ?? [];
  if (!written || !timingSafeEqual(Buffer.from(given), Buffer.from(proof(of, written)))) return undefined;
  return new Date(written);
}
