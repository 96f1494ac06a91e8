/** The file transfer side of the test server: what an upload needs, on this computer's own files. */
import * as fs from "node:fs";
import { type Attributes, utils } from "ssh2";

const { STATUS_CODE } = utils.sftp;

const attributesOf = (stats: fs.Stats): Attributes => ({
  mode: stats.mode,
  uid: stats.uid,
  gid: stats.gid,
  size: stats.size,
  atime: stats.atimeMs / 1000,
  mtime: stats.mtimeMs / 1000,
});

/** Serves one session. */
export function serveFiles(sftp: any): void {
  const files = new Map<number, number>();
  let last = 0;
  const attempt = (id: number, work: () => void) => {
    try {
      work();
    } catch (error) {
      sftp.status(
        id,
        (error as NodeJS.ErrnoException).code === "ENOENT" ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE,
        (error as Error).message,
      );
    }
  };
  const done = (id: number) => sftp.status(id, STATUS_CODE.OK);
  sftp.on("OPEN", (id: number, name: string) =>
    attempt(id, () => {
      const handle = Buffer.alloc(4);
      handle.writeUInt32BE(++last);
      files.set(last, fs.openSync(name, "w"));
      sftp.handle(id, handle);
    }),
  );
  sftp.on("WRITE", (id: number, handle: Buffer, offset: number, data: Buffer) =>
    attempt(id, () => {
      fs.writeSync(files.get(handle.readUInt32BE())!, data, 0, data.length, offset);
      done(id);
    }),
  );
  sftp.on("CLOSE", (id: number, handle: Buffer) =>
    attempt(id, () => {
      fs.closeSync(files.get(handle.readUInt32BE())!);
      done(id);
    }),
  );
  for (const name of ["STAT", "LSTAT"])
    sftp.on(name, (id: number, file: string) => attempt(id, () => sftp.attrs(id, attributesOf(fs.statSync(file)))));
  sftp.on("REALPATH", (id: number, file: string) =>
    attempt(id, () => sftp.name(id, [{ filename: fs.realpathSync(file), longname: "", attrs: {} }])),
  );
  sftp.on("MKDIR", (id: number, name: string) =>
    attempt(id, () => {
      fs.mkdirSync(name);
      done(id);
    }),
  );
  sftp.on("REMOVE", (id: number, name: string) =>
    attempt(id, () => {
      fs.unlinkSync(name);
      done(id);
    }),
  );
  sftp.on("RENAME", (id: number, from: string, to: string) =>
    attempt(id, () => {
      fs.renameSync(from, to);
      done(id);
    }),
  );
  for (const name of ["SETSTAT", "FSETSTAT"])
    sftp.on(name, (id: number, file: string, attributes: Attributes) =>
      attempt(id, () => {
        if (typeof file === "string" && attributes.mode !== undefined) fs.chmodSync(file, attributes.mode & 0o7777);
        done(id);
      }),
    );
}
