// Entry of the program. Types are the tests' business.
module.exports = require("../bundling/load")("stacks/index.ts");
