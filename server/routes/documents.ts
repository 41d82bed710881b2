import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Refusal } from '../../engine/errors.ts';
import type { ResourceRow } from '../../engine/store.ts';
import { createChartAccess } from '../chart-access.ts';
import { type AppContext, type AppEnv, auditOf, type Services } from '../context.ts';
import { checkedContent, contentOf, type DocumentContent } from '../document-content.ts';
import { readingOf } from '../signing.ts';
import { IdParam, json, refusals } from './answers.ts';

const readContent = createRoute({
  method: 'get',
  path: '/api/documents/{id}/content',
  tags: ['Charts'],
  summary: 'A document as it was received',
  request: { params: IdParam },
  responses: { 200: { description: 'The content as received; ETag is its SHA-256' }, ...refusals },
});

const Words = z
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

const readWords = createRoute({
  method: 'get',
  path: '/api/documents/{id}/words',
  tags: ['Charts'],
  summary: 'The words of a document, whatever it came as',
  request: { params: IdParam },
  responses: { 200: json(Words, 'The words'), ...refusals },
});

const readPage = createRoute({
  method: 'get',
  path: '/api/documents/{id}/pages/{page}',
  tags: ['Charts'],
  summary: 'A page of a PDF or a scan as a picture',
  request: {
    params: IdParam.extend({ page: z.coerce.number().int().min(1).max(10_000) }),
    query: z.object({ dpi: z.coerce.number().int().min(36).max(300).default(96) }),
  },
  responses: { 200: { description: 'PNG' }, ...refusals },
});

/** The documents of a chart, for those who may read it; each reading is on record. */
export function documentRoutes(services: Services) {
  const { store, reading } = services;
  const { readable } = createChartAccess(services);

  const opened = async (
    c: AppContext,
    id: string,
  ): Promise<{ row: ResourceRow; content: DocumentContent }> => {
    const row = await store.resource('DocumentReference', id);
    if (row === undefined || row.isDeleted || row.encounterId === null)
      throw new Refusal('not-found', `There is no document ${id} for you.`);
    await readable(c, row.encounterId);
    const content = await contentOf(store, row);
    if (content === null) throw new Refusal('not-found', `Document ${id} came without content.`);
    return { row, content };
  };

  const seen = (c: AppContext, what: string, { patientId, encounterId }: ResourceRow) =>
    store.commit({
      audit: [auditOf(c, services, { action: 'view', what, patientId, encounterId })],
    });

  return new OpenAPIHono<AppEnv>()
    .openapi(readContent, async (c) => {
      const { id } = c.req.valid('param');
      const { row, content } = await opened(c, id);
      await seen(c, readingOf(id, content.hash), row);
      return new Response(content.bytes as Uint8Array<ArrayBuffer>, {
        headers: {
          'content-type': safeType(content.contentType),
          etag: `"${content.hash}"`,
          'content-disposition': 'inline',
          'content-security-policy': "default-src 'none'; sandbox",
        },
      });
    })
    .openapi(readWords, async (c) => {
      const { id } = c.req.valid('param');
      const { row, content } = await opened(c, id);
      const { hash: contentHash, contentType } = content;
      const reading = `${readingOf(id, contentHash)}/words`;
      const known = { contentHash, contentType };
      if (/^text\/plain\b/i.test(contentType)) {
        const text = decoded(content.bytes, contentType);
        await seen(c, reading, row);
        return c.json(
          { ...known, state: 'done' as const, text, html: null, pages: null, note: null },
          200,
        );
      }
      const extract = await store.extract(contentHash);
      if (extract === undefined) {
        const nothing = { text: null, html: null, pages: null, note: null };
        await seen(c, `document:${id}/words`, row);
        return c.json({ ...known, state: 'waiting' as const, ...nothing }, 200);
      }
      const [text, html] = await Promise.all([kept(extract.textHash), kept(extract.htmlHash)]);
      const { outcome: state, pages, note } = extract;
      // Who was shown no words has not read the document.
      await seen(c, text === null && html === null ? `document:${id}/words` : reading, row);
      return c.json({ ...known, state, text, html, pages, note }, 200);
    })
    .openapi(readPage, async (c) => {
      const { id, page } = c.req.valid('param');
      const { dpi } = c.req.valid('query');
      const { row, content } = await opened(c, id);
      if (reading === null)
        throw new Refusal('unsupported', 'Pages are drawn by the server; this one runs in a page.');
      await seen(c, `${readingOf(id, content.hash)}/page/${page}`, row);
      const picture = await reading.renderPage(content.bytes, { page, dpi });
      return new Response(picture as Uint8Array<ArrayBuffer>, {
        headers: {
          'content-type': 'image/png',
          etag: `"${content.hash}/${page}/${dpi}"`,
          'content-security-policy': "default-src 'none'; sandbox",
        },
      });
    });

  async function kept(hash: string | null): Promise<string | null> {
    const bytes = hash === null ? undefined : await checkedContent(store, hash);
    return bytes === undefined ? null : new TextDecoder().decode(bytes);
  }
}

/** In the set it names where that is one we know; else as UTF-8 if it can be, else Windows-1252. */
function decoded(bytes: Uint8Array, contentType: string): string {
  const named = /charset="?([\w.:-]{1,40})"?/i.exec(contentType)?.[1] ?? 'utf-8';
  for (const label of [named, 'utf-8']) {
    try {
      return new TextDecoder(label, { fatal: true }).decode(bytes);
    } catch {
      // The next one, then.
    }
  }
  return new TextDecoder('windows-1252').decode(bytes);
}

/** Nothing a feed sends may run in the portal: markup is shown as text, or sanitised as words. */
function safeType(contentType: string): string {
  const known =
    /^(application\/pdf|image\/(?:png|jpeg|tiff)|text\/(?:plain|rtf))(;\s*charset="?[\w.:-]{1,40}"?)?$/i;
  const [whole, type, charset] = known.exec(contentType.trim()) ?? [];
  if (whole === undefined) return 'text/plain; charset=utf-8';
  return type?.toLowerCase() === 'text/plain' && charset === undefined
    ? 'text/plain; charset=utf-8'
    : whole;
}
