// Entry of the pack. Types are the tests' business.
module.exports = require("../bundling/load")("policies/index.ts");
