import type { contract, z } from '../../server/client.ts';
import { t, translation } from './text.ts';

type Problem = z.infer<typeof contract.Problem>;

/** An answer the server refused, or one that never came (`offline`). */
export class Refused extends Error {
  readonly code: string;
  readonly status: number;
  readonly problem: Partial<Problem>;

  constructor(code: string, status: number, problem: Partial<Problem> = {}, cause?: unknown) {
    super(problem.detail ?? code, { cause });
    this.name = 'Refused';
    this.code = code;
    this.status = status;
    this.problem = problem;
  }
}

export async function refused(response: Response): Promise<Refused> {
  const isProblem = response.headers.get('Content-Type')?.includes('json') === true;
  const problem = isProblem ? ((await response.json()) as Partial<Problem>) : {};
  return new Refused(problem.code ?? `http-${response.status}`, response.status, problem);
}

/** What a fetch that never got an answer is. An abort is the caller's own and stays as it is. */
export function failed(error: unknown): unknown {
  if (error instanceof DOMException && error.name === 'AbortError') return error;
  return new Refused('offline', 0, {}, error);
}

/** Anything thrown by the connection, as a `Refused`; a mistake in our own code goes on as it was. */
export function asRefused(error: unknown): Refused {
  if (error instanceof Refused) return error;
  throw error;
}

/** Closed to this user; whether a single task or chart exists the server does not say, and answers 404. */
export function isDenied(error: Refused): boolean {
  return error.status === 403;
}

export function isSignedOut(error: Refused): boolean {
  return error.status === 401;
}

/** What went wrong, for a person. */
export function refusedWords(error: Refused): string {
  if (error.code === 'offline') return t('error.offline');
  // A gateway's answer while the server is away; our own always says why.
  if (error.problem.detail === undefined && error.status >= 502) return t('error.away');
  return problemWords(error.problem) ?? t('error.unknown', { code: error.code });
}

/** The server says in English why it refused; in other languages its code has a sentence. */
export function problemWords({ code, detail, title }: Partial<Problem>): string | undefined {
  return translation(`refusal.${code}`) ?? detail ?? title;
}

/** The server's own words where the reader got others: they name what exactly was wrong, and support asks for them. */
export function ownWords({ code, detail }: Partial<Problem>): string | undefined {
  return translation(`refusal.${code}`) === undefined ? undefined : detail;
}
