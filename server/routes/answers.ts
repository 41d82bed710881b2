import { z } from '@hono/zod-openapi';
import { Problem } from '../contract.ts';

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
});

/** The refusals every call may answer with. */
export const refusals = {
  401: problem('Sign in first.'),
  403: problem('Not permitted.'),
  404: problem('Not found.'),
  409: problem('Changed meanwhile, claimed by another, or not possible now.'),
  413: problem('Too large.'),
  415: problem('Not JSON.'),
  422: problem('Not understood.'),
  429: problem('Too many requests; Retry-After says when to go on.'),
  500: problem('Something went wrong here; nothing was changed.'),
  503: problem('Read-only or unavailable for now.'),
} as const;

/** A JSON answer in the OpenAPI description. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

export const IdParam = z.object({ id: z.string().min(1).max(400) });
