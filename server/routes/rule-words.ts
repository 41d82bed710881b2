import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Refusal } from '../../engine/errors.ts';
import { textOf } from '../../engine/model/text.ts';
import { tableDifferences } from '../../engine/rules/difference.ts';
import { rowInWords } from '../../engine/rules/in-words.ts';
import type { DecisionTable } from '../../engine/rules/table.ts';
import { localDateOf } from '../../engine/time/zone.ts';
import { letterRuleSetId } from '../../engine/workflows/letter/words.ts';
import { exampleLetters } from '../../engine/workflows/letter/words-findings.ts';
import type { AppContext, AppEnv, Services } from '../context.ts';
import { TextShape } from '../contract.ts';
import { assertHolds } from '../resource-access.ts';
import { contextOf } from '../rules/rule-changes.ts';
import { json, refusals } from './answers.ts';
import { ruleReaders, versionOf, visibleDraft } from './rule-access.ts';
import { TableDifferenceShape, toVersionViews, VersionShape } from './rule-shapes.ts';

const Side = z.string().min(1).max(200);
const IdParam = z.object({ id: z.string().min(1).max(200) });

const diff = createRoute({
  method: 'get',
  path: '/api/rules/{id}/diff',
  tags: ['Rules'],
  summary:
    'What one version changes of another, row by row and cell by cell; a side is a version or a draft',
  request: { params: IdParam, query: z.object({ from: Side, to: Side }) },
  responses: {
    200: json(
      z.object({ from: z.string(), to: z.string(), tables: z.array(TableDifferenceShape) }),
      'Differences; none where they judge and read alike',
    ),
    ...refusals,
  },
});
const letters = createRoute({
  method: 'get',
  path: '/api/rules/letters/examples',
  tags: ['Rules'],
  summary: 'The letters of a version or a draft as they would be read, filled with example values',
  request: { query: z.object({ of: Side }) },
  responses: {
    200: json(
      z.object({
        letters: z.array(
          z.object({ row: z.string(), subject: z.string(), paragraphs: z.array(z.string()) }),
        ),
      }),
      'One letter for each row',
    ),
    ...refusals,
  },
});
const explain = createRoute({
  method: 'get',
  path: '/api/rules/{id}/{version}/rows/{table}/{row}',
  tags: ['Rules'],
  summary: 'One row in plain words, with its citation, its dates and who approved it',
  request: {
    params: IdParam.extend({
      version: z.coerce.number().int().min(1),
      table: z.string().min(1).max(200),
      row: z.string().min(1).max(200),
    }),
  },
  responses: {
    200: json(
      z.object({
        /** `row 7 of "Ageing", version 12` */
        place: TextShape,
        /** Counted from 1, in the order in which the table is read. */
        position: z.number().int(),
        conditions: z.array(TextShape),
        outputs: z.array(TextShape),
        sentence: TextShape,
        citation: z.string().nullable(),
        note: z.string().nullable(),
        approval: TextShape,
        version: VersionShape,
      }),
      'The row',
    ),
    ...refusals,
  },
});

/** The rules in words a manager would use. */
export function ruleWordRoutes(services: Services) {
  const { store, policies } = services;

  const tablesOf = async (c: AppContext, id: string, side: string) => {
    if (!/^\d+$/.test(side))
      return contextOf(await visibleDraft(c, services, { id, draft: side })).tables;
    const { found } = await versionOf(services, { id, version: Number(side) });
    return found.ruleSet.tables;
  };

  return new OpenAPIHono<AppEnv>()
    .openapi(diff, async (c) => {
      assertHolds(c.get('user'), ruleReaders);
      const { id } = c.req.valid('param');
      const { from, to } = c.req.valid('query');
      const [before, after] = [await tablesOf(c, id, from), await tablesOf(c, id, to)];
      return c.json({ from, to, tables: tableDifferences(before, after) } as never, 200);
    })
    .openapi(letters, async (c) => {
      assertHolds(c.get('user'), ruleReaders);
      const tables = await tablesOf(c, letterRuleSetId, c.req.valid('query').of);
      return c.json({ letters: exampleLetters(tables) } as never, 200);
    })
    .openapi(explain, async (c) => {
      assertHolds(c.get('user'), ruleReaders);
      const { id, version, table: tableId, row: rowId } = c.req.valid('param');
      const { found, all } = await versionOf(services, { id, version });
      const { table, row, position } = rowOf(found.ruleSet.tables, tableId, rowId);
      const today = localDateOf(store.now(), await policies.zoneOf('*'));
      const view = toVersionViews(all, today)[all.indexOf(found)];
      const { conditions, outputs, sentence } = rowInWords(table, row);
      const answer = {
        place: textOf(
          'rule.place',
          'Row {position} ("{row}") of "{table}", {ruleSet} version {version}',
          {
            position,
            row: row.id,
            table: table.title,
            ruleSet: id,
            version,
          },
        ),
        position,
        conditions,
        outputs,
        sentence,
        citation: row.citation ?? null,
        note: row.note ?? null,
        approval: approvalOf(found.source, view?.publication?.approved ?? null),
        version: view,
      };
      return c.json(answer as never, 200);
    });
}

function approvalOf(
  source: 'product' | 'site',
  approved: { by: { name: string }; at: string } | null,
) {
  if (source === 'product') return textOf('rule.approval.product', 'Ships with the product');
  if (approved === null)
    return textOf('rule.approval.former', 'Kept by the site before changes were approved');
  const parts = { name: approved.by.name, at: approved.at };
  return textOf('rule.approval', 'Approved by {name} at {at}', parts);
}

function rowOf(tables: readonly DecisionTable[], tableId: string, rowId: string) {
  const table = tables.find(({ id }) => id === tableId);
  const index = table?.rows.findIndex(({ id }) => id === rowId) ?? -1;
  const row = table?.rows[index];
  if (table !== undefined && row !== undefined) return { table, row, position: index + 1 };
  const message =
    table === undefined
      ? `The version has no table ${tableId}. It has: ${tables.map(({ id }) => id).join(', ')}.`
      : `Table ${tableId} of this version has no row ${rowId}.`;
  throw new Refusal('not-found', message);
}
