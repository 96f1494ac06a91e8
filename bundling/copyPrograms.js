/** The last step of `npm run build`: what compiled modules read lies beside them, as it does in the clone. */
const { cpSync, statSync } = require("node:fs");
const path = require("node:path");

const root = path.dirname(__dirname);
const programs = /\.(sh|py|service)$/;

/** Files of images are copied as they are; of the others those that are not compiled and that modules read. */
const needed = (name) =>
  /^images\/[^/]+\/|^components\/services\/[^/]+\/(image\/|image\.yaml$)|^images\/start\.js$/.test(name) ||
  programs.test(name);

for (const folder of ["components", "images"])
  cpSync(path.join(root, folder), path.join(root, "dist", folder), {
    recursive: true,
    filter: (source) => statSync(source).isDirectory() || needed(path.relative(root, source)),
  });
