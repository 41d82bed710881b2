import { z } from '@hono/zod-openapi';
import { Refusal } from '../../engine/errors.ts';
import type { AppContext } from '../context.ts';
import { outcomeOf } from '../interop/fhir/outcome.ts';
import { statusOf } from '../problem.ts';
import { refusals } from './answers.ts';

/** What every FHIR call answers with. */

export const fhirJson = 'application/fhir+json';

export const resourceAnswer = {
  description: 'FHIR R4 JSON',
  content: { [fhirJson]: { schema: z.record(z.string(), z.unknown()) } },
};
const outcome = (description: string) => ({ ...resourceAnswer, description });

/** Refusals of these calls are OperationOutcomes; before them stands the sign-in, which answers as everywhere. */
export const outcomes = {
  ...refusals,
  403: outcome('Not permitted.'),
  404: outcome('Not found.'),
  409: outcome('Changed meanwhile.'),
  410: outcome('Deleted.'),
  412: outcome('A condition of the request does not hold.'),
  422: outcome('Not understood.'),
};

export const TypeParam = z.object({ type: z.string().regex(/^[A-Z][A-Za-z]{1,60}$/) });
export const ReadParam = TypeParam.extend({ id: z.string().regex(/^[A-Za-z0-9.\-/]{1,400}$/) });

export function fhirAnswer(
  value: unknown,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return fhirText(JSON.stringify(value), status, headers);
}

export function fhirText(
  text: string,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(text, {
    status,
    headers: { 'content-type': `${fhirJson}; charset=utf-8`, ...headers },
  });
}

/** The answer to an address that the router could not read. */
export function unreadableAddress(issues: readonly { path: string; message: string }[]): Refusal {
  return new Refusal('invalid-input', 'The address is not understood.', { issues: [...issues] });
}

export function refusedAnswer(refusal: Refusal, c: Pick<AppContext, 'get'>): Response {
  return fhirAnswer(outcomeOf(refusal), statusOf(refusal.code), {
    'x-request-id': c.get('requestId'),
  });
}

/** The refusal an error is or stands for: the router has its own for a body it cannot read. */
export function refusalIn(error: Error): Refusal | undefined {
  if (error instanceof Refusal) return error;
  const { status } = error as { status?: number };
  if (status === 400) return notJson();
  return status === 415
    ? new Refusal('unsupported', 'Send FHIR R4 JSON (Content-Type: application/fhir+json).')
    : undefined;
}

export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notJson();
  }
}

export function noResource(type: string, id: string): Refusal {
  return new Refusal('not-found', `There is no ${type}/${id} for you.`);
}

function notJson(): Refusal {
  return new Refusal(
    'invalid-input',
    'The body is not JSON. Send FHIR R4 JSON (application/fhir+json).',
  );
}
