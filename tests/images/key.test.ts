import { strict as assert } from "node:assert";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { IMAGE_NAMES, imageCatalogue, root } from "../../images/catalogue";
import { artefactKey, imageKey } from "../../images/key";

describe("image keys", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "ruche-key-"));
    for (const part of ["images", "components/services"])
      cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const keys = () => Object.fromEntries(IMAGE_NAMES.map((name) => [name, imageKey(name, imageCatalogue([], folder))]));
  const changed = (before: Record<string, string>) =>
    IMAGE_NAMES.filter((name) => before[name] !== imageKey(name, imageCatalogue([], folder)));

  it("are 16 hexadecimal digits, all different, and the same in every clone", () => {
    const here = keys();
    for (const key of Object.values(here)) assert.match(key, /^[0-9a-f]{16}$/);
    assert.equal(new Set(Object.values(here)).size, IMAGE_NAMES.length);
    assert.deepEqual(here, Object.fromEntries(IMAGE_NAMES.map((name) => [name, imageKey(name)])));
  });

  it("change with a file of the image and of what it stands on, and of nothing else", () => {
    const before = keys();
    writeFileSync(path.join(folder, "images/web/etc/nginx/nginx.conf"), "# other\n");
    assert.deepEqual(changed(before), ["web", "dokuwiki"]);
    writeFileSync(path.join(folder, "images/base/as-user"), "# other\n");
    assert.deepEqual(changed(before), IMAGE_NAMES);
  });

  it("do not depend on the order in which files were made", () => {
    const inOrder = (...names: string[]) => {
      rmSync(path.join(folder, "images/mariadb/new"), { recursive: true, force: true });
      mkdirSync(path.join(folder, "images/mariadb/new"));
      for (const name of names) writeFileSync(path.join(folder, "images/mariadb/new", name), name);
      return imageKey("mariadb", imageCatalogue([], folder));
    };
    assert.equal(inOrder("a", "b"), inOrder("b", "a"));
    assert.notEqual(inOrder("a"), inOrder("b"));
  });

  it("tell a program from a file, a new name from an old one, and content in one file from the same in two", () => {
    const seen = new Set([imageKey("mariadb", imageCatalogue([], folder))]);
    const file = path.join(folder, "images/mariadb/extra");
    const add = () => {
      const key = imageKey("mariadb", imageCatalogue([], folder));
      assert.equal(seen.has(key), false);
      seen.add(key);
    };
    writeFileSync(file, "ab");
    add();
    chmodSync(file, 0o755);
    add();
    writeFileSync(file, "a");
    writeFileSync(`${file}2`, "b");
    add();
    rmSync(`${file}2`);
    rmSync(file);
    writeFileSync(`${file}3`, "ab");
    add();
  });

  it("of what is compiled change with its modules and what stands in for parts of them alone", () => {
    const before = artefactKey("traefik", imageCatalogue([], folder));
    writeFileSync(path.join(folder, "images/base/as-user"), "# other\n");
    writeFileSync(path.join(folder, "images/traefik/Dockerfile"), "FROM ruche/base\n");
    assert.equal(artefactKey("traefik", imageCatalogue([], folder)), before);
    writeFileSync(path.join(folder, "images/traefik/go.sum"), "");
    const other = artefactKey("traefik", imageCatalogue([], folder));
    assert.notEqual(other, before);
    writeFileSync(path.join(folder, "images/traefik/dnsProviders.go"), "package dns\n");
    assert.notEqual(artefactKey("traefik", imageCatalogue([], folder)), other);
  });
});
