import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { platformImages, root } from "../../images/catalogue";
import { imageFamily } from "../../images/family";

describe("an image family with folders of one's own", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ruche-family-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const add = (name: string, entry: string): void => {
    mkdirSync(join(folder, name, "image"), { recursive: true });
    writeFileSync(join(folder, name, "image.yaml"), entry);
    writeFileSync(join(folder, name, "image/Dockerfile"), "FROM ruche/web\n");
  };

  it("has its images beside those of Ruche, whose keys stay", () => {
    add("clock", 'parent: web\nversion: "1"\n');
    const family = imageFamily({ folders: [folder] });
    const { name, key } = family.image("clock");
    assert.match(`${name} ${key}`, /^clock [0-9a-f]{16}$/);
    assert.equal(family.localReference("clock"), `ruche/clock:${key}`);
    for (const known of Object.keys(platformImages.entries))
      assert.deepEqual(family.image(known), imageFamily().image(known));
    writeFileSync(join(folder, "clock/image/Dockerfile"), "FROM ruche/web\nUSER 33:33\n");
    assert.notEqual(imageFamily({ folders: [folder] }).image("clock").key, key);
  });

  it("reads a folder once, however many images stand on it: all keys are of one moment", () => {
    for (const name of ["clock", "bell"]) add(name, 'parent: tower\nversion: "1"\n');
    add("tower", 'parent: web\nversion: "1"\n');
    const [before, family] = [imageFamily({ folders: [folder] }), imageFamily({ folders: [folder] })];
    const { key } = before.image("bell");
    family.image("clock");
    writeFileSync(join(folder, "tower/image/Dockerfile"), "FROM ruche/web\nUSER 33:33\n");
    assert.equal(family.image("bell").key, key);
    assert.notEqual(imageFamily({ folders: [folder] }).image("bell").key, key);
  });

  it("hands its folders to the commands, which start without an absolute path of the clone", () => {
    const start = `node ${relative(process.cwd(), join(root, "images/start.js"))}`;
    assert.equal(imageFamily().pushCommand, `${start} deliver`);
    const { pushCommand, loadCommand } = imageFamily({ folders: ["."] });
    assert.equal(pushCommand, `${start} deliver --folder .`);
    assert.equal(loadCommand("host"), `${start} main load --folder . host`);
  });

  for (const [what, name, entry, expected] of [
    [
      "a name of Ruche's",
      "web",
      'parent: base\nversion: "1"\n',
      /the image "web" is in .*images\/web and in .*web\/image/,
    ],
    [
      "an unknown parent",
      "clock",
      'parent: wab\nversion: "1"\n',
      /there is no image "wab", on which .* stands; the images/,
    ],
    ["no version", "clock", "parent: web\n", /clock\/image\.yaml says no version; write one, as text/],
  ] as const)
    it(`refuses an image with ${what}`, () => {
      add(name, entry);
      assert.throws(() => imageFamily({ folders: [folder] }), expected);
    });

  for (const [what, name, entry, expected] of [
    ["a name that is no label", "Clock", 'version: "1"\n', /Clock\/image\.yaml: "Clock" is no name of an image/],
    ["a name with words for the shell", "a; b", 'version: "1"\n', /a; b\/image\.yaml: "a; b" is no name/],
    ["itself as parent", "clock", 'parent: clock\nversion: "1"\n', /clock\/image: .* itself: clock on clock/],
    ["an unknown key", "clock", 'version: "1"\nparents: web\n', /clock\/image\.yaml: Unrecognized key: "parents"/],
    [
      "an unknown key of what it takes in",
      "clock",
      'version: "1"\nartefact: { kind: npm, package: x, folder: y, tag: z }\n',
      /clock\/image\.yaml, artefact: Unrecognized key: "tag"/,
    ],
    ["no YAML", "clock", "version: [\n", /clock\/image\.yaml is no YAML: /],
    ["an empty entry", "clock", "", /clock\/image\.yaml says no version/],
  ] as const)
    it(`refuses an image with ${what}, and names its file`, () => {
      add(name, entry);
      assert.throws(() => imageFamily({ folders: [folder] }), expected);
    });

  it("refuses images that stand on each other", () => {
    add("clock", 'parent: tower\nversion: "1"\n');
    add("tower", 'parent: clock\nversion: "1"\n');
    assert.throws(() => imageFamily({ folders: [folder] }), /clock\/image: .* itself: clock on tower on clock/);
  });

  it("refuses an image without its folder, and a folder that is not there", () => {
    add("clock", 'version: "1"\n');
    rmSync(join(folder, "clock/image"), { recursive: true });
    assert.throws(
      () => imageFamily({ folders: [folder] }),
      /clock\/image\.yaml: there is no Dockerfile in .*clock\/image/,
    );
    assert.throws(() => imageFamily({ folders: [join(folder, "none")] }), /none, where images should be, is no folder/);
  });

  it("quotes what its command is asked to load", () => {
    assert.match(imageFamily().loadCommand("a; b"), / 'a; b'$/);
  });

  it("refuses a name that is not there", () => {
    assert.throws(() => imageFamily().image("clock"), /there is no image "clock"; the images are base, host/);
  });
});
