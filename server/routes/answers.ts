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
  422: problem('Not understood.'),
} as const;

/** A JSON answer in the OpenAPI description. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

export const IdParam = z.object({ id: z.string().min(1).max(400) });
