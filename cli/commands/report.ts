import { writeFileSync } from "node:fs";
import { Option } from "commander";
import { usualEnvironment } from "../clone";
import { type CommandDefinition, environmentCommand, explained } from "../command";
import { exitStatus } from "../failure";
import { collect } from "../review/collect";
import { htmlPage } from "../review/html";
import { markdown } from "../review/markdown";
import { type Review, verdictLine } from "../review/review";
import { sarif } from "../review/sarif";

/** The forms of a report. */
const formats = {
  markdown: (review: Review) => markdown(review),
  sarif: (review: Review) => JSON.stringify(sarif(review), null, 2),
  json: (review: Review) => JSON.stringify(review),
  html: htmlPage,
} as const satisfies Record<string, (review: Review) => string>;

type Format = keyof typeof formats;

/** `./ruche report [environment]` */
export const report = (): CommandDefinition => ({
  command: environmentCommand("report")
    .option(
      "--against <ref>",
      "compare with what a commit declares, both previewed from nothing: needs no state, no secret and no machine",
    )
    .addOption(new Option("--format <format>", "form of the report").choices(Object.keys(formats)).default("markdown"))
    .option("--output <file>", "write it there; without it, to standard output")
    .summary("tell reviewers what a change would do, and what the policies say of it")
    .description(
      explained(
        [
          "Previews the environment and writes a report of what would change.",
          "It is written when the preview fails or a policy blocks, too; the status is then 1.",
        ],
        `./ruche report ${usualEnvironment} --format html --output review.html`,
      ),
    ),
  run: async ({ args: [name], options: { against, format, output }, progress }) => {
    const review = await collect(name!, against as string | undefined, progress);
    const text = formats[format as Format](review);
    if (output !== undefined) writeFileSync(String(output), text);
    return {
      status: review.result === "blocked" || review.result === "failed" ? exitStatus.failed : exitStatus.done,
      json: review,
      text: output === undefined ? text : `${name}: ${verdictLine(review)}. Written to ${String(output)}`,
    };
  },
});
