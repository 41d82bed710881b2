import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Refusal } from '../../engine/errors.ts';
import type { DecisionTable } from '../../engine/rules/table.ts';
import type { AppEnv, Services } from '../context.ts';
import { readTableCsv } from '../rules/read-table-csv.ts';
import { contextOf } from '../rules/rule-changes.ts';
import { writeTableCsv } from '../rules/write-table-csv.ts';
import { json, refusals } from './answers.ts';
import { versionIn } from './if-match.ts';
import { assertDraftsRules, auditedAs, visibleDraft } from './rule-access.ts';
import { DraftShape, toDraftView } from './rule-shapes.ts';

const csv = { 'text/csv': { schema: z.string() } };
const TableParam = z.object({
  id: z.string().min(1).max(200),
  draft: z.string().min(1).max(200),
  table: z.string().min(1).max(200),
});

const read = createRoute({
  method: 'get',
  path: '/api/rules/{id}/drafts/{draft}/tables/{table}',
  tags: ['Rules'],
  summary: 'One table of a draft for a spreadsheet',
  request: { params: TableParam },
  responses: {
    200: { description: 'The table; ETag is the draft’s revision', content: csv },
    ...refusals,
  },
});
const write = createRoute({
  method: 'put',
  path: '/api/rules/{id}/drafts/{draft}/tables/{table}',
  tags: ['Rules'],
  summary: 'Replace the rows of one table; If-Match names the revision you saw',
  request: {
    params: TableParam,
    headers: z.object({ 'if-match': z.string().max(40) }),
    body: { required: true, content: csv },
  },
  responses: { 200: json(DraftShape, 'The draft as it is now'), ...refusals },
});

/** Tables out to a spreadsheet and back. */
export function ruleTableCsvRoutes(services: Services) {
  return new OpenAPIHono<AppEnv>()
    .openapi(read, async (c) => {
      const params = c.req.valid('param');
      const draft = await visibleDraft(c, services, params);
      const table = tableIn(contextOf(draft).tables, params.table);
      c.header('etag', `"${draft.version}"`);
      c.header('content-type', 'text/csv; charset=utf-8');
      c.header('content-disposition', `attachment; filename="${fileName(params.id, table.id)}"`);
      return c.body(writeTableCsv(table), 200) as never;
    })
    .openapi(write, async (c) => {
      const user = c.get('user');
      assertDraftsRules(user);
      if (!/^text\/csv\b/.test(c.req.header('content-type') ?? ''))
        throw new Refusal('unsupported', 'Send the table as CSV (Content-Type: text/csv).');
      const params = c.req.valid('param');
      const draft = await visibleDraft(c, services, params);
      const { tables } = contextOf(draft);
      const before = tableIn(tables, params.table);
      const after = readTableCsv(utf8(await c.req.arrayBuffer()), before);
      const ifVersion = versionIn(c.req.valid('header')['if-match']);
      const edited = await services.ruleChanges.edit(
        draft,
        { tables: tables.map((one) => (one === before ? after : one)) },
        {
          user,
          ...(ifVersion === undefined ? {} : { ifVersion }),
          audit: auditedAs(c, services, 'rule.edit'),
        },
      );
      c.header('etag', `"${edited.version}"`);
      return c.json(toDraftView(edited), 200);
    });
}

function tableIn(tables: readonly DecisionTable[], id: string): DecisionTable {
  const table = tables.find((one) => one.id === id);
  if (table !== undefined) return table;
  const ids = tables.map((one) => one.id).join(', ');
  throw new Refusal('not-found', `The rule set has no table ${id}. It has: ${ids}.`);
}

function utf8(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal(
      'invalid-input',
      'The file is not UTF-8. Save it as "CSV UTF-8" and send it again.',
    );
  }
}

/** Letters, digits and hyphens alone: a name is no place for a quote or a line end. */
function fileName(ruleSet: string, table: string): string {
  return `${ruleSet}-${table}.csv`.replace(/[^\w.-]/g, '-');
}
