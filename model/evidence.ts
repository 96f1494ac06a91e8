/**
 * Evidence: what a restore drill found, signed with a key that only the environment has, so that a record that somebody
 * wrote by hand is told from one that a drill wrote. It is a file that Git keeps and policies read.
 */
import { isSignedBy, signText } from "./secrets/signingKey";

/** One thing that a drill looked at. */
export interface EvidenceAssertion {
  /** For example `canary` or `files`. */
  readonly name: string;
  readonly passed: boolean;
  /** What was found, for people. */
  readonly detail: string;
}

/** What a drill of one service found. Times are ISO 8601 with their zone, lengths are seconds. */
export interface EvidenceRecord {
  /** Of the record's form. */
  readonly version: 1;
  readonly environment: string;
  readonly service: string;
  /** Its kind in the catalogue, such as `dokuwiki`. */
  readonly serviceKind: string;
  /** Version of the software that was restored, as its upstream writes it. */
  readonly softwareVersion: string;
  /** Image that the restored copy ran, with its digest. */
  readonly image: string;
  /** The snapshot that was restored. */
  readonly snapshot: { readonly id: string; readonly time: string };
  /** When the drill began. */
  readonly at: string;
  /** Age of the snapshot at that moment: what would have been lost. */
  readonly ageSeconds: number;
  /** What may be lost, as it was declared then. */
  readonly rpoSeconds: number;
  /** From the begin of the restore until the copy answered: how long people would have waited. */
  readonly recoverySeconds: number;
  /** How long the snapshot took to be made; null where the repository does not say. */
  readonly backupSeconds: number | null;
  readonly passed: boolean;
  readonly assertions: readonly EvidenceAssertion[];
  /** Version of Ruche that did the drill. */
  readonly ruche: string;
}

/** The content of a file of evidence. */
export interface Evidence {
  readonly record: EvidenceRecord;
  /** Of the record, Ed25519 in base64. */
  readonly signature: string;
}

/** What a file of evidence is worth. */
export type EvidenceVerdict =
  | { readonly outcome: "genuine"; readonly record: EvidenceRecord }
  /** The environment's key did not sign this, or it was signed for something else. */
  | { readonly outcome: "forged"; readonly why: string }
  /** It is no record at all. */
  | { readonly outcome: "malformed"; readonly why: string };

/** Where the evidence of a service lies, from the root of the repository. */
export function evidencePath(environment: string, service: string): string {
  return `evidence/${environment}/${service}.json`;
}

/** Signs a record. @param privateKey - Of the environment's evidence key, base64. */
export function signEvidence(record: EvidenceRecord, privateKey: string): Evidence {
  return { record, signature: signText(signedText(record), privateKey) };
}

/** The file's text. */
export function evidenceText(evidence: Evidence): string {
  return `${JSON.stringify(evidence, null, 2)}\n`;
}

/**
 * What a file is worth.
 *
 * @param text - The file's content.
 * @param publicKey - Of the environment's evidence key, base64.
 * @param of - What the file must be about: a genuine record of another service proves nothing of this one.
 */
export function verifyEvidence(
  text: string,
  publicKey: string,
  of?: { readonly environment: string; readonly service: string },
): EvidenceVerdict {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return { outcome: "malformed", why: "it is not JSON" };
  }
  const wrong = misfit(file, { record: recordForm, signature: "text" }, "");
  if (wrong !== undefined) return { outcome: "malformed", why: wrong };
  const { record, signature } = file as Evidence;
  if (!isSignedBy(signedText(record), signature, publicKey))
    return { outcome: "forged", why: "the environment's key did not sign it" };
  if (of !== undefined && (record.environment !== of.environment || record.service !== of.service)) {
    return { outcome: "forged", why: `it was signed for ${record.service} of ${record.environment}` };
  }
  if (record.passed && (record.assertions.length === 0 || record.assertions.some(({ passed }) => !passed))) {
    return { outcome: "malformed", why: "it says passed, and its assertions do not" };
  }
  return { outcome: "genuine", record };
}

/** The words before the record keep a signature of this key for anything else from being taken for evidence. */
const signedText = (record: EvidenceRecord): string => `ruche evidence\n${canonical(record)}`;

/** JSON with sorted keys and without spaces: the same for the same values, however the file was written. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).sort(([one], [two]) => (one < two ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}

/** A form: what each key holds. Checked by hand, since the policies read evidence and must start fast. */
type Form =
  | "text"
  | "any text"
  | "time"
  | "length"
  | "length or null"
  | "truth"
  | "one"
  | readonly [Form]
  | { readonly [key: string]: Form };

const recordForm: Record<keyof EvidenceRecord, Form> = {
  version: "one",
  environment: "text",
  service: "text",
  serviceKind: "text",
  softwareVersion: "text",
  image: "text",
  snapshot: { id: "text", time: "time" },
  at: "time",
  ageSeconds: "length",
  rpoSeconds: "length",
  recoverySeconds: "length",
  backupSeconds: "length or null",
  passed: "truth",
  assertions: [{ name: "text", passed: "truth", detail: "any text" }],
  ruche: "text",
};

/** What does not fit the form, in words; undefined where all fits. */
function misfit(value: unknown, form: Form, path: string): string | undefined {
  if (typeof form === "string") return fits(value, form) ? undefined : `${path.slice(1)} is not what it should be`;
  if (Array.isArray(form)) {
    if (!Array.isArray(value)) return `${path.slice(1)} is no list`;
    return value
      .map((item, index) => misfit(item, (form as readonly [Form])[0], `${path}[${index}]`))
      .find((wrong) => wrong !== undefined);
  }
  if (value === null || typeof value !== "object" || Array.isArray(value))
    return `${path.slice(1) || "the file"} is no object`;
  const given = Object.keys(value);
  const extra = given.find((key) => !Object.hasOwn(form, key));
  if (extra !== undefined) return `${`${path}.${extra}`.slice(1)} is not known`;
  return Object.entries(form as Record<string, Form>)
    .map(([key, inner]) =>
      given.includes(key)
        ? misfit((value as Record<string, unknown>)[key], inner, `${path}.${key}`)
        : `${`${path}.${key}`.slice(1)} is missing`,
    )
    .find((wrong) => wrong !== undefined);
}

function fits(value: unknown, form: Exclude<Form, object>): boolean {
  switch (form) {
    case "text":
      return typeof value === "string" && value !== "";
    case "any text":
      return typeof value === "string";
    case "time":
      return (
        typeof value === "string" &&
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
        !Number.isNaN(Date.parse(value))
      );
    case "length":
      return typeof value === "number" && Number.isFinite(value) && value >= 0;
    case "length or null":
      return value === null || fits(value, "length");
    case "truth":
      return typeof value === "boolean";
    case "one":
      return value === 1;
  }
}
