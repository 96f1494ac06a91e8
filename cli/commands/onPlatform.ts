/** The ways into a command that works on a platform: each opens it, does the work and leaves nothing open. */
import { DataPlatform } from "../backup/platform";
import type { Answer, Call, Run } from "../command";
import { notUp } from "../failure";
import type { Stack } from "../pulumi/stack";
import { withEnvironment } from "../up/change";
import { openStack, type Prepared, withPrepared } from "../up/prepare";
import { type CheckedWorkspace, checkedWorkspace, openWorkspace } from "../workspace";

/** A call about an environment, whose name is the first argument. */
export interface PlatformCall extends Call {
  readonly name: string;
  readonly stack: Stack;
}

/**
 * Looks at a platform without changing it.
 *
 * @param read - Reads of its state what the work needs; undefined if it is not up.
 * @param nothing - What `--json` has of a platform that is not up.
 */
export const onDeployed =
  <Known>(
    read: (stack: Stack) => Promise<Known | undefined>,
    work: (known: Known, call: PlatformCall) => Promise<Answer>,
    nothing: (name: string) => Readonly<Record<string, unknown>> = () => ({}),
  ): Run =>
  async (call) => {
    const name = call.args[0]!;
    const stack = await openStack(openWorkspace(name), call.progress);
    const known = stack.isKnown ? await read(stack) : undefined;
    if (known === undefined) throw notUp(name, nothing(name));
    return work(known, { ...call, name, stack });
  };

/** Reads the summary and the resources that a review looks at. */
export async function summaryAndResources(stack: Stack) {
  const [summary, resources] = await Promise.all([stack.summary(), stack.reviewed()]);
  return summary && { summary, resources };
}

/** Works with the data of a platform that is up. */
export const onData =
  (work: (platform: DataPlatform, call: Call & { readonly name: string }) => Promise<Answer>): Run =>
  async (call) => {
    const name = call.args[0]!;
    return work(await DataPlatform.open(name, call.progress), { ...call, name });
  };

/** What a command has that may change an environment. */
export interface ChangingCall extends Call, Prepared {
  readonly name: string;
  readonly workspace: CheckedWorkspace;
  /** The moment from which it was the only command. */
  readonly began: Date;
}

/**
 * Works on an environment as the only command that does, with everything at hand that an update needs.
 *
 * @param options.images - Whether images are built. Default true.
 * @param options.first - Done before anything is waited for or brought in: questions and refusals.
 * @param options.alone - Done as the only command, before anything is brought in.
 */
export const onEnvironment =
  (
    work: (call: ChangingCall) => Promise<Answer>,
    options: {
      readonly images?: boolean;
      readonly first?: (workspace: CheckedWorkspace, call: Call) => Promise<void> | void;
      readonly alone?: (workspace: CheckedWorkspace, call: Call) => Promise<void>;
    } = {},
  ): Run =>
  async (call) => {
    const { progress } = call;
    const workspace = checkedWorkspace(call.args[0]!);
    await options.first?.(workspace, call);
    return withEnvironment(workspace, progress, async () => {
      const began = new Date();
      await options.alone?.(workspace, call);
      return withPrepared(
        workspace,
        progress,
        (prepared) => work({ ...call, ...prepared, name: workspace.name, workspace, began }),
        { images: options.images },
      );
    });
  };

/** Says what deserves a look in an environment's file, but is allowed. */
export const sayWarnings = ({ warnings }: CheckedWorkspace, { progress }: Call): void => {
  if (warnings) progress.say(warnings);
};
