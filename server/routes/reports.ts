import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Refusal } from '../../engine/errors.ts';
import { type AppContext, type AppEnv, auditOf, type Services } from '../context.ts';
import { AskQuery, askOf } from '../reports/ask.ts';
import { csvOf, isCsvAsked } from '../reports/csv.ts';
import { definitions, settings } from '../reports/definitions.ts';
import { reports } from '../reports/registry.ts';
import type { Report, Row, Which } from '../reports/report.ts';
import { ReportListShape, ReportRowsShape, ReportShape } from '../reports/shapes.ts';
import {
  type Cells,
  figureCells,
  inChunks,
  pageOf,
  rowCells,
  shownReport,
} from '../reports/show.ts';
import { json, refusals } from './answers.ts';

const csvChunk = 500;
const ReportId = z.object({ id: z.string().min(1).max(100) });
const Name = z.string().min(1).max(200);
const Chosen = z.object({
  user: Name.optional(),
  practitioner: Name.optional(),
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'A month, such as 2026-11.')
    .optional(),
  bucket: Name.optional(),
});

const listReports = createRoute({
  method: 'get',
  path: '/api/reports',
  tags: ['Reports'],
  summary: 'The reports there are, and how each figure is made',
  responses: { 200: json(ReportListShape, 'Reports and definitions'), ...refusals },
});

const readReport = createRoute({
  method: 'get',
  path: '/api/reports/{id}',
  tags: ['Reports'],
  summary: 'The figures of a report, each with the address of its rows; JSON, or CSV by Accept',
  request: { params: ReportId, query: AskQuery },
  responses: { 200: json(ReportShape, 'The report'), ...refusals },
});

const readRows = createRoute({
  method: 'get',
  path: '/api/reports/{id}/rows',
  tags: ['Reports'],
  summary: 'Exactly the rows that a figure counts, page by page; CSV has them all',
  request: {
    params: ReportId,
    query: AskQuery.extend({
      ...Chosen.shape,
      figure: Name,
      offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
      limit: z.coerce.number().int().min(1).max(1000).default(200),
    }),
  },
  responses: { 200: json(ReportRowsShape, 'One page of rows'), ...refusals },
});

export function reportRoutes(services: Services) {
  const reportOf = (id: string): Report => {
    const report = reports.find((one) => one.id === id);
    if (report !== undefined) return report;
    throw new Refusal('not-found', `There is no report ${id}. GET /api/reports lists them.`);
  };
  const kept = (c: AppContext, what: string, isExport: boolean): Promise<void> =>
    services.store.commit({
      audit: [auditOf(c, services, { action: isExport ? 'export' : 'view', what })],
    });

  return new OpenAPIHono<AppEnv>()
    .openapi(listReports, async (c) => {
      await askOf(services, c.get('user'), {});
      const list = reports.map(({ id, title }) => ({ id, title, href: `/api/reports/${id}` }));
      return c.json({ reports: list, definitions: [...definitions], settings }, 200);
    })
    .openapi(readReport, async (c) => {
      const query = c.req.valid('query');
      const ask = await askOf(services, c.get('user'), query);
      const { id } = c.req.valid('param');
      const report = await shownReport(reportOf(id), ask, query.facility);
      const isCsv = isCsvAsked(query.format, c.req.header('accept'));
      await kept(c, `report:${id}`, isCsv);
      if (!isCsv) return c.json(report, 200);
      const cells = figureCells(report);
      return csvAnswer(`${id}.csv`, csvOf(cells, Object.keys(cells[0] ?? {}), true)) as never;
    })
    .openapi(readRows, async (c) => {
      const { figure, user, practitioner, month, bucket, offset, limit, ...query } =
        c.req.valid('query');
      const { id } = c.req.valid('param');
      const ask = await askOf(services, c.get('user'), query);
      const chosen = Object.entries({ user, practitioner, month, bucket });
      const which = Object.fromEntries(chosen.filter(([, value]) => value !== undefined)) as Which;
      const rows = reportOf(id).rows(ask, figure, which);
      if (rows === null)
        throw new Refusal(
          'not-found',
          `Report ${id} has no such figure. Take the address of the rows from the report.`,
        );
      const isCsv = isCsvAsked(query.format, c.req.header('accept'));
      await kept(c, `report:${id}/${figure}`, isCsv);
      if (isCsv) return csvAnswer(`${id}-${figure}.csv`, csvStream(rows)) as never;
      const { page, hasMore } = await pageOf(rows, { offset, limit });
      const shown = (await rowCells(services, page)) as Cells[];
      const asOf = new Date(ask.at).toISOString();
      const next = hasMore ? offset + limit : null;
      return c.json({ report: id, figure, asOf, rows: shown, next }, 200);
    });

  /** Written while it is read, so that a list of a million needs no room. */
  function csvStream(rows: AsyncIterable<Row>): ReadableStream<Uint8Array> {
    const chunks = inChunks(rows, csvChunk);
    const encoder = new TextEncoder();
    let columns: string[] | null = null;
    return new ReadableStream({
      pull: async (controller) => {
        const { value, done } = await chunks.next();
        if (done) return controller.close();
        const cells = await rowCells(services, value);
        const isFirst = columns === null;
        columns ??= Object.keys(cells[0] ?? {});
        controller.enqueue(encoder.encode(csvOf(cells, columns, isFirst)));
      },
      cancel: async () => {
        await chunks.return(undefined);
      },
    });
  }
}

function csvAnswer(name: string, body: string | ReadableStream<Uint8Array>): Response {
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${name.replace(/[^\w.+-]/g, '_')}"`,
    },
  });
}
