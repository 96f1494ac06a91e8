/** `command:remote:CopyToRemote` and the older `CopyFile`: files on a host. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { OperationContext, ResourceType } from "./resource";
import type { Hosts } from "./ssh/hosts";
import { Upload } from "./ssh/upload";
import { type Properties, plain, sourceOf } from "./values";

/**
 * Copies a file, a text or a directory. Each file appears with its whole content or not at all. As in the official
 * provider, an update copies only if content or path changed, and deleting the resource leaves the copy where it is.
 */
export class Copy implements ResourceType {
  readonly replacedBy = ["triggers"];

  constructor(private readonly hosts: Hosts) {}

  idPrefix(): string {
    return "";
  }
  unknownOutputs(): readonly string[] {
    return [];
  }

  async create(inputs: Properties, { signal }: OperationContext): Promise<Properties> {
    const { connection, remotePath, source, localPath } = plain(inputs);
    const what = localPath === undefined ? sourceOf(source)! : { path: localPath as string, text: undefined };
    await this.hosts.get(connection).files(async (sftp) => {
      const upload = new Upload(sftp);
      if (what.path === undefined) await upload.text(what.text ?? "", remotePath);
      else if (fs.statSync(what.path).isDirectory()) await upload.directory(what.path, remotePath);
      else await upload.file(path.resolve(what.path), remotePath);
    }, signal);
    return {};
  }

  async update(olds: Properties, inputs: Properties, context: OperationContext): Promise<Properties> {
    const [before, now] = [plain(olds), plain(inputs)];
    const same =
      before.remotePath === now.remotePath &&
      before.localPath === now.localPath &&
      now.source !== undefined &&
      sourceOf(before.source)?.hash === sourceOf(now.source)?.hash;
    return same ? {} : this.create(inputs, context);
  }

  async delete(): Promise<void> {
    /* the copy stays */
  }
}
