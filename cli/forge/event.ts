/** What started a workflow, as the runner wrote it into a file. */
import { readFileSync } from "node:fs";
import { Refusal } from "../failure";

/** The parts of events that are read here. */
export interface ForgeEvent {
  readonly pull_request?: {
    readonly number: number;
    readonly head: { readonly sha: string; readonly repo: { readonly full_name: string } | null };
    readonly base: { readonly sha: string };
  };
  readonly workflow_run?: {
    readonly head_sha: string;
    readonly head_branch: string;
    readonly conclusion: string | null;
    readonly html_url: string;
    readonly head_repository: { readonly full_name: string };
  };
  /** The last commit of a push. */
  readonly after?: string;
  /** Of a workflow that somebody started by hand. */
  readonly inputs?: Readonly<Record<string, string>> | null;
}

/** Reads GITHUB_EVENT_PATH. */
export function readEvent(variables: Readonly<Record<string, string | undefined>>): ForgeEvent {
  const file = variables.GITHUB_EVENT_PATH;
  if (!file)
    throw new Refusal("This command runs in a workflow: GITHUB_EVENT_PATH is not set. See docs/pullRequests.md");
  return JSON.parse(readFileSync(file, "utf8")) as ForgeEvent;
}
