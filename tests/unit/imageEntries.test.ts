import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { catalogue } from "../../components/services/catalogue";
import { IMAGE_NAMES, IMAGES, platformImages, root } from "../../images/catalogue";
import { entrySchema } from "../../images/entry";

const entry = entrySchema
  .required({ usualSeconds: true })
  .extend({ parent: z.enum(IMAGE_NAMES as [string]).optional() });

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
