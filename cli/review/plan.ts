/**
 * The plan of a preview: its steps with what goes in, reduced from Pulumi's events, and the digest by which two plans
 * are compared.
 */
import { createHash } from "node:crypto";
import { nameOf } from "../../model/urn";
import { type EngineEvent, isPartOfReplacement, isUntouched, type StepMetadata } from "../pulumi/events";
import { type ValueChange, valueChanges } from "./values";

/** One resource of a preview, those that stay included. */
export interface PlannedStep {
  readonly operation: string;
  readonly urn: string;
  readonly type: string;
  /** URN of its parent. */
  readonly parent: string | undefined;
  /** Inputs as they are; absent where it is made. Secrets come masked from Pulumi. */
  readonly before?: unknown;
  /** Inputs as they would be; absent where it is removed. */
  readonly after?: unknown;
  /** Top-level inputs that differ, as the provider says. */
  readonly differs: readonly string[];
}

/** A resource that would change. */
export interface ReviewedChange {
  /** `create`, `update`, `replace`, `delete`, or what else a newer Pulumi may say. */
  readonly operation: string;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** What changes in it; of what is made or removed nothing is told. */
  readonly values: readonly ValueChange[];
}

/** The part of a step's old and new state that is read here. */
interface Side {
  readonly parent?: string;
  readonly inputs?: unknown;
}

/** Collects the steps of a preview. */
export class Plan {
  readonly #steps = new Map<string, PlannedStep>();

  add(event: EngineEvent): void {
    const step = event.resourcePreEvent?.metadata;
    if (step === undefined || isPartOfReplacement(step.op)) return;
    const { before, after } = sidesOf(step);
    this.#steps.set(step.urn, {
      operation: step.op,
      urn: step.urn,
      type: step.type,
      parent: after?.parent ?? before?.parent,
      differs: [...(step.diffs ?? [])].sort(),
      ...(before && step.op !== "create" ? { before: before.inputs } : {}),
      ...(after && step.op !== "delete" ? { after: after.inputs } : {}),
    });
  }

  /** All resources, those that stay included. */
  get steps(): readonly PlannedStep[] {
    return [...this.#steps.values()];
  }
}

const sidesOf = ({ old, new: next }: StepMetadata): { before?: Side; after?: Side } => ({
  before: (old ?? undefined) as Side | undefined,
  after: (next ?? undefined) as Side | undefined,
});

/** Whether a step changes anything. */
export const isChange = ({ operation }: PlannedStep): boolean => !isUntouched(operation);

/**
 * The changes of a plan for people, what is lost first. Components are left out, since what is made below them says it
 * all; but where one says something else of itself than before, that is told: it is in words that people know.
 */
export function changesOf(steps: readonly PlannedStep[]): ReviewedChange[] {
  return steps
    .filter((step) => isChange(step) && !step.type.startsWith("pulumi:"))
    .map(({ operation, urn, type, before, after, differs }) => ({
      operation,
      urn,
      type,
      name: nameOf(urn),
      values: before === undefined || after === undefined ? [] : valueChanges(before, after, differs),
    }))
    .filter(({ type, values }) => !type.startsWith("ruche:") || values.length > 0)
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** What is lost first, then what is touched, then what is new. */
const order = ["delete", "replace", "update", "create"];

const key = ({ operation, name, urn }: ReviewedChange): string =>
  `${order.includes(operation) ? order.indexOf(operation) + 1 : 0} ${name} ${urn}`;

/**
 * The digest of a plan: SHA-256 over the environment's name and, for each resource that changes, its URN, the
 * operation, and all its inputs as they are and as they would be. Two plans with one digest would do the same to the
 * same. It covers neither secret values, which Pulumi masks, nor outputs of the stack, nor what policies say, which is
 * judged again in every update. Where the clone lies counts for nothing: a file of it is one below `<clone>`.
 */
export function planDigest(environment: string, steps: readonly PlannedStep[], clone: string): string {
  const lines = steps
    .filter((step) => isChange(step) && step.type !== "pulumi:pulumi:Stack")
    .map(({ urn, operation, before, after }) =>
      JSON.stringify([urn, operation, sorted(before, clone) ?? null, sorted(after, clone) ?? null]),
    );
  return createHash("sha256")
    .update([environment, ...lines.sort()].join("\n"))
    .digest("hex");
}

/** The same value with the keys of all maps in order, and files of the clone told from where it begins. */
function sorted(value: unknown, clone: string): unknown {
  if (typeof value === "string") return fromClone(value, clone);
  if (Array.isArray(value)) return value.map((item) => sorted(item, clone));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, item]) => [name, sorted(item, clone)]),
  );
}

/** Folders of the clone in which resources have files; a machine has none of them, wherever the clone lies. */
const cloneFolders = ["images", "components", "stacks", "drivers", "tools", "bundling", "engine", "evidence", ".ruche"];

/** A clone may lie where machines have a folder, such as /srv/ruche: there its path alone tells nothing. */
const fromClone = (text: string, clone: string): string =>
  cloneFolders.reduce((result, folder) => result.replaceAll(`${clone}/${folder}/`, `<clone>/${folder}/`), text);
