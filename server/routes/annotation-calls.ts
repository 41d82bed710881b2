import { createRoute, z } from '@hono/zod-openapi';
import { RedactionReasonRow } from '../annotations/redaction-reason-row.ts';
import { AnnotationShape, EditedAnnotation, NewAnnotation } from '../annotations/web-annotation.ts';
import { HistoryEntryShape } from '../contract.ts';
import { IdParam, json, refusals } from './answers.ts';

/** The calls of annotations, as the API describes them. */

const IfMatch = z.object({ 'if-match': z.string().max(40).optional() });
const body = <Schema extends z.ZodType>(schema: Schema) => ({
  content: { 'application/json': { schema } },
});

export const listReasons = createRoute({
  method: 'get',
  path: '/api/redaction-reasons',
  tags: ['Annotations'],
  summary:
    'The reasons for which a redaction may be proposed today, each with the law where one gives it',
  responses: {
    200: json(z.object({ reasons: z.array(RedactionReasonRow) }), 'Reasons in force'),
    ...refusals,
  },
});

export const listAnnotations = createRoute({
  method: 'get',
  path: '/api/annotations',
  tags: ['Annotations'],
  summary: 'What was written on a chart or on a document, and how it stands against its words now',
  request: {
    query: z.object({
      encounter: z.string().min(1).max(200).optional(),
      document: z.string().min(1).max(200).optional(),
      withdrawn: z.enum(['1', '0']).optional(),
    }),
  },
  responses: {
    200: json(z.object({ annotations: z.array(AnnotationShape) }), 'Annotations, oldest first'),
    ...refusals,
  },
});

export const readAnnotation = createRoute({
  method: 'get',
  path: '/api/annotations/{id}',
  tags: ['Annotations'],
  summary: 'One annotation; ETag is its version',
  request: { params: IdParam },
  responses: { 200: json(AnnotationShape, 'The annotation'), ...refusals },
});

export const readHistory = createRoute({
  method: 'get',
  path: '/api/annotations/{id}/history',
  tags: ['Annotations'],
  summary: 'Who wrote what and when; what was written for others is left out',
  request: { params: IdParam },
  responses: {
    200: json(z.object({ entries: z.array(HistoryEntryShape) }), 'History entries'),
    ...refusals,
  },
});

export const postAnnotation = createRoute({
  method: 'post',
  path: '/api/annotations',
  tags: ['Annotations'],
  summary: 'Write on a chart or on a document',
  request: {
    headers: z.object({ 'idempotency-key': z.string().max(200).optional() }),
    body: body(NewAnnotation),
  },
  responses: { 201: json(AnnotationShape, 'The annotation'), ...refusals },
});

export const putAnnotation = createRoute({
  method: 'put',
  path: '/api/annotations/{id}',
  tags: ['Annotations'],
  summary: 'Edit what I wrote; If-Match names the version I saw',
  request: { params: IdParam, headers: IfMatch, body: body(EditedAnnotation) },
  responses: { 200: json(AnnotationShape, 'The annotation as it is now'), ...refusals },
});

export const deleteAnnotation = createRoute({
  method: 'delete',
  path: '/api/annotations/{id}',
  tags: ['Annotations'],
  summary: 'Withdraw with a reason; it stays in the history',
  request: {
    params: IdParam,
    headers: IfMatch,
    body: body(z.object({ reason: z.string().max(500) })),
  },
  responses: { 200: json(AnnotationShape, 'The annotation as it is now'), ...refusals },
});
