import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { catalogue } from "../../components/services/catalogue";
import { IMAGE_NAMES, IMAGES, platformImages, root } from "../../images/catalogue";

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
    folders: z.array(z.string()).optional(),
  }),
  z.strictObject({ kind: z.literal("npm"), package: z.string(), folder: z.string() }),
]);
const entry = z.strictObject({
  parent: z.enum(IMAGE_NAMES as [string]).optional(),
  version: z.string(),
  artefact: artefact.optional(),
  usualSeconds: z.number().int().min(1),
});

describe("entries of images", () => {
  for (const name of IMAGE_NAMES)
    it(`${name} has the form of an entry, and a folder with a Dockerfile`, () => {
      entry.parse(IMAGES[name]);
      assert.ok(existsSync(join(platformImages.folders[name], "Dockerfile")));
    });

  it("of a service have its name, which no image of the platform has", () => {
    const own = IMAGE_NAMES.filter((name) => platformImages.folders[name].startsWith(join(root, "components/")));
    const kinds = catalogue.filter(({ definition: { kind, image } }) => kind === image);
    assert.deepEqual(
      own,
      kinds.map(({ definition }) => definition.kind),
    );
  });
});
