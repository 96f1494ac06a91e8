// Entry of the folder's programs: `start.js main VERB NAME…`, `start.js deliver NAME`.
const { existsSync } = require("node:fs");

const [program] = process.argv.splice(2, 1);
const compiled = `${__dirname}/${program}.js`;
// In the package they are compiled already.
if (existsSync(compiled)) require(compiled);
else require("../bundling/load")(`images/${program}.ts`);
