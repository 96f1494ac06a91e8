"use strict";
// Mocha's own report for people; the counts, and what failed and why, in a file for the command that ran it.
const { writeFileSync } = require("node:fs");
const { reporters, Runner } = require("mocha");

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const failed = [];
    runner.on(Runner.constants.EVENT_TEST_FAIL, (test, error) => {
      const reason = String(error.message ?? error);
      failed.push({ title: test.titlePath().join(": "), reason });
      // At once as well: a long suite may be cut off before the report's end.
      reporters.Base.consoleLog(reason);
    });
    runner.once(Runner.constants.EVENT_RUN_END, () => writeFileSync(options.reporterOptions.file, JSON.stringify({ passes: this.stats.passes, failed })));
  }
};
