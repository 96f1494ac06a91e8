import { randomBytes } from "node:crypto";
import { shellProgram } from "../../tools/programFile";
import type { Inquiry, Question } from "../contracts/inquiry";
import { MachineFailure } from "./failure";
import { printedOnFirst, type Reachable, runOn } from "./reach";

/** What was found out. */
export interface Found<Results> {
  readonly results: Results;
  /** Machines that could not be asked, and why. */
  readonly unreached: ReadonlyMap<string, MachineFailure>;
}

type ResultsOf<Inquiries extends readonly Inquiry<unknown>[]> = {
  -readonly [At in keyof Inquiries]: Inquiries[At] extends Inquiry<infer Result> ? Result : never;
};

/** Seconds within which a machine has answered all of its questions. */
const patience = 30;

/**
 * Finds everything out at once. Each machine is asked its questions in one command; a question that it does not answer
 * goes to the next machine that may know.
 */
export async function ask<const Inquiries extends readonly Inquiry<unknown>[]>(
  reach: Reachable,
  inquiries: Inquiries,
): Promise<Found<ResultsOf<Inquiries>>> {
  const questions = inquiries.flatMap((inquiry) => inquiry.questions);
  const machines = [...new Set(questions.flatMap((question) => question.machines.slice(0, 1)))];
  const unreached = new Map<string, MachineFailure>();
  const answers = new Map<Question, string | undefined>();
  await Promise.all(
    machines.map(async (machine) => {
      const own = questions.filter((question) => question.machines[0] === machine);
      const printed = await together(reach, machine, own, unreached);
      await Promise.all(
        own.map(async (question, index) => {
          const others = question.machines.slice(1);
          answers.set(question, printed[index] ?? (await printedOnFirst(reach, others, question.program)));
        }),
      );
    }),
  );
  const results = inquiries.map((inquiry) => inquiry.read(inquiry.questions.map((question) => answers.get(question))));
  return { results: results as ResultsOf<Inquiries>, unreached };
}

/** Some inquiries as one. */
export function all<Result>(inquiries: readonly Inquiry<Result>[]): Inquiry<readonly Result[]> {
  return {
    questions: inquiries.flatMap(({ questions }) => questions),
    read(answers) {
      const left = [...answers];
      return inquiries.map(({ questions, read }) => read(left.splice(0, questions.length)));
    },
  };
}

/** Finds one thing out. */
export async function findOut<Result>(reach: Reachable, inquiry: Inquiry<Result>): Promise<Result> {
  return (await ask(reach, [inquiry])).results[0];
}

/** What a machine answers to some questions; nothing if it cannot be asked. */
async function together(
  reach: Reachable,
  machine: string,
  questions: readonly Question[],
  unreached: Map<string, MachineFailure>,
): Promise<readonly (string | undefined)[]> {
  const mark = randomBytes(9).toString("hex");
  const program = shellProgram(__dirname, "together.sh", { mark, programs: questions.map(({ program }) => program) });
  try {
    const { stdout } = await runOn(reach, machine, "exec bash -s", { input: program, withinSeconds: patience });
    return answersIn(stdout, mark);
  } catch (error) {
    if (!(error instanceof MachineFailure)) throw error;
    unreached.set(machine, error);
    return [];
  }
}

/** The answers before each mark; undefined for a program that failed. */
function answersIn(printed: string, mark: string): (string | undefined)[] {
  const parts = `${printed}\n`.split(new RegExp(`\\n${mark} (\\d+)\\n`));
  const answers: (string | undefined)[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2)
    answers.push(parts[at + 1] === "0" ? parts[at]!.replace(/\n$/, "") : undefined);
  return answers;
}
