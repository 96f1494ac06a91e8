import { Command } from "commander";
import { runSuites, suites } from "../../tests/run";
import { exitStatus } from "../failure";
import type { CommandDefinition } from ".";

/** `./ruche test [suite…]` */
export const test = (): CommandDefinition => ({
  command: new Command("test")
    .argument("[suites...]", `any of ${Object.keys(suites).join(", ")}; default all`)
    .summary("run the whole test suite")
    .description("Runs the tests: pure logic first, a real platform last. The last line counts them.\n\nExample: ./ruche test unit"),
  run: async ([names]) => {
    const { passed, failed, seconds } = await runSuites((names ?? []) as unknown as string[]);
    return {
      status: failed === 0 && passed > 0 ? exitStatus.done : exitStatus.failed,
      json: { passed, failed, seconds },
      text: Object.entries(seconds).map(([suite, took]) => `${suite.padEnd(12)} ${took.toFixed(0)} s`).join("\n") + `\n${passed} passed, ${failed} failed`,
    };
  },
});
