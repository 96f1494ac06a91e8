import { isReviewed, type ReviewedResource } from "../../model/review/facts";
import { nameOf } from "../../model/urn";

/** The part of Pulumi's engine events that Ruche reads. */
export interface EngineEvent {
  readonly resourcePreEvent?: { readonly metadata: StepMetadata };
  readonly resOutputsEvent?: { readonly metadata: StepMetadata };
  readonly resOpFailedEvent?: { readonly metadata: StepMetadata };
  readonly diagnosticEvent?: {
    readonly urn?: string;
    readonly message: string;
    readonly severity: string;
    readonly ephemeral?: boolean;
  };
  readonly policyEvent?: PolicyEvent;
  readonly summaryEvent?: {
    readonly resourceChanges?: Readonly<Record<string, number>>;
    readonly durationSeconds: number;
  };
}

/** One step on one resource. */
export interface StepMetadata {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly diffs?: readonly string[] | null;
  readonly old?: { readonly outputs?: Readonly<Record<string, unknown>> } | null;
  readonly new?: {
    readonly parent?: string;
    readonly inputs?: unknown;
    readonly outputs?: Readonly<Record<string, unknown>>;
  } | null;
}

/** A policy's word on a resource, as the engine hands it on. */
export interface PolicyEvent {
  readonly resourceUrn?: string;
  readonly message: string;
  readonly policyName: string;
  readonly enforcementLevel: string;
}

/** A policy's word on a resource, for people and reports. */
export interface PolicyWord {
  readonly policy: string;
  /** Name of the resource. */
  readonly resource: string;
  readonly level: string;
  readonly message: string;
}

/** A change, without the resource's content. */
export interface Change {
  readonly operation: string;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly properties: readonly string[];
}

/** What an operation did, or would do. */
export interface Outcome {
  readonly changes: readonly Change[];
  readonly policies: readonly PolicyWord[];
  /** Messages of the engine, the program and the plugins. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Whether a mandatory policy said no. */
  readonly blocked: boolean;
  /** What a review looks at of the stack as it would be, or is: resources that stay included. */
  readonly reviewed: readonly ReviewedResource[];
}

/** What a stack or a component of Ruche says of itself, as text; other resources say nothing. */
function says(type: string, state: StepMetadata["new"]): string | undefined {
  if (type === "pulumi:pulumi:Stack") return JSON.stringify(state?.outputs?.ruche);
  return type.startsWith("ruche:") ? JSON.stringify(state?.outputs ?? {}) : undefined;
}

/** Whether an operation is a part of a replacement, which is told once. */
export const isPartOfReplacement = (operation: string): boolean =>
  ["create-replacement", "delete-replaced", "discard-replaced"].includes(operation);

/** Whether an operation leaves a resource as it is. */
export const isUntouched = (operation: string): boolean => ["same", "read", "refresh"].includes(operation);

/** Reduces the stream of events to what people and programs ask for. */
export class OutcomeReducer {
  readonly #changes = new Map<string, Change>();
  readonly #reviewed = new Map<string, ReviewedResource>();
  readonly #said = new Map<string, Change>();
  readonly #policies: Outcome["policies"][number][] = [];
  readonly #errors: string[] = [];
  readonly #warnings: string[] = [];

  add(event: EngineEvent): void {
    const step = event.resourcePreEvent?.metadata;
    if (step && !isUntouched(step.op) && !isPartOfReplacement(step.op)) {
      this.#changes.set(step.urn, {
        operation: step.op,
        urn: step.urn,
        type: step.type,
        name: nameOf(step.urn),
        properties: [...(step.diffs ?? [])].sort(),
      });
    }
    // What is deleted has no inputs to come.
    if (step?.new && isReviewed(step.type))
      this.#reviewed.set(step.urn, {
        urn: step.urn,
        type: step.type,
        parent: step.new.parent,
        inputs: step.new.inputs,
      });
    const told = event.resOutputsEvent?.metadata;
    if (told?.op === "same" && told.old && says(told.type, told.old) !== says(told.type, told.new)) {
      this.#said.set(told.urn, {
        operation: "update",
        urn: told.urn,
        type: told.type,
        name: nameOf(told.urn),
        properties: ["outputs"],
      });
    }
    if (event.policyEvent) {
      const { policyName, resourceUrn = "", enforcementLevel, message } = event.policyEvent;
      this.#policies.push({
        policy: policyName,
        resource: nameOf(resourceUrn),
        level: enforcementLevel,
        message: message.trim(),
      });
    }
    const { severity, message, urn } = event.diagnosticEvent ?? {};
    if (message && (severity === "error" || severity === "warning")) {
      const text = `${urn ? `${nameOf(urn)}: ` : ""}${message.trim()}`;
      (severity === "error" ? this.#errors : this.#warnings).push(text);
    }
  }

  get outcome(): Outcome {
    const unique = <T>(items: readonly T[]): T[] => [
      ...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
    ];
    return {
      // A newer Ruche may want to say more of a platform in which nothing else changes.
      changes: [...(this.#changes.size > 0 ? this.#changes : this.#said).values()],
      policies: unique(this.#policies),
      errors: unique(this.#errors),
      warnings: unique(this.#warnings),
      blocked: this.#policies.some(({ level }) => level === "mandatory"),
      reviewed: [...this.#reviewed.values()],
    };
  }
}
