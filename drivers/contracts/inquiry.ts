/** A question that one of some machines can answer. */
export interface Question {
  /** The first of them that answers counts. */
  readonly machines: readonly string[];
  /** For bash, as root. It changes nothing, and fails if there is no answer. */
  readonly program: string;
}

/** What somebody wants to know of a platform: some questions, and what their answers mean. */
export interface Inquiry<Result> {
  readonly questions: readonly Question[];
  /** What the answers say, one for each question; undefined for a question that nobody answered. */
  readonly read: (answers: readonly (string | undefined)[]) => Result;
}
