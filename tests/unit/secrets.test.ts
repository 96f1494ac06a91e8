import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import * as bcrypt from "bcryptjs";
import fc from "fast-check";
import ssh2 from "ssh2";
import { CertificateAuthority } from "../../model/secrets/certificate";
import { deriveBytes, derivePassword } from "../../model/secrets/derivation";
import { passwordHash } from "../../model/secrets/passwordHash";
import { sshKeyFrom } from "../../model/secrets/sshKey";
import { holds } from "../support/holds";

const seed = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

describe("secrets from the seed", () => {
  it("the same seed, purpose and generation give the same secret; any other one gives another", () => {
    holds(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        fc.integer({ min: 1, max: 99 }),
        (one, two, generation) => {
          assert.equal(
            derivePassword(seed, { purpose: one, generation }),
            derivePassword(seed, { purpose: one, generation }),
          );
          assert.notEqual(
            derivePassword(seed, { purpose: one, generation }),
            derivePassword(seed, { purpose: one, generation: generation + 1 }),
          );
          if (one !== two)
            assert.notEqual(derivePassword(seed, { purpose: one }), derivePassword(seed, { purpose: two }));
        },
      ),
    );
  });

  it("a password is 32 letters and digits", () => {
    holds(fc.property(fc.string(), (purpose) => assert.match(derivePassword(seed, { purpose }), /^[A-Za-z0-9]{32}$/)));
  });

  it("a seed that is too short to be a secret is refused", () => {
    assert.throws(() => derivePassword("short", { purpose: "any" }), /fewer than 32 characters/);
  });

  it("an SSH key is one that another implementation reads, and signs with", () => {
    // The last one's public key begins with a zero, which belongs to it.
    for (const secret of [deriveBytes(seed, { purpose: "ssh" }), deriveBytes(seed, { purpose: "ssh/74" })]) {
      const key = sshKeyFrom(secret);
      const parsed = ssh2.utils.parseKey(key.privateKey);
      assert.ok(!(parsed instanceof Error), String(parsed));
      assert.equal(`ssh-ed25519 ${parsed.getPublicSSH().toString("base64")}`, key.publicKey);
      const signature = parsed.sign("message");
      assert.equal(parsed.verify("message", signature as Buffer), true);
    }
  });

  it("a password's hash does not change from run to run, and fits the password alone", () => {
    const hash = passwordHash(seed, "member/ada", "correct");
    assert.equal(hash, passwordHash(seed, "member/ada", "correct"));
    assert.notEqual(hash, passwordHash(seed, "member/grace", "correct"));
    assert.equal(bcrypt.compareSync("correct", hash), true);
    assert.equal(bcrypt.compareSync("wrong", hash), false);
  });
});

describe("certificates", () => {
  const authority = new CertificateAuthority(seed, "lab.internal");
  const now = new Date("2026-11-20T12:00:00Z");

  it("are signed by the authority, for the names given, and nothing else", () => {
    const leaf = new X509Certificate(authority.issue(["wiki.lab.internal", "127.0.0.1"], now).certificate);
    const root = new X509Certificate(authority.certificate);
    assert.equal(leaf.verify(root.publicKey), true);
    assert.equal(leaf.checkIssued(root), true);
    assert.equal(leaf.subjectAltName, "DNS:wiki.lab.internal, IP Address:127.0.0.1");
    assert.equal(leaf.checkHost("pad.lab.internal"), undefined);
    assert.equal(leaf.ca, false);
    assert.equal(root.ca, true);
  });

  it("do not change within a quarter of a year, and are renewed in the next one, long before they end", () => {
    holds(
      fc.property(
        fc.date({ min: new Date("2026-01-01"), max: new Date("2040-01-01"), noInvalidDate: true }),
        (date) => {
          const { certificate } = authority.issue(["a.example"], date);
          const quarter = new Date(Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / 3) * 3, 1));
          assert.equal(certificate, authority.issue(["a.example"], quarter).certificate);
          const { validFrom, validTo } = new X509Certificate(certificate);
          assert.ok(new Date(validFrom) < date);
          assert.ok(new Date(validTo).getTime() - date.getTime() > 200 * 86_400_000);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("stay what they are, byte for byte, whatever writes them: a platform's clients have them already", () => {
    const { certificate, privateKey } = authority.issue(["wiki.lab.internal", "10.77.1.2", "site.lab.internal"], now);
    const digest = createHash("sha256")
      .update(authority.certificate)
      .update(certificate)
      .update(privateKey)
      .digest("hex");
    assert.equal(digest, "54fd0e23d04e4dedccf9052e0639e9fd3f49bfaa37c59cd943faace38e7f2cc0");
  });

  it("take many names, and dates after 2049", () => {
    const names = Array.from({ length: 40 }, (_, index) => `host${index}.lab.internal`);
    const { subjectAltName, validTo } = new X509Certificate(authority.issue(names, new Date("2049-12-01")).certificate);
    assert.equal(subjectAltName, names.map((name) => `DNS:${name}`).join(", "));
    assert.equal(new Date(validTo).toISOString(), "2050-08-01T00:00:00.000Z");
  });

  it("their private key is their own", () => {
    const { certificate, privateKey } = authority.issue(["a.example"], now);
    assert.equal(
      new X509Certificate(certificate).checkPrivateKey(require("node:crypto").createPrivateKey(privateKey)),
      true,
    );
  });

  it("another seed is another authority", () => {
    const other = new CertificateAuthority(`${seed}x`, "lab.internal");
    assert.equal(
      new X509Certificate(authority.issue(["a.example"], now).certificate).verify(
        new X509Certificate(other.certificate).publicKey,
      ),
      false,
    );
  });
});
