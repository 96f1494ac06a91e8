import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

/** What is made on the computer before an image takes it in: a Debian root, a Go program, an npm program. */
export type Artefact =
  | { readonly kind: "debian-root"; readonly packages: readonly string[] }
  | {
      readonly kind: "go";
      readonly program: string;
      readonly package: string;
      readonly versionVariable?: string;
      readonly tags?: string;
      /** What of its modules is left out. */
      readonly replaced?: readonly ReplacedFiles[];
      /** Folders of the image that are Go modules: `go.mod` has them in the place of others, by their path. */
      readonly modules?: readonly string[];
      /** Folders of the package's module that the program reads when it runs. */
      readonly folders?: readonly string[];
    }
  | { readonly kind: "npm"; readonly package: string; readonly folder: string };

/** Files in a folder of a Go module in whose place one file of the image's folder is compiled. */
export interface ReplacedFiles {
  readonly module: string;
  readonly folder: string;
  readonly files: readonly string[];
  readonly by: string;
}

export interface ImageEntry {
  /** The image it stands on; absent for the one that stands on nothing. */
  readonly parent?: string;
  /** Version of the software in it, for people; the key tells what really is in it. */
  readonly version: string;
  readonly artefact?: Artefact;
  /** What a first build takes on two cores, for progress. */
  readonly usualSeconds: number;
}

const artefact = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("debian-root"), packages: z.array(z.string()) }),
  z.strictObject({
    kind: z.literal("go"),
    program: z.string(),
    package: z.string(),
    versionVariable: z.string().optional(),
    tags: z.string().optional(),
    replaced: z
      .array(
        z.strictObject({ module: z.string(), folder: z.string(), files: z.array(z.string()).min(1), by: z.string() }),
      )
      .optional(),
    modules: z.array(z.string()).optional(),
    folders: z.array(z.string()).optional(),
  }),
  z.strictObject({ kind: z.literal("npm"), package: z.string(), folder: z.string() }),
]);

/** The form of an `image.yaml`. */
export const entrySchema = z.strictObject({
  parent: z.string().optional(),
  version: z.string("says no version; write one, as text"),
  artefact: artefact.optional(),
  usualSeconds: z.number().int().min(1).optional(),
});

/**
 * What an `image.yaml` says.
 *
 * @throws Error with the file and the reason, for one that is no entry of an image.
 */
export function readEntry(file: string): ImageEntry {
  // It stays as it was read: keys of images are made of its words in their order.
  const entry = parsed(file);
  const { error } = entrySchema.safeParse(entry);
  const [issue] = error?.issues ?? [];
  if (issue === undefined) return { usualSeconds: 30, ...(entry as Omit<ImageEntry, "usualSeconds">) };
  if (issue.path.join() === "version") throw new Error(`${file} ${issue.message}`);
  throw new Error(`${file}${issue.path.length > 0 ? `, ${issue.path.join(".")}` : ""}: ${issue.message}`);
}

function parsed(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8")) ?? {};
  } catch (error) {
    throw new Error(`${file} is no YAML: ${(error as Error).message}`);
  }
}
