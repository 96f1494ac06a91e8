// Entry of the command. Types are the tests' business; stacks are shown with RUCHE_DEBUG only.
if (process.env.RUCHE_DEBUG) require("source-map-support/register");
require("../bundling/load")("cli/main.ts");
