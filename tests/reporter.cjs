"use strict";
// For people a line per case that took its time or failed, so that the record of a whole run is read to its end; the
// rest in numbers.
// For the command that ran it the counts, and what failed and why, in a file.
const { writeFileSync } = require("node:fs");
const { reporters, Runner } = require("mocha");

const { consoleLog } = reporters.Base;
const pathOf = (test) => test.titlePath().join(": ");

module.exports = class CountingReporter extends reporters.Base {
  constructor(runner, options) {
    super(runner, options);
    const failed = [];
    const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING, EVENT_RUN_END } = Runner.constants;
    runner.on(EVENT_TEST_PASS, (test) => {
      if (test.speed !== "fast") consoleLog(`  ✔ ${pathOf(test)} (${test.duration} ms)`);
    });
    runner.on(EVENT_TEST_PENDING, (test) => consoleLog(`  - ${pathOf(test)} (skipped)`));
    runner.on(EVENT_TEST_FAIL, (test, error) => {
      const reason = String(error.message ?? error);
      failed.push({ title: pathOf(test), reason });
      consoleLog(`  ✗ ${pathOf(test)}\n${reason}`);
    });
    runner.once(EVENT_RUN_END, () => {
      this.epilogue();
      writeFileSync(options.reporterOptions.file, JSON.stringify({ passes: this.stats.passes, failed }));
    });
  }
};
