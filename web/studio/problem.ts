/** Errors as the studio shows them. */
import { ReelayError } from '../recorder/index.ts';

/** What happened and what to do about it. */
export interface Problem {
  /** Code of the error table, for the documentation. */
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** An error that carries a problem as the relay words it. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** The problem behind anything that was thrown. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof ReelayError) return { code: error.code, message: error.message, remedy: error.remedy };
  return {
    code: 'INTERNAL',
    message: `The page failed in a way it did not foresee: ${error instanceof Error ? error.message : String(error)}`,
    remedy: "Reload the page. If it happens again, the browser's console has the full report.",
  };
}
