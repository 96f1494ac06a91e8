/**
 * The pack as the engine asks for it: Pulumi's `Analyzer` service.
 *
 * `@pulumi/policy` serves packs as well. It reads a resource anew for every policy that has a function, and all of them
 * once more at the end, and keeps the stack's configuration to itself; of a preview with five hundred services it took
 * twice as long as this does.
 */
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/analyzer_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { type Method, serve } from "../../engine/rpc/server";
import type { Said } from "../core/judgement";
import type { Severity } from "../core/policy";
import type { Pack } from "../pack";
import { readResource, readStack } from "./messages";

/** Serves a pack until the engine ends the process. */
export function servePack(pack: Pack): Promise<void> {
  const { analyze, analyzeStack, getAnalyzerInfo, getPluginInfo, configureStack } = AnalyzerService;
  const bytes = { requestDeserialize: (request: Buffer) => request };
  // No policy here mends anything: `Remediate`, which the engine calls for each resource, is left out, and so refused
  // before it is read.
  return serve(
    {
      analyze: { ...analyze, ...bytes },
      analyzeStack: { ...analyzeStack, ...bytes },
      getAnalyzerInfo,
      getPluginInfo,
      configureStack,
    },
    {
      getAnalyzerInfo: answering(() => info(pack)),
      getPluginInfo: answering(() => new PluginInfo().setVersion(pack.version)),
      configureStack: answering((request: messages.AnalyzerStackConfigureRequest) => {
        const config = new Map<string, string>();
        for (const [name, value] of request.getConfigMap().entries()) config.set(name, value);
        pack.configure(config);
        return new messages.AnalyzerStackConfigureResponse();
      }),
      analyze: answering((request: Buffer) => response(pack, pack.resource(readResource(request)))),
      analyzeStack: answering((request: Buffer) => response(pack, pack.end(readStack(request)))),
    },
  );
}

/** A call that is answered at once; an error in a rule fails the run with the place where it was thrown. */
function answering<Request>(respond: (request: Request) => unknown): Method {
  return ({ request }: { request: Request }, answer) => {
    try {
      answer(null, respond(request));
    } catch (error) {
      answer({ details: `the policy pack failed: ${(error as Error).stack}` });
    }
  };
}

const levels = {
  advisory: messages.EnforcementLevel.ADVISORY,
  mandatory: messages.EnforcementLevel.MANDATORY,
  disabled: messages.EnforcementLevel.DISABLED,
} as const;

const severities: Readonly<Record<Severity, messages.PolicySeverity>> = {
  low: messages.PolicySeverity.POLICY_SEVERITY_LOW,
  medium: messages.PolicySeverity.POLICY_SEVERITY_MEDIUM,
  high: messages.PolicySeverity.POLICY_SEVERITY_HIGH,
  critical: messages.PolicySeverity.POLICY_SEVERITY_CRITICAL,
};

function info(pack: Pack): messages.AnalyzerInfo {
  const policies = pack.listed().map(({ name, title, description, level, severity, remedy }) => {
    const policy = new messages.PolicyInfo()
      .setName(name)
      .setDisplayname(title)
      .setDescription(description)
      .setEnforcementlevel(levels[level]);
    if (severity !== undefined) policy.setSeverity(severities[severity]);
    return remedy === undefined ? policy : policy.setRemediationSteps(remedy);
  });
  return new messages.AnalyzerInfo().setName(pack.name).setVersion(pack.version).setPoliciesList(policies);
}

const nothing = new messages.AnalyzeResponse();

function response({ name, version }: Pack, said: readonly Said[]): messages.AnalyzeResponse {
  if (said.length === 0) return nothing;
  return new messages.AnalyzeResponse().setDiagnosticsList(
    said.map(({ policy, level, severity, urn, message }) => {
      const diagnostic = new messages.AnalyzeDiagnostic()
        .setPolicyname(policy)
        .setPolicypackname(name)
        .setPolicypackversion(version)
        .setDescription(message)
        .setMessage(message)
        .setEnforcementlevel(levels[level])
        .setUrn(urn);
      return severity === undefined ? diagnostic : diagnostic.setSeverity(severities[severity]);
    }),
  );
}
