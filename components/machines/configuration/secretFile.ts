import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { quote } from "../../../tools/shell";

/** A secret file of a machine. Its content goes by standard input, never in a script. */
export interface SecretFile {
  readonly path: string;
  readonly content: pulumi.Input<string>;
  /** Octal, default `600`. */
  readonly mode?: string;
  /** Numeric id of its owner and group, default 0. */
  readonly owner?: number;
}

/** The lines that write secret files (each in one step), and the standard input they read. */
export function secretFiles(files: readonly SecretFile[]): { script: string; stdin: pulumi.Output<string> } {
  return {
    script: files
      .map(({ path, mode = "600", owner = 0 }) =>
        [
          "IFS= read -r content",
          `(umask 077; mkdir -p "$(dirname ${quote(path)})"; base64 -d <<<"$content" > ${quote(`${path}.new`)})`,
          ...(owner === 0 ? [] : [`chown ${owner}:${owner} ${quote(`${path}.new`)}`]),
          `chmod ${mode} ${quote(`${path}.new`)}`,
          `mv ${quote(`${path}.new`)} ${quote(path)}`,
        ].join("\n"),
      )
      .join("\n"),
    stdin: pulumi.secret(
      pulumi
        .all(files.map(({ content }) => content))
        .apply((contents) => contents.map((content) => `${Buffer.from(content).toString("base64")}\n`).join("")),
    ),
  };
}

/**
 * A probe's lines: the files are as they were written. They are known by their hashes, which lie in the state in plain:
 * what is hashed must be as long as what the seed derives, and not a word that somebody could guess.
 */
export function secretFilesAre(files: readonly SecretFile[]): pulumi.Output<string> {
  return pulumi.unsecret(
    pulumi.all(files.map(({ content }) => content)).apply((contents) =>
      contents
        .map((content, index) => {
          const { path, mode = "600", owner = 0 } = files[index]!;
          const hash = createHash("sha256").update(content).digest("hex");
          return `[ "$(stat -c %a:%u:%g ${quote(path)})" = ${mode}:${owner}:${owner} ]\n[ "$(sha256sum < ${quote(path)})" = "${hash}  -" ]`;
        })
        .join("\n"),
    ),
  );
}
