/** The program that the engine starts as `pulumi-resource-command`: the provider's methods over gRPC. */

import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { emptyAnswer, endWithEngine, engineAddress, type Method, serve } from "../../rpc/server";
import { changeKinds } from "./difference";
import { engineLog } from "./log";
import { type Operation, Provider } from "./provider";
import type { Properties } from "./values";

/** The version of `@pulumi/command` whose resources these are. */
const version = "1.2.1";

const service = ResourceProviderService as any;
const provider = new Provider(engineLog(engineAddress(process.argv.slice(2))));

const read = (struct: Struct | undefined): Properties => (struct?.toJavaScript() ?? {}) as Properties;
const write = (properties: Properties): Struct => Struct.fromJavaScript(properties as any);
const operation = (request: any): Operation => ({
  urn: request.getUrn(),
  timeout: request.getTimeout(),
  preview: request.getPreview?.() ?? false,
});

/** A method from a function; its errors become the answer's. Messages hold no more than what the error says. */
const method =
  (work: (request: any) => unknown): Method =>
  (call, answer) =>
    void (async () => work(call.request))().then(
      (response) => answer(null, response),
      (error: Error) => answer({ code: 2, message: error.message }),
    );

/** A check failure for each mistake. */
function failures(mistakes: readonly { property: string; reason: string }[]): messages.CheckFailure[] {
  return mistakes.map(({ property, reason }) => {
    const failure = new messages.CheckFailure();
    failure.setProperty(property);
    failure.setReason(reason);
    return failure;
  });
}

endWithEngine(() => provider.end());

void serve(service, {
  getPluginInfo: method(() => {
    const info = new PluginInfo();
    info.setVersion(version);
    return info;
  }),
  getSchema: method(() => {
    const response = new messages.GetSchemaResponse();
    response.setSchema(JSON.stringify({ name: "command", version, resources: {} }));
    return response;
  }),
  checkConfig: method((request) => {
    const response = new messages.CheckResponse();
    response.setInputs(request.getNews());
    return response;
  }),
  diffConfig: method(() => new messages.DiffResponse()),
  configure: method(() => {
    const response = new messages.ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setAcceptresources(true);
    response.setSupportspreview(true);
    return response;
  }),
  check: method((request) => {
    const { inputs, mistakes } = provider.check(request.getUrn(), read(request.getNews()));
    const response = new messages.CheckResponse();
    response.setInputs(write(inputs));
    response.setFailuresList(failures(mistakes));
    return response;
  }),
  diff: method((request) => {
    const { changed, replaces } = provider.diff(
      request.getUrn(),
      read(request.getOldInputs() ?? request.getOlds()),
      read(request.getNews()),
    );
    const response = new messages.DiffResponse();
    response.setChanges(
      changed.size > 0 ? messages.DiffResponse.DiffChanges.DIFF_SOME : messages.DiffResponse.DiffChanges.DIFF_NONE,
    );
    response.setReplacesList(replaces);
    response.setDiffsList([...new Set([...changed.keys()].map((key) => key.split(/[.[]/)[0]))]);
    response.setHasdetaileddiff(true);
    for (const [key, kind] of changed) {
      const detail = new messages.PropertyDiff();
      // A replacing kind follows its kind in the protocol's numbering.
      detail.setKind((changeKinds[kind] + (replaces.includes(key) ? 1 : 0)) as any);
      detail.setInputdiff(true);
      response.getDetaileddiffMap().set(key, detail);
    }
    return response;
  }),
  create: method(async (request) => {
    const { id, outputs } = await provider.create(operation(request), read(request.getProperties()));
    const response = new messages.CreateResponse();
    response.setId(id);
    response.setProperties(write(outputs));
    return response;
  }),
  // Commands have no state that could be read: the answer is what is known, as in the official provider.
  read: method((request) => {
    const response = new messages.ReadResponse();
    response.setId(request.getId());
    response.setProperties(request.getProperties());
    response.setInputs(request.getInputs());
    return response;
  }),
  update: method(async (request) => {
    const response = new messages.UpdateResponse();
    response.setProperties(
      write(await provider.update(operation(request), read(request.getOlds()), read(request.getNews()))),
    );
    return response;
  }),
  delete: method(async (request) => {
    await provider.delete(operation(request), read(request.getProperties()));
    return emptyAnswer(service, "delete");
  }),
  invoke: method(async (request) => {
    const response = new messages.InvokeResponse();
    response.setReturn(write(await provider.invoke(request.getTok(), read(request.getArgs()))));
    return response;
  }),
  cancel: method(() => {
    provider.cancel();
    return emptyAnswer(service, "cancel");
  }),
});
