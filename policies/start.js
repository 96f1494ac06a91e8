// Entry of the pack: tsx reads TypeScript without checking it, which is the tests' business and would cost seconds at each preview.
require("tsx/cjs");

module.exports = require("./index.ts");
