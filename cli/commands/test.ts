import { Command } from "commander";
import { runSuites, suites } from "../../tests/run";
import { lastLines } from "../../tools/run";
import { type CommandDefinition, explained } from "../command";
import { exitStatus } from "../failure";

/** `./ruche test [suite…]` */
export const test = (): CommandDefinition => ({
  command: new Command("test")
    .argument("[suites...]", `any of ${suites.join(", ")}; default all`)
    .summary("run the whole test suite")
    .description(
      explained(
        [
          "Runs the tests: types, style and pure logic first (`check`), a real platform last.",
          "The last line counts them.",
        ],
        "./ruche test check",
      ),
    ),
  run: async ({ args: [names] }) => {
    const { passed, failures, seconds } = await runSuites((names ?? []) as unknown as string[]);
    const failed = failures.length;
    // Once more at the end, where commands say why they failed: each suite tells its own in full, and a dozen suites
    // may follow.
    const told = failures.map(({ title, reason }) => `${title}\n${lastLines(reason, 20).replace(/^/gm, "    ")}\n`);
    const took = Object.entries(seconds).map(([suite, count]) => `${suite.padEnd(12)} ${count.toFixed(0)} s`);
    return {
      status: failed === 0 && passed > 0 ? exitStatus.done : exitStatus.failed,
      json: { passed, failed, failures, seconds },
      text: [...told, ...took, `${passed} passed, ${failed} failed`].join("\n"),
    };
  },
});
