// Entry of the folder's programs: `start.js main VERB NAME…`, `start.js deliver NAME`.
const [program] = process.argv.splice(2, 1);
require("../bundling/load")(`images/${program}.ts`);
