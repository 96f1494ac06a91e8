/**
 * Exceptions: a policy that one resource need not keep for a while, with a reason and somebody who answers for it.
 *
 * They stand in the environment as data (`ruche:exceptions`) and reach the pack with the tier, by the configuration of
 * the stack. The environment is refused when they are not right; whatever comes here nevertheless is not honoured.
 */
import type { Tier } from "../../model/descriptor";
import { endOfDay, plainDay } from "../../model/values/day";
import type { Resource } from "./policy";
import type { ExceptionVerdict } from "./verdict";

/** One exception. */
export interface Exception {
  /** Id of the policy. */
  readonly policy: string;
  /**
   * Name of the resource, or `type::name` where several have the name; outside of production also a pattern with `*`.
   */
  readonly resource: string;
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** The last day (UTC) on which it holds: `2026-12-31`. */
  readonly until: string;
}

const keys = ["policy", "resource", "reason", "owner", "until"] as const;

/**
 * Exceptions of a stack's configuration: the JSON of `ruche:exceptions`. What is none is left out: it excepts nothing.
 */
export function readExceptions(json: string | undefined): Exception[] {
  let list: unknown;
  try {
    list = JSON.parse(json ?? "[]", (_, value: unknown) => (typeof value === "string" ? plainDay(value) : value));
  } catch {
    return [];
  }
  return Array.isArray(list) ? list.filter(isException) : [];
}

function isException(item: unknown): item is Exception {
  const entry = (item ?? {}) as Record<string, unknown>;
  return (
    keys.every((key) => typeof entry[key] === "string" && entry[key].trim() !== "") &&
    endOfDay(entry.until as string) !== undefined
  );
}

/** Whether an exception names more than one resource by its form. */
const isPattern = ({ resource }: Pick<Exception, "resource">): boolean => resource.includes("*");

/** What an exception says to a finding. */
export type ExceptionAnswer = { readonly outcome: "excepted" | "expired"; readonly exception: Exception } | undefined;

/** The exceptions of one run, and what became of each. */
export class Exceptions {
  readonly #covered = new Map<Exception, Set<string>>();
  readonly #wide = new Set<Exception>();
  readonly #byPolicy = new Map<string, Exception[]>();

  /** @param now - seconds since 1970 */
  constructor(
    private readonly all: readonly Exception[],
    private readonly tier: Tier,
    private readonly now: number,
  ) {
    for (const exception of all)
      this.#byPolicy.set(exception.policy, [...(this.#byPolicy.get(exception.policy) ?? []), exception]);
  }

  /** What holds for a finding of a policy on a resource. Asked, an exception is used. */
  answer(policy: string, { type, name, urn }: Pick<Resource, "type" | "name" | "urn">): ExceptionAnswer {
    let expired: ExceptionAnswer;
    for (const exception of this.#byPolicy.get(policy) ?? []) {
      if (!covers(exception, type, name)) continue;
      const covered = this.#covered.get(exception) ?? new Set();
      this.#covered.set(exception, covered.add(urn));
      if (this.tier === "production" && (isPattern(exception) || covered.size > 1)) {
        this.#wide.add(exception);
        continue;
      }
      if (this.now < endOfDay(exception.until)!) return { outcome: "excepted", exception };
      expired = { outcome: "expired", exception };
    }
    return expired;
  }

  /** What became of each, at the end of the run. */
  verdicts(): ExceptionVerdict[] {
    return this.all.map((exception): ExceptionVerdict => {
      if (this.#wide.has(exception)) {
        return {
          ...exception,
          outcome: "refused",
          why:
            "it is wider than one resource " +
            `(${[...this.#covered.get(exception)!].map((urn) => urn.split("::").slice(2).join("::")).join(", ")}), ` +
            "which production does not allow",
        };
      }
      if (!this.#covered.has(exception)) return { ...exception, outcome: "unused" };
      return { ...exception, outcome: this.now < endOfDay(exception.until)! ? "used" : "expired" };
    });
  }
}

function covers({ resource }: Exception, type: string, name: string): boolean {
  const wanted = resource.includes("::") ? `${type}::${name}` : name;
  if (!resource.includes("*")) return resource === wanted;
  const literal = resource.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${literal.join(".*")}$`).test(wanted);
}
