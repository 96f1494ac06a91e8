import { Argument, Command } from "commander";
import { type CommandDefinition, explained } from "../command";
import { upAfterMerge } from "../forge/merge";
import { commentOnPullRequest, previewPullRequest } from "../forge/preview";
import { drillAll, keepDriftIssues } from "../forge/scheduled";
import type { Done, RunnerVariables } from "../forge/work";

const tasks: Readonly<Record<string, (variables: RunnerVariables, folder: string) => Promise<Done>>> = {
  preview: previewPullRequest,
  comment: commentOnPullRequest,
  up: upAfterMerge,
  drift: keepDriftIssues,
  drill: drillAll,
};

/** `./ruche forge TASK` */
export const forge = (): CommandDefinition => ({
  command: new Command("forge")
    .addArgument(new Argument("<task>", "what a workflow does").choices(Object.keys(tasks)))
    .option("--reports <folder>", "where `preview` leaves reports and `comment` finds them", "reports")
    .summary("what the workflows of a forge run (GitHub, Forgejo, Gitea)")
    .description(
      explained(
        [
          "Reads the variables that a runner sets and speaks with the forge:",
          "previews and comments on pull requests, brings up what was merged and reviewed,",
          "keeps issues about drift, commits evidence of drills.",
        ],
        "./ruche forge preview --reports reports",
      ),
    ),
  run: async ({ args: [task = ""], options: { reports } }) => tasks[task]!(process.env, String(reports)),
});
