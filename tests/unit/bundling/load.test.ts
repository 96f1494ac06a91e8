/** Programs read as one bundle: never an old one. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const root = resolve(__dirname, "../../..");

describe("a TypeScript program read as one bundle", function () {
  this.timeout(60_000);
  let clone: string;
  const write = (file: string, content: string): void => writeFileSync(join(clone, file), content);
  const bundles = (): string[] => readdirSync(join(clone, ".ruche/.programs")).filter((name) => name.endsWith(".js"));
  const read = async (...node: string[]): Promise<string> =>
    (
      await promisify(execFile)(
        process.execPath,
        [...node, "-e", 'console.log(JSON.stringify(require("./bundling/load")("app/index.ts")))'],
        { cwd: clone },
      )
    ).stdout.trim();

  beforeEach(() => {
    clone = mkdtempSync(join(tmpdir(), "ruche-programs-"));
    for (const name of ["bundling", "tsconfig.json"]) cpSync(join(root, name), join(clone, name), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(clone, "node_modules"));
    mkdirSync(join(clone, "app/part"), { recursive: true });
    write(
      "app/index.ts",
      'import { value } from "./part";\nexport const said: string = `${value} ${__dirname.split("/").at(-1)}`;\n',
    );
    write("app/part/index.ts", "export const value: number = 1;\n");
  });
  afterEach(() => rmSync(clone, { recursive: true, force: true }));

  it("gives what the program exports; a module knows where it lies", async () => {
    assert.equal(await read(), '{"said":"1 app"}');
  });

  it("is made once, and again when a file changed, though size and time are as before", async () => {
    await read();
    const [made] = bundles();
    const before = statSync(join(clone, ".ruche/.programs", made!)).ctimeMs;
    assert.equal(await read(), '{"said":"1 app"}');
    assert.deepEqual(bundles(), [made]);
    assert.equal(statSync(join(clone, ".ruche/.programs", made!)).ctimeMs, before);
    const { atime, mtime } = statSync(join(clone, "app/part/index.ts"));
    write("app/part/index.ts", "export const value: number = 2;\n");
    utimesSync(join(clone, "app/part/index.ts"), atime, mtime);
    assert.equal(await read(), '{"said":"2 app"}');
    assert.equal(bundles().length, 1);
  });

  it("is made again when a new file takes the place of another, and when that one goes", async () => {
    await read();
    write("app/part.ts", "export const value = 3;\n");
    assert.equal(await read(), '{"said":"3 app"}');
    unlinkSync(join(clone, "app/part.ts"));
    assert.equal(await read(), '{"said":"1 app"}');
  });

  it("is another clone's no longer after a move: each runs its own, whatever lies at the former place", async () => {
    write("app/index.ts", "export const said: string = __dirname;\n");
    const [here, moved] = [clone, `${clone}-moved`];
    await read();
    try {
      renameSync(here, moved);
      cpSync(moved, here, { recursive: true, verbatimSymlinks: true });
      assert.equal(await read(), JSON.stringify({ said: join(here, "app") }));
      clone = moved;
      assert.equal(await read(), JSON.stringify({ said: join(moved, "app") }));
      clone = here;
      assert.equal(await read(), JSON.stringify({ said: join(here, "app") }));
    } finally {
      rmSync(moved, { recursive: true, force: true });
      clone = here;
    }
  });

  it("is made and kept where the clock of the files is ahead, and noted once nothing changes any more", async () => {
    write("behind.js", "Date.now = () => 1e12;\n");
    const env = { ...process.env, NODE_OPTIONS: `--require ${join(clone, "behind.js")}` };
    const record = join(clone, ".ruche/.programs/app-index.ts.json");
    await promisify(execFile)(process.execPath, ["bundling/bundle.js", "app/index.ts"], { cwd: clone, env });
    const before = statSync(record).ctimeMs;
    assert.equal(await read(), '{"said":"1 app"}');
    assert.equal(statSync(record).ctimeMs, before);
  });

  it("is used without a record where a file never stays the same", async () => {
    // As on a file system that gives a file another inode each time.
    write(
      "restless.js",
      `const fs = require("node:fs"), { statSync } = fs;
       fs.statSync = (...args) => Object.assign(statSync(...args), { ino: Math.random(), ctimeMs: Date.now() + 1e6 });`,
    );
    process.env.NODE_OPTIONS = `--require ${join(clone, "restless.js")}`;
    try {
      assert.equal(await read(), '{"said":"1 app"}');
    } finally {
      delete process.env.NODE_OPTIONS;
    }
    assert.equal(existsSync(join(clone, ".ruche/.programs/app-index.ts.json")), false);
  });

  it("lies in the user's cache where the clone cannot be written, and finds the clone's libraries all the same", async () => {
    write("app/index.ts", 'import { build } from "esbuild";\nexport const said = typeof build;\n');
    write(".ruche", "a file, where the folder would be");
    process.env.XDG_CACHE_HOME = join(clone, "cache");
    try {
      assert.equal(await read(), '{"said":"function"}');
      assert.equal(readdirSync(join(clone, "cache/ruche/programs")).length, 1);
      process.env.XDG_CACHE_HOME = join(clone, "tsconfig.json");
      await assert.rejects(read(), /Neither \S+\.ruche nor \S+ can be written\. Give one of them to this user/);
    } finally {
      delete process.env.XDG_CACHE_HOME;
    }
  });

  it("is made by several processes at once, and without what V8 kept", async () => {
    assert.deepEqual(await Promise.all([read(), read(), read()]), Array(3).fill('{"said":"1 app"}'));
    for (const name of readdirSync(join(clone, ".ruche/.programs")).filter((each) => each.endsWith(".v8")))
      write(join(".ruche/.programs", name), "not what V8 wrote");
    assert.equal(await read(), '{"said":"1 app"}');
  });

  it("a mistake names file and line of the source, when it is read and when it runs", async () => {
    write("app/part/index.ts", "interface None {}\n\nexport const value = ;\n");
    await assert.rejects(read(), /app\/index\.ts cannot be translated[\s\S]*app\/part\/index\.ts:3:21/);
    write(
      "app/part/index.ts",
      'interface None {}\n\nexport const value = fail();\n\nfunction fail(): number {\n  throw new Error("so");\n}\n',
    );
    await assert.rejects(read("-r", "source-map-support/register"), /app\/part\/index\.ts:6:9/);
  });
});
