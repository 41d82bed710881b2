import { createRoute, z } from '@hono/zod-openapi';
import { IdParam, json, refusals } from './answers.ts';

/** The calls of documents, as the API describes them. */

const AtVersion = z.object({
  /** As it was; the present one where it is left out. */
  version: z.coerce.number().int().min(1).max(1_000_000).optional(),
});

export const readContent = createRoute({
  method: 'get',
  path: '/api/documents/{id}/content',
  tags: ['Charts'],
  summary: 'A document as it was received',
  request: { params: IdParam, query: AtVersion },
  responses: { 200: { description: 'The content as received; ETag is its SHA-256' }, ...refusals },
});

export const Version = z
  .object({
    /** Another document where this one replaced it. */
    documentId: z.string(),
    version: z.number().int(),
    /** When it came here. */
    at: z.iso.datetime(),
    docStatus: z.string().nullable(),
    author: z.object({ id: z.string(), name: z.string() }).nullable(),
    contentHash: z.string().nullable(),
    contentType: z.string().nullable(),
  })
  .openapi('DocumentVersion');

export const readVersions = createRoute({
  method: 'get',
  path: '/api/documents/{id}/versions',
  tags: ['Charts'],
  summary: 'All that a document was, oldest first, with those it replaced',
  request: { params: IdParam },
  responses: { 200: json(z.object({ versions: z.array(Version) }), 'Versions'), ...refusals },
});

export const Words = z
  .object({
    contentHash: z.string(),
    contentType: z.string(),
    /** `waiting` while a scan is still being read. */
    state: z.enum(['done', 'waiting', 'failed']),
    text: z.string().nullable(),
    /** Sanitised markup: no scripts, no styles, nothing from elsewhere. */
    html: z.string().nullable(),
    pages: z.number().int().nullable(),
    note: z.string().nullable(),
  })
  .openapi('DocumentWords');

export const readWords = createRoute({
  method: 'get',
  path: '/api/documents/{id}/words',
  tags: ['Charts'],
  summary: 'The words of a document, whatever it came as',
  request: { params: IdParam, query: AtVersion },
  responses: { 200: json(Words, 'The words'), ...refusals },
});

export const readPage = createRoute({
  method: 'get',
  path: '/api/documents/{id}/pages/{page}',
  tags: ['Charts'],
  summary: 'A page of a PDF or a scan as a picture',
  request: {
    params: IdParam.extend({ page: z.coerce.number().int().min(1).max(10_000) }),
    query: AtVersion.extend({ dpi: z.coerce.number().int().min(36).max(300).default(96) }),
  },
  responses: { 200: { description: 'PNG' }, ...refusals },
});

const Quote = z.object({
  exact: z.string(),
  prefix: z.string(),
  suffix: z.string(),
  /** In Unicode code points of the document's words. */
  start: z.number().int(),
  end: z.number().int(),
});
export const FoundInChart = z
  .object({
    documents: z.array(
      z.object({ documentId: z.string(), count: z.number().int(), hits: z.array(Quote) }),
    ),
    /** Documents whose words are not known here. */
    unread: z.array(z.string()),
  })
  .openapi('FoundInChart');

/** A search is sent, not asked for by address: what someone looks for in a chart is no text for a log. */
export const findWords = createRoute({
  method: 'post',
  path: '/api/charts/{id}/find',
  tags: ['Charts'],
  summary: 'Where words stand in the documents of a chart',
  request: {
    params: IdParam,
    body: {
      content: {
        'application/json': { schema: z.object({ words: z.string().trim().min(2).max(200) }) },
      },
    },
  },
  responses: { 200: json(FoundInChart, 'What was found'), ...refusals },
});
