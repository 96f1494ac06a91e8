import type { EnvironmentDescriptor, ServiceDescriptor } from "../../model/descriptor";
import { type EvidenceRecord, verifyEvidence } from "../../model/evidence";
import type { Unknown } from "../../model/inputs";
import { isStateful } from "../../model/rules/stateful";
import { Duration } from "../../model/values/duration";
import { type JudgedStack, notJudged, type PolicyFinding, type Resource } from "./policy";
import { serviceIn, unknownIn } from "./resource";

/** A service that keeps data, with its environment and its evidence as far as it is known. */
export interface Proof {
  readonly resource: Resource;
  readonly service: ServiceDescriptor;
  /** Undefined where no component says what environment this is: then nothing can be evidence. */
  readonly environment: EnvironmentDescriptor | undefined;
  readonly evidence:
    | { readonly outcome: "none" }
    /** There is a file, and the key to verify it with is not known in this preview. */
    | { readonly outcome: "unknown"; readonly unknown: Unknown }
    | ReturnType<typeof verifyEvidence>;
}

/** What the evidence of a service is worth; undefined for what keeps no data, or does not know yet whether it does. */
export function proofOf(resource: Resource, stack: JudgedStack): Proof | undefined {
  return stack.once(proofs).get(resource.urn);
}

/** Each file is verified once, however many policies ask. */
function proofs(stack: JudgedStack): ReadonlyMap<string, Proof> {
  const holder = stack.of("environment")[0];
  const environment = holder?.descriptor as EnvironmentDescriptor | undefined;
  return new Map(
    stack.of("service").flatMap((resource): [string, Proof][] => {
      const service = serviceIn(resource)!;
      if (unknownIn(resource, "state") !== undefined || !isStateful(service)) return [];
      const text = environment && stack.evidenceOf(environment.environment, service.service);
      if (holder === undefined || environment === undefined || text === undefined)
        return [[resource.urn, { resource, service, environment, evidence: { outcome: "none" } }]];
      const unknown = unknownIn(holder, "evidenceKey");
      const evidence =
        unknown !== undefined
          ? { outcome: "unknown" as const, unknown }
          : verifyEvidence(text, environment.evidenceKey ?? "", {
              environment: environment.environment,
              service: service.service,
            });
      return [[resource.urn, { resource, service, environment, evidence }]];
    }),
  );
}

/**
 * What a rule says of a service's genuine record; evidence that cannot be verified yet is not judged, and anything else
 * is BKP-009's business.
 */
export function judgeRecord(
  resource: Resource,
  stack: JudgedStack,
  rule: (record: EvidenceRecord, proof: Proof) => readonly PolicyFinding[],
): readonly PolicyFinding[] {
  const proof = proofOf(resource, stack);
  if (proof === undefined) return [];
  const { evidence } = proof;
  if (evidence.outcome === "unknown") return [notJudged(resource, evidence.unknown)];
  return evidence.outcome === "genuine" ? rule(evidence.record, proof) : [];
}

/** A length of time for people: days with hours, hours with minutes, and nothing finer. */
export function roughly(seconds: number): string {
  const belowDays = seconds >= 7_200 ? 60 : 1;
  const unit = seconds >= 2 * 86_400 ? 3_600 : belowDays;
  return Duration.seconds(Math.max(0, Math.floor(seconds / unit) * unit)).toString();
}
