/** Writing files on a host over its file transfer session. */
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { SFTPWrapper, Stats } from "ssh2";

/** SFTP's status for a path that is not there (draft-ietf-secsh-filexfer-02, section 7). */
const noSuchFile = 2;

/** Uploads into one host. Remote paths use `/`. */
export class Upload {
  constructor(private readonly sftp: SFTPWrapper) {}

  /** Writes a text to a file. */
  async text(content: string, target: string): Promise<void> {
    if ((await this.stat(target))?.isDirectory())
      throw new Error(`${target} is a directory on the host: a text needs the path of a file`);
    await this.write(Readable.from([Buffer.from(content)]), target);
  }

  /** Copies a file: onto `target`, or into it when it is a directory there. */
  async file(source: string, target: string): Promise<void> {
    const into = (await this.stat(target))?.isDirectory() ? path.posix.join(target, path.basename(source)) : target;
    await this.write(fs.createReadStream(source), into);
  }

  /**
   * Copies a directory into `target`: itself, or only what is in it when `source` ends with `/`. Existing files are
   * overwritten.
   */
  async directory(source: string, target: string): Promise<void> {
    await this.makeDirectory(target);
    await this.tree(source, source.endsWith("/") ? target : path.posix.join(target, path.basename(source)));
  }

  private async tree(source: string, target: string): Promise<void> {
    await this.makeDirectory(target);
    for (const name of fs.readdirSync(source).sort()) {
      const [from, to] = [path.join(source, name), path.posix.join(target, name)];
      if (fs.statSync(from).isDirectory()) await this.tree(from, to);
      else await this.write(fs.createReadStream(from), to);
    }
  }

  /**
   * Writes beside the target and moves it over, so that a reader never sees half a file. Mode and owner of an existing
   * file stay.
   */
  private async write(content: Readable, target: string): Promise<void> {
    await this.makeDirectory(path.posix.dirname(target));
    const existing = await this.stat(target);
    if (existing?.isDirectory()) throw new Error(`${target} is a directory on the host`);
    const real = existing === undefined ? target : await this.ask<string>((done) => this.sftp.realpath(target, done));
    const temporary = `${real}.${randomBytes(6).toString("hex")}.new`;
    try {
      await pipeline(content, this.sftp.createWriteStream(temporary));
      if (existing !== undefined) {
        await this.ask((done) => this.sftp.chmod(temporary, existing.mode & 0o7777, done));
        // Giving a file away takes root; without that the file was ours before.
        await this.ask((done) => this.sftp.chown(temporary, existing.uid, existing.gid, done)).catch(() => undefined);
      }
      await this.replace(temporary, real);
    } catch (error) {
      await this.ask((done) => this.sftp.unlink(temporary, done)).catch(() => undefined);
      throw new Error(`${target} cannot be written on the host: ${(error as Error).message}`);
    }
  }

  /** Renames over an existing file: one step where the host knows OpenSSH's extension, else remove and rename. */
  private async replace(from: string, to: string): Promise<void> {
    try {
      await this.ask((done) => this.sftp.ext_openssh_rename(from, to, done));
    } catch (error) {
      if (!/extended request|unsupported/i.test((error as Error).message)) throw error;
      await this.ask((done) => this.sftp.unlink(to, done)).catch(() => undefined);
      await this.ask((done) => this.sftp.rename(from, to, done));
    }
  }

  private async makeDirectory(directory: string): Promise<void> {
    const existing = await this.stat(directory);
    if (existing?.isDirectory()) return;
    if (existing !== undefined) throw new Error(`${directory} is on the host, but is no directory`);
    await this.makeDirectory(path.posix.dirname(directory));
    await this.ask((done) => this.sftp.mkdir(directory, done)).catch(async (error) => {
      // Another copy may have made it just now.
      if (!(await this.stat(directory))?.isDirectory()) throw error;
    });
  }

  private async stat(file: string): Promise<Stats | undefined> {
    return this.ask<Stats>((done) => this.sftp.stat(file, done)).catch((error) => {
      if ((error as { code?: number }).code === noSuchFile) return undefined;
      throw error;
    });
  }

  private ask<T>(question: (done: (error: Error | null | undefined, answer?: T) => void) => void): Promise<T> {
    return new Promise((ready, failed) => question((error, answer) => (error ? failed(error) : ready(answer as T))));
  }
}
