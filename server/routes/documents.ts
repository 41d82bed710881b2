import { OpenAPIHono } from '@hono/zod-openapi';
import { Refusal } from '../../engine/errors.ts';
import type { ResourceRow } from '../../engine/store.ts';
import { createChartAccess } from '../chart-access.ts';
import { type AppContext, type AppEnv, auditOf, type Services } from '../context.ts';
import { contentOf, contentPlaceOf, type DocumentContent } from '../document-content.ts';
import { versionAt, versionsOf } from '../document-versions.ts';
import { knownWords } from '../document-words.ts';
import { findInChart } from '../find-in-chart.ts';
import { toChartFacts } from '../interop/chart-facts.ts';
import { textAt } from '../interop/fhir/element.ts';
import { practitionerIdOf } from '../interop/practitioner-reference.ts';
import { readingOf } from '../signing.ts';
import { findWords, readContent, readPage, readVersions, readWords } from './document-calls.ts';

/** The documents of a chart, for those who may read it; each reading is on record. */
export function documentRoutes(services: Services) {
  const { store, reading, names, policies } = services;
  const { readable } = createChartAccess(services);

  const known = async (c: AppContext, id: string): Promise<ResourceRow> => {
    const row = await store.resource('DocumentReference', id);
    if (row === undefined || row.isDeleted || row.encounterId === null)
      throw new Refusal('not-found', `There is no document ${id} for you.`);
    await readable(c, row.encounterId);
    return row;
  };

  const opened = async (
    c: AppContext,
    id: string,
    version: number | undefined,
  ): Promise<{ row: ResourceRow; content: DocumentContent }> => {
    const now = await known(c, id);
    const row = version === undefined ? now : await versionAt(store, now, version);
    if (row === undefined)
      throw new Refusal(
        'not-found',
        `Document ${id} has no version ${version} here. GET /api/documents/{id}/versions lists them.`,
      );
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
      const { row, content } = await opened(c, id, c.req.valid('query').version);
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
      const { row, content } = await opened(c, id, c.req.valid('query').version);
      const { hash: contentHash, contentType } = content;
      const words = await knownWords(store, content);
      // Who was shown no words has not read the document.
      const isShown = words.text !== null || words.html !== null;
      await seen(c, `${isShown ? readingOf(id, contentHash) : `document:${id}`}/words`, row);
      return c.json({ contentHash, contentType, ...words }, 200);
    })
    .openapi(readVersions, async (c) => {
      const { id } = c.req.valid('param');
      const now = await known(c, id);
      const rows = await versionsOf(store, now);
      const authorOf = (row: ResourceRow) => practitionerIdOf(row.body.author, []);
      const people = rows.map((row) => ({
        patientId: null,
        encounterId: null,
        practitionerId: authorOf(row),
      }));
      const joined = await names.join(people, await policies.zoneOf(now.facility));
      const versions = [];
      for (const row of rows) {
        const place = await contentPlaceOf(store, row);
        versions.push({
          documentId: row.id,
          version: row.version,
          at: new Date(row.updatedAt).toISOString(),
          docStatus: textAt(row.body.docStatus) ?? null,
          author: joined.practitioner(authorOf(row)),
          contentHash: place?.hash ?? null,
          contentType: place?.contentType ?? null,
        });
      }
      await seen(c, `document-versions:${id}`, now);
      return c.json({ versions }, 200);
    })
    .openapi(findWords, async (c) => {
      const { id } = c.req.valid('param');
      const rows = await readable(c, id);
      // What another has replaced is no document of the chart any more.
      const listed = new Set(toChartFacts(rows, { version: 0 })?.documents.map((one) => one.id));
      const documents = rows.filter(
        (row) => row.type === 'DocumentReference' && listed.has(row.id),
      );
      const found = await findInChart(store, documents, c.req.valid('json').words);
      const patientId = documents[0]?.patientId ?? null;
      await store.commit({
        audit: [
          auditOf(c, services, { action: 'view', what: 'chart-find', patientId, encounterId: id }),
        ],
      });
      return c.json(
        {
          documents: found.documents.map((one) => ({ ...one, hits: [...one.hits] })),
          unread: [...found.unread],
        },
        200,
      );
    })
    .openapi(readPage, async (c) => {
      const { id, page } = c.req.valid('param');
      const { dpi, version } = c.req.valid('query');
      const { row, content } = await opened(c, id, version);
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
