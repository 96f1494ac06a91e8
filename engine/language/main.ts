/** The Node language host: the program that the engine starts as `pulumi-language-nodejs`. */
import * as language from "@pulumi/pulumi/proto/language_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { emptyAnswer, endWithEngine, engineAddress, type Method, serve } from "../rpc/server";
import { endChildren } from "./children";
import { run } from "./run";
import { runPlugin } from "./runPlugin";

/** The version of the SDK whose stubs this host was bundled with; filled in at set-up. */
declare const ENGINE_VERSION: string;

let engine = engineAddress(process.argv.slice(2));
const service = language.LanguageRuntimeService as any;
const answering =
  (Response: new () => unknown): Method =>
  (_call, answer) =>
    answer(null, new Response());

endWithEngine(endChildren);
process.on("exit", endChildren);

void serve(service, {
  handshake(call, answer) {
    engine = call.request.getEngineAddress() || engine;
    answer(null, new messages.LanguageHandshakeResponse());
  },
  getPluginInfo(_call, answer) {
    const info = new PluginInfo();
    info.setVersion(ENGINE_VERSION);
    answer(null, info);
  },
  // What a program needs is known by its lock file, and plugins are put in place beforehand: nothing to report.
  getRequiredPackages: answering(messages.GetRequiredPackagesResponse),
  getRequiredPlugins: answering(messages.GetRequiredPluginsResponse),
  getProgramDependencies: answering(messages.GetProgramDependenciesResponse),
  installDependencies: (call) => call.end(),
  run: (call, answer) =>
    void run(call.request, engine).then(
      (response) => answer(null, response),
      (error) => answer(error),
    ),
  runPlugin: (call) => runPlugin(call),
  cancel(_call, answer) {
    endChildren();
    answer(null, emptyAnswer(service, "cancel"));
  },
});
