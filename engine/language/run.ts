/** `Run`: one run of a Pulumi program, in a Node process of its own. */

import { readFileSync } from "node:fs";
import { type RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb";
import { sdkFile, startNode } from "./children";
import { programEnvironment, runtimeOptions } from "./options";

/** The exit status by which the SDK says that the user has been told what is wrong (`cmd/run` of @pulumi/pulumi). */
const toldTheUser = 32;

/** The arguments of the SDK's `cmd/run` for this request. */
function runArguments(request: RunRequest, engine: string): string[] {
  const info = request.getInfo()!;
  const values: Record<string, string | number> = {
    monitor: request.getMonitorAddress(),
    engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": info.getRootDirectory(),
    stack: request.getStack(),
    pwd: request.getPwd(),
    parallel: request.getParallel(),
  };
  return [
    ...Object.entries(values)
      .filter(([, value]) => value !== "" && value !== 0)
      .flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info.getEntryPoint(),
    ...request.getArgsList(),
  ];
}

/**
 * Whether the engine, which started this host, was asked to show debug messages. Where it cannot be told they count as
 * read.
 */
function readsDebugMessages(): boolean {
  if (process.env.PULUMI_OPTION_DEBUG || process.env.PULUMI_OPTION_VERBOSE) return true;
  try {
    return readFileSync(`/proc/${process.ppid}/cmdline`, "utf8")
      .split("\0")
      .some((argument) => /^(--(debug|verbose)\b|-\w*[dv])/.test(argument));
  } catch {
    return true;
  }
}

/**
 * Runs the program and tells how it ended. Everything but exit status 0 is a failure, a signal included:
 * were a killed program taken for a finished one, the engine would delete every resource it did not register.
 */
export async function run(request: RunRequest, engine: string): Promise<RunResponse> {
  const info = request.getInfo()!;
  const options = runtimeOptions(info.getOptions()?.toJavaScript());
  const response = new RunResponse();
  let runner: string;
  try {
    runner = sdkFile("cmd/run", info.getProgramDirectory());
  } catch (error) {
    response.setError((error as Error).message);
    return response;
  }
  const config: Record<string, string> = {};
  request.getConfigMap().forEach((value: string, key: string) => {
    config[key] = value;
  });
  const child = startNode([...options.nodeArguments, runner, ...runArguments(request, engine)], {
    cwd: request.getPwd(),
    env: programEnvironment(options, process.env, {
      ...(readsDebugMessages() ? {} : { PULUMI_NODEJS_DEBUG_LOGS: "unread" }),
      PULUMI_CONFIG: JSON.stringify(config),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    }),
  });
  child.stdout!.pipe(process.stdout, { end: false });
  child.stderr!.pipe(process.stderr, { end: false });
  const failure = await new Promise<string | number | undefined>((ended) => {
    child.once("error", (error) => ended(`the program could not be started: ${error.message}`));
    child.once("close", (code, signal) => {
      if (code === 0) ended(undefined);
      else if (code === toldTheUser) ended(toldTheUser);
      else ended(signal ? `the program was ended by ${signal}` : `the program exited with status ${code}`);
    });
  });
  if (failure === toldTheUser) response.setBail(true);
  else if (failure !== undefined) response.setError(String(failure));
  return response;
}
