/** Guards of a change refuse where they could not ask. */
import assert from "node:assert/strict";
import { type BackupHealth, withoutRunner } from "../../../cli/backup/health";
import { askForConsent } from "../../../cli/consent";
import { words } from "../../../cli/pulumi/words";
import { knownBackups } from "../../../cli/up/refusals";
import { otherSeed } from "../../../cli/up/sameSeed";
import type { StackSummary } from "../../../model/summary";

describe("guards of a change", () => {
  const known = { cluster: { nodes: ["hive1", "hive2"] } } as unknown as StackSummary;
  const asked = (answers: (readonly BackupHealth[] | undefined)[], gone: readonly string[] = []) =>
    knownBackups(
      "lab",
      known,
      async () => gone,
      async () => answers.shift(),
      30,
    );

  it("take no silence for an answer: nobody knows whether a restore is half done", async () => {
    await assert.rejects(asked([]), /No machine of the cluster says whether a restore .* nothing was touched\. See/);
    await assert.rejects(asked([], ["hive1"]), /No machine of the cluster says/);
    assert.deepEqual(await asked([undefined, []]), [], "one that was just started");
    assert.deepEqual(await asked([], ["hive1", "hive2", "machines"]), [], "all are to be made anew");
  });

  it("let an update go on that made all machines anew and failed then: on them nothing was done yet", async () => {
    const summary = { cluster: { managers: ["hive1"], nodes: ["hive1", "hive2", "hive3"] } } as unknown as StackSummary;
    const answers: Record<string, string | undefined> = { hive1: "blank\n", hive2: "there\n" };
    const blank = await withoutRunner(summary, async (_, machine) => answers[machine]);
    assert.deepEqual(blank, ["hive1"], "one that does not answer may have anything");
    await assert.rejects(asked([], blank), /No machine of the cluster says/);
    const all = await withoutRunner(summary, async () => "blank\n");
    assert.deepEqual(await asked([], all), []);
  });

  it("refuse another seed, also where the file has none any more", () => {
    const platform = (evidenceKey?: unknown) => ({
      urn: "urn:pulumi:lab::ruche::ruche:platform:Platform::platform",
      type: "ruche:platform:Platform",
      inputs: { kind: "environment", evidenceKey },
    });
    const other = { urn: "urn:x", type: "ruche:machines:LabMachines", inputs: { kind: "machines", evidenceKey: 7 } };
    assert.equal(otherSeed("lab", [platform("A"), other], [platform("A")]), undefined);
    assert.equal(otherSeed("lab", [platform("A")], []), undefined, "its first update");
    assert.equal(otherSeed("lab", [platform("A")], [platform()]), undefined, "it had none when it was made");
    assert.equal(otherSeed("lab", [], [platform("A")]), undefined, "the platform is taken out");
    for (const next of ["B", undefined])
      assert.match(
        String(otherSeed("lab", [platform(next)], [platform("A"), other])),
        /^lab is up with another seed .* Take ruche:seed in environments\/Pulumi\.lab\.yaml back .*\.\/ruche seed lab$/,
      );
  });

  it("say that the name was wrong, and which one is right", async () => {
    const consent = {
      what: "This deletes the data of wiki.",
      of: "environment",
      word: "lab",
      remedy: "Nothing was touched.",
    };
    await askForConsent({ ...consent, given: "lab" });
    await assert.rejects(
      askForConsent({ ...consent, given: "lap" }),
      /^Refusal: --consent is "lap", and the name of the environment is lab\. This deletes .* Nothing was touched\.$/,
    );
  });

  it("tell Pulumi's words of encryption with file and remedy, and hide what an address has of secrets", () => {
    assert.match(
      words("error: could not create secrets manager: incorrect passphrase", "lab"),
      /^environments\/Pulumi\.lab\.yaml or its state is encrypted with another passphrase than the one in .*\n\(Pulumi: /,
    );
    for (const said of ["validating stack config: bad value", "illegal base64 data at input byte 1"])
      assert.match(words(said, "lab"), /^environments\/Pulumi\.lab\.yaml has a value below `secure:` that was not/);
    assert.equal(
      words("unable to open bucket s3://hive?region=eu&secretKey=AAAA postgres://ada:hunter2@h/db", "lab"),
      "unable to open bucket s3://hive?region=eu&secretKey=[hidden] postgres://ada:[hidden]@h/db",
    );
  });
});
