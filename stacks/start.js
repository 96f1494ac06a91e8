// Entry of the program. Libraries are JavaScript already: loaded before tsx, they are not looked at by it, which halves the
// time to start. Types are the tests' business.
for (const library of ["@pulumi/pulumi", "@pulumi/docker", "@pulumi/command", "yaml", "zod"]) require(library);
require("tsx/cjs");

module.exports = require("./index.ts");
