/** The last step of `npm run build`: programs and units of machines lie beside the components that read them. */
const { cpSync } = require("node:fs");
const path = require("node:path");

const root = path.dirname(__dirname);
cpSync(path.join(root, "components"), path.join(root, "dist/components"), {
  recursive: true,
  // Images are no part of what is compiled.
  filter: (source) => path.basename(source) !== "image" && (!path.extname(source) || /\.(sh|py|service)$/.test(source)),
});
