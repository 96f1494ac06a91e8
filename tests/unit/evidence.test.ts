import * as assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import * as fc from "fast-check";
import {
  type Evidence,
  type EvidenceRecord,
  evidencePath,
  evidenceText,
  signEvidence,
  verifyEvidence,
} from "../../model/evidence";
import { deriveBytes } from "../../model/secrets/derivation";
import { isSignedBy, signingKeyFrom, signText } from "../../model/secrets/signingKey";
import { holds } from "../support/holds";

const keyOf = (seed: string) => signingKeyFrom(deriveBytes(seed.repeat(16), { purpose: "evidence" }));
const key = keyOf("0123");

const record: EvidenceRecord = {
  version: 1,
  environment: "lab",
  service: "wiki",
  serviceKind: "dokuwiki",
  softwareVersion: "2022-07-31a",
  image: `registry.lab.internal:5000/ruche/dokuwiki:1b2c@sha256:${"4f".repeat(32)}`,
  snapshot: { id: "a1b2c3d4", time: "2026-11-20T18:12:04.123456789+01:00" },
  at: "2026-11-20T19:00:00Z",
  ageSeconds: 6_476,
  rpoSeconds: 21_600,
  recoverySeconds: 31.4,
  backupSeconds: 12,
  passed: true,
  assertions: [
    { name: "canary", passed: true, detail: "the page says what was written" },
    { name: "files", passed: true, detail: "" },
  ],
  ruche: "0.1.0",
};

/** Every place in a value that holds something plain. */
function places(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (value === null || typeof value !== "object") return [path];
  return Object.entries(value).flatMap(([name, inner]) =>
    places(inner, [...path, Array.isArray(value) ? Number(name) : name]),
  );
}

function changed(evidence: Evidence, path: readonly (string | number)[], to: unknown): string {
  const copy = JSON.parse(JSON.stringify(evidence)) as Record<string | number, unknown>;
  let holder = copy;
  for (const step of path.slice(0, -1)) holder = holder[step] as Record<string | number, unknown>;
  holder[path.at(-1)!] = to;
  return JSON.stringify(copy);
}

const outcome = (text: string, publicKey = key.publicKey): string => verifyEvidence(text, publicKey).outcome;
const signed = signEvidence(record, key.privateKey);

describe("evidence of a drill", () => {
  it("lies below evidence/, by environment and service", () =>
    assert.equal(evidencePath("school", "wiki"), "evidence/school/wiki.json"));

  it("is read back as it was signed, however the file is laid out", () => {
    const turned = JSON.stringify(
      { signature: signed.signature, record: Object.fromEntries(Object.entries(record).reverse()) },
      null,
      "\t",
    );
    for (const text of [evidenceText(signed), JSON.stringify(signed), turned])
      assert.deepEqual(verifyEvidence(text, key.publicKey), { outcome: "genuine", record });
  });

  it("any record is read back, and signed in the same way each time", () => {
    const texts = fc.string({ minLength: 1, unit: "grapheme" });
    holds(
      fc.property(
        texts,
        texts,
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        fc.array(fc.record({ name: texts, passed: fc.boolean(), detail: fc.string() })),
        (service, id, seconds, assertions) => {
          const any = {
            ...record,
            service,
            snapshot: { ...record.snapshot, id },
            recoverySeconds: seconds,
            backupSeconds: null,
            passed: false,
            assertions,
          };
          const evidence = signEvidence(any, key.privateKey);
          assert.equal(evidence.signature, signEvidence(any, key.privateKey).signature);
          const verdict = verifyEvidence(evidenceText(evidence), key.publicKey);
          assert.deepEqual(verdict, { outcome: "genuine", record: JSON.parse(JSON.stringify(any)) as unknown });
        },
      ),
    );
  });

  it("one changed value, anywhere, is found", () => {
    const values = fc.oneof(
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.constant("2026-11-20T19:00:01Z"),
      fc.nat(),
      fc.constant([]),
      fc.constant({}),
    );
    for (const path of places(signed)) {
      const now = path.reduce<unknown>((value, step) => (value as Record<string | number, unknown>)[step], signed);
      holds(
        fc.property(values, (value) => {
          fc.pre(JSON.stringify(value) !== JSON.stringify(now));
          assert.notEqual(
            outcome(changed(signed, path, value)),
            "genuine",
            `${path.join(".")} = ${JSON.stringify(value)}`,
          );
        }),
        { numRuns: 40 },
      );
    }
  });

  it("a value that would do is called forged: another time, a better result, a longer signature", () => {
    for (const [path, to] of [
      [["record", "at"], "2026-11-21T19:00:00Z"],
      [["record", "recoverySeconds"], 1],
      [["record", "service"], "pad"],
      [["record", "softwareVersion"], "9"],
      [["record", "assertions"], record.assertions.slice(0, 1)],
      [["signature"], `${signed.signature} `],
      [["signature"], signed.signature.replace("==", "")],
    ] as const)
      assert.equal(outcome(changed(signed, path, to)), "forged", path.join("."));
    const failed = signEvidence({ ...record, passed: false }, key.privateKey);
    assert.equal(outcome(changed(failed, ["record", "passed"], true)), "forged");
  });

  it("another key did not sign it: another seed's, a stranger's, none", () => {
    const stranger = generateKeyPairSync("ed25519")
      .publicKey.export({ format: "der", type: "spki" })
      .subarray(-32)
      .toString("base64");
    for (const other of [keyOf("4567").publicKey, stranger, "", "AAAA"])
      assert.equal(outcome(evidenceText(signed), other), "forged");
    assert.equal(outcome(evidenceText(signEvidence(record, keyOf("4567").privateKey))), "forged");
  });

  it("written by hand, it is refused", () => {
    assert.equal(outcome(JSON.stringify({ record, signature: "trust me" })), "forged");
    assert.equal(
      outcome(JSON.stringify({ record, signature: signText(JSON.stringify(record), key.privateKey) })),
      "forged",
    );
    assert.equal(outcome(JSON.stringify({ record })), "malformed");
    assert.equal(outcome(JSON.stringify(record)), "malformed");
  });

  it("cut anywhere, it is no evidence", () => {
    const text = evidenceText(signed).trimEnd();
    for (let length = 0; length < text.length; length += 1)
      assert.deepEqual(verifyEvidence(text.slice(0, length), key.publicKey), {
        outcome: "malformed",
        why: "it is not JSON",
      });
  });

  it("says what does not fit its form", () => {
    const why = (path: readonly (string | number)[], to: unknown): unknown => {
      const verdict = verifyEvidence(changed(signed, path, to), key.publicKey);
      return verdict.outcome === "genuine" ? undefined : verdict.why;
    };
    assert.equal(why(["record", "version"], 2), "record.version is not what it should be");
    assert.equal(why(["record", "snapshot"], "a1"), "record.snapshot is no object");
    assert.equal(
      why(["record", "assertions", 1, "passed"], "yes"),
      "record.assertions[1].passed is not what it should be",
    );
    assert.equal(why(["record", "note"], "by hand"), "record.note is not known");
    assert.equal(why(["record", "at"], "yesterday"), "record.at is not what it should be");
    assert.equal(why(["record", "ruche"], undefined), "record.ruche is missing");
    assert.deepEqual(
      ["[]", "null", "1", '"x"'].map((text) => outcome(text)),
      ["malformed", "malformed", "malformed", "malformed"],
    );
  });

  it("of another service or environment proves nothing", () => {
    const of = (environment: string, service: string): string =>
      verifyEvidence(evidenceText(signed), key.publicKey, { environment, service }).outcome;
    assert.deepEqual([of("lab", "wiki"), of("lab", "pad"), of("school", "wiki")], ["genuine", "forged", "forged"]);
  });

  it("does not pass where an assertion did not hold, or none was made", () => {
    for (const assertions of [[], [{ name: "canary", passed: false, detail: "gone" }]]) {
      assert.deepEqual(
        verifyEvidence(evidenceText(signEvidence({ ...record, assertions }, key.privateKey)), key.publicKey),
        { outcome: "malformed", why: "it says passed, and its assertions do not" },
      );
    }
  });

  it("a signature of the same key for something else is none of evidence", () => {
    assert.equal(isSignedBy("anything", signText("anything", key.privateKey), key.publicKey), true);
    assert.equal(isSignedBy("anything", signed.signature, key.publicKey), false);
  });
});
