import type { z } from '@hono/zod-openapi';
import type { Refusal, RefusalCode } from '../engine/errors.ts';
import type { Problem } from './contract.ts';

/** RFC 9457 problem: one table from refusal code to status and title. */
export const problems: Readonly<Record<RefusalCode, readonly [status: number, title: string]>> = {
  'not-found': [404, 'Not found'],
  'not-signed-in': [401, 'Sign in first'],
  'not-permitted': [403, 'Not permitted'],
  'purpose-needed': [403, 'Say why you look'],
  'not-allowed-now': [409, 'Not possible now'],
  'invalid-input': [422, 'Not understood'],
  'unknown-event': [422, 'Unknown event'],
  'unknown-workflow': [404, 'Unknown workflow'],
  'version-conflict': [409, 'Changed meanwhile'],
  'already-exists': [409, 'Exists already'],
  'event-id-reused': [422, 'Event id used before'],
  'claimed-by-another': [409, 'Claimed by another'],
  'not-claimed': [409, 'Not claimed'],
  'stale-facts': [409, 'Changed meanwhile'],
  gone: [410, 'Gone'],
  'too-large': [413, 'Too large'],
  'too-many-requests': [429, 'Too many requests'],
  'read-only': [503, 'Read-only for now'],
  unavailable: [503, 'Unavailable'],
  unsupported: [415, 'Not supported'],
  'precondition-failed': [412, 'Precondition failed'],
};

/** A refusal in words and ids, never with health data. */
export function problemOf(refusal: Refusal, requestId: string): z.infer<typeof Problem> {
  const [status, title] = problems[refusal.code];
  const { retryAfterSeconds: _, issues, allowed, ...detail } = refusal.detail;
  return {
    type: `urn:chartkeeper:problem:${refusal.code}`,
    title,
    status,
    code: refusal.code,
    detail: refusal.message,
    instance: `urn:request:${requestId}`,
    ...detail,
    ...(issues === undefined ? {} : { issues: [...issues] }),
    ...(allowed === undefined ? {} : { allowed: [...allowed] }),
  };
}

/** The answer to a refusal. */
export function problemResponse(refusal: Refusal, requestId: string): Response {
  const { retryAfterSeconds } = refusal.detail;
  const body = problemOf(refusal, requestId);
  const { status } = body;
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      ...(retryAfterSeconds === undefined
        ? {}
        : { 'retry-after': String(Math.ceil(retryAfterSeconds)) }),
    },
  });
}

export function statusOf(code: RefusalCode): number {
  return problems[code][0];
}

/** What an unexpected failure says to the outside: an id to quote, nothing else. */
export function unexpectedResponse(requestId: string): Response {
  const body = {
    type: 'urn:chartkeeper:problem:unexpected',
    title: 'Something went wrong here',
    status: 500,
    code: 'unexpected',
    detail: `Nothing was changed. Try again; if it goes on, give the administrator this id: ${requestId}.`,
    instance: `urn:request:${requestId}`,
  };
  return new Response(JSON.stringify(body), {
    status: 500,
    headers: { 'content-type': 'application/problem+json' },
  });
}
