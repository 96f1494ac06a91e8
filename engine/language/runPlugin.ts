/** `RunPlugin`: a policy pack or provider that is written for Node, in a process of its own. */
import { type RunPluginRequest, RunPluginResponse } from "@pulumi/pulumi/proto/language_pb";
import { sdkFile, startNode } from "./children";
import { programEnvironment, runtimeOptions } from "./options";

/** The part of a gRPC stream that is used here. */
interface Stream {
  request: RunPluginRequest;
  write(message: RunPluginResponse): void;
  end(): void;
  emit(event: "error", error: Error): void;
  on(event: "cancelled", listener: () => void): void;
}

/** Starts the plugin, passes on what it prints, and ends it when the engine hangs up. */
export function runPlugin(stream: Stream): void {
  const request = stream.request;
  const info = request.getInfo()!;
  const directory = info.getProgramDirectory();
  const pack = request.getKind() === "analyzer";
  const options = runtimeOptions(info.getOptions()?.toJavaScript());
  let runner: string;
  try {
    runner = sdkFile(pack ? "cmd/run-policy-pack" : "cmd/run-plugin", directory);
  } catch (error) {
    stream.emit("error", error as Error);
    return;
  }
  const child = startNode(
    [
      ...options.nodeArguments,
      runner,
      ...(pack ? [...request.getArgsList(), directory] : [directory, ...request.getArgsList()]),
    ],
    {
      // A policy pack reads its version from the package.json of its working directory.
      cwd: pack ? directory : request.getPwd(),
      env: programEnvironment(options, process.env, environmentOf(request.getEnvList())),
    },
  );
  const send = (fill: (message: RunPluginResponse) => void) => {
    const message = new RunPluginResponse();
    fill(message);
    stream.write(message);
  };
  child.stdout!.on("data", (data: Buffer) => send((message) => message.setStdout(data)));
  child.stderr!.on("data", (data: Buffer) => send((message) => message.setStderr(data)));
  child.once("error", (error) => stream.emit("error", error));
  child.once("close", (code) => {
    send((message) => message.setExitcode(code ?? 1));
    stream.end();
  });
  stream.on("cancelled", () => child.kill("SIGKILL"));
}

/** `["A=b=c"]` → `{ A: "b=c" }`. */
function environmentOf(list: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    list
      .filter((entry) => entry.includes("="))
      .map((entry) => {
        const at = entry.indexOf("=");
        return [entry.slice(0, at), entry.slice(at + 1)];
      }),
  );
}
