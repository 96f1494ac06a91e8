import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesOf, folderAddress, removeHistory, stacksIn } from "../../../cli/environment/stateFolder";
import { readCheckpoint, refuseWithoutRoom } from "../../../cli/pulumi/stateFile";

describe("a state in files", () => {
  let folder: string;
  let stacks: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ruche-files-"));
    stacks = join(folder, "stacks/ruche");
    for (const made of ["stacks/ruche", "backups/ruche/lab", "history/ruche/lab"])
      mkdirSync(join(folder, made), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("has an address in which a path's letters mean nothing else", () => {
    assert.equal(folderAddress("/home/ada/ruche/.ruche/state"), "file:///home/ada/ruche/.ruche/state");
    for (const odd of ["/a#b/100%/c?d", "/50%25x", '/Dupont, Martin/é "x"']) {
      const address = folderAddress(odd);
      assert.match(address, /^file:\/\/[^#?" ]*$/);
      assert.equal(new URL(address).hash + new URL(address).search, "");
      assert.equal(filesOf(address, {}), join(odd, ".pulumi"));
    }
  });

  it("is read by Pulumi itself where its address is spelt otherwise, or it is compressed", () => {
    for (const address of ["file://~", "file://./x", "file:///x?no_tmp_dir=true", "s3://hive", "file:///%zz", ""])
      assert.equal(filesOf(address, {}), undefined, address);
    assert.equal(filesOf("file:///x", { PULUMI_DIY_BACKEND_GZIP: "true" }), undefined);
  });

  const whole = (version: number): string => JSON.stringify({ version, checkpoint: { latest: { resources: [] } } });

  it("that was cut off names its file and the newest whole one, and how to go on", () => {
    const file = join(stacks, "lab.json");
    assert.equal(readCheckpoint(folder, "lab"), undefined);
    writeFileSync(file, whole(3));
    assert.equal(readCheckpoint(folder, "lab")?.version, 3);
    for (const cut of [whole(3).slice(0, -9), "", "null"]) {
      writeFileSync(file, cut);
      assert.throws(
        () => readCheckpoint(folder, "lab"),
        (error: Error) =>
          error.message.includes(`is cut off (${file})`) && error.message.includes("/srv/ruche/state/lab.json"),
      );
    }
    const [cut, old, newest] = ["lab.2.json", "lab.0.json", "lab.1.json"].map((name, index) => {
      const kept = join(folder, "backups/ruche/lab", name);
      writeFileSync(kept, index === 0 ? "{" : whole(index));
      utimesSync(kept, 1_000 - (index === 1 ? 500 : 0), 1_000 - (index === 1 ? 500 : 0));
      return kept;
    });
    assert.throws(
      () => readCheckpoint(folder, "lab"),
      (error: Error) =>
        error.message.includes(`cp ${newest} ${file} && ./ruche up lab`) &&
        !error.message.includes(cut!) &&
        !error.message.includes(old!),
    );
    writeFileSync(`${file}.bak`, whole(2));
    assert.throws(() => readCheckpoint(folder, "lab"), /cp \S+lab\.json\.bak /);
  });

  it("is not changed on a disk that is nearly full", () => {
    const million = 1 << 20;
    writeFileSync(join(stacks, "lab.json"), Buffer.alloc(million));
    assert.throws(
      () => refuseWithoutRoom(folder, "lab", 300 << 10),
      /Only 0\.3 MB are free where the state of lab is .* and a change needs 12\.0 MB: .*; nothing was touched\.$/,
    );
    refuseWithoutRoom(folder, "lab", 12 * million);
    refuseWithoutRoom(join(folder, "not made yet"), "lab");
  });

  it("keeps nothing of a stack that is gone, and all of the others", () => {
    for (const name of ["lab.json.bak", "lab.json.attrs", "school.json", "school.json.bak"])
      writeFileSync(join(stacks, name), "{}");
    for (const name of ["backups/ruche/lab/lab.1.json", "history/ruche/lab/lab-1.history.json"])
      writeFileSync(join(folder, name), "{}");
    const above = mkdtempSync(join(tmpdir(), "ruche-above-"));
    try {
      rmSync(join(above, ".pulumi"), { recursive: true, force: true });
      mkdirSync(join(above, ".pulumi/stacks/ruche"), { recursive: true });
      writeFileSync(join(above, ".pulumi/stacks/ruche/lab.json.bak"), "{}");
      writeFileSync(join(above, ".pulumi/stacks/ruche/school.json"), "{}");
      assert.deepEqual(stacksIn(above), ["school"]);
      removeHistory(above, "lab");
      removeHistory(above, "school");
      assert.deepEqual(readdirSync(join(above, ".pulumi/stacks/ruche")), ["school.json"]);
      assert.deepEqual(stacksIn(join(above, "none")), []);
    } finally {
      rmSync(above, { recursive: true });
    }
  });
});
