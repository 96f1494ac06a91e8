// Entry of the pack. Types are the tests' business.
module.exports = require("../programs/load")("policies/index.ts");
