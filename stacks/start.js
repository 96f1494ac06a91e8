// Entry of the program. Types are the tests' business.
module.exports = require("../programs/load")("stacks/index.ts");
