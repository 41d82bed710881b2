import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Refusal } from '../../engine/errors.ts';
import { tableDifferences } from '../../engine/rules/difference.ts';
import type { SuccessorFinding } from '../../engine/rules/successor.ts';
import { DecisionTable } from '../../engine/rules/table.ts';
import { ruleFamilyIdOf } from '../../engine/workflows/rule-change/ids.ts';
import type { AppEnv, Services } from '../context.ts';
import { contextOf } from '../rules/rule-changes.ts';
import { json, refusals } from './answers.ts';
import { versionIn } from './if-match.ts';
import {
  assertDraftsRules,
  assertSeesDrafts,
  auditedAs,
  versionOf,
  visibleDraft,
} from './rule-access.ts';
import { DraftShape, FindingShape, TableDifferenceShape, toDraftView } from './rule-shapes.ts';

/** Rows that all overlap make more findings than anyone reads. */
const mostFindings = 100;

const IdParam = z.object({ id: z.string().min(1).max(200) });
const DraftParam = IdParam.extend({ draft: z.string().min(1).max(200) });

const DraftBody = z.object({
  /** The version to copy, or to compare with from now on; the newest one where a draft begins without. */
  baseVersion: z.number().int().min(1).optional(),
  /** All tables of the rule set; those of the base where they are left out. */
  tables: z.array(DecisionTable).max(100).optional(),
});
const Whole = DraftShape.extend({
  tables: z.array(z.record(z.string(), z.unknown())),
  /** From the version it is based on. */
  differences: z.array(TableDifferenceShape),
});

const begin = createRoute({
  method: 'post',
  path: '/api/rules/{id}/drafts',
  tags: ['Rules'],
  summary: 'Draft the next version of a rule set, as a copy or with other rows',
  request: {
    params: IdParam,
    body: { content: { 'application/json': { schema: DraftBody } } },
  },
  responses: { 201: json(DraftShape, 'The draft; ETag is its revision'), ...refusals },
});
const list = createRoute({
  method: 'get',
  path: '/api/rules/{id}/drafts',
  tags: ['Rules'],
  summary: 'Every draft there was, with what became of it',
  request: { params: IdParam },
  responses: { 200: json(z.object({ drafts: z.array(DraftShape) }), 'Drafts'), ...refusals },
});
const show = createRoute({
  method: 'get',
  path: '/api/rules/{id}/drafts/{draft}',
  tags: ['Rules'],
  summary: 'A draft with its tables and what they change',
  request: { params: DraftParam },
  responses: { 200: json(Whole, 'The draft; ETag is its revision'), ...refusals },
});
const edit = createRoute({
  method: 'put',
  path: '/api/rules/{id}/drafts/{draft}',
  tags: ['Rules'],
  summary: 'Replace the tables of a draft; If-Match names the revision you saw',
  request: {
    params: DraftParam,
    headers: z.object({ 'if-match': z.string().max(40) }),
    body: { required: true, content: { 'application/json': { schema: DraftBody } } },
  },
  responses: { 200: json(DraftShape, 'The draft as it is now'), ...refusals },
});
const check = createRoute({
  method: 'post',
  path: '/api/rules/{id}/drafts/{draft}/check',
  tags: ['Rules'],
  summary: 'Run every example and look for conflicts, gaps and unreachable rows; nothing is stored',
  request: {
    params: DraftParam,
    body: {
      content: {
        'application/json': {
          schema: z.object({
            /** Looked at in place of those of the draft. */
            tables: z.array(z.unknown()).max(100).optional(),
          }),
        },
      },
    },
  },
  responses: {
    200: json(
      z.object({
        /** True when nothing speaks against proposing it. */
        isReady: z.boolean(),
        examples: z.number().int(),
        /** What blocks comes first; at most a hundred. */
        findings: z.array(FindingShape),
        /** How many there are in all. */
        found: z.number().int(),
      }),
      'What was found',
    ),
    ...refusals,
  },
});

/** New versions of the rules in the making. */
export function ruleDraftRoutes(services: Services) {
  const { store, ruleChanges } = services;
  return new OpenAPIHono<AppEnv>()
    .openapi(begin, async (c) => {
      const user = c.get('user');
      assertDraftsRules(user);
      const { id } = c.req.valid('param');
      const draft = await ruleChanges.begin(id, c.req.valid('json'), {
        user,
        audit: auditedAs(c, services, 'start:rule-change'),
      });
      c.header('etag', `"${draft.version}"`);
      return c.json(toDraftView(draft), 201);
    })
    .openapi(list, async (c) => {
      const { id } = c.req.valid('param');
      const { members } = await draftsOf(c, id);
      const drafts = members.toSorted((a, b) => b.startedAt - a.startedAt).map(toDraftView);
      return c.json({ drafts }, 200);
    })
    .openapi(show, async (c) => {
      const draft = await visibleDraft(c, services, c.req.valid('param'));
      const { tables, ruleSetId, baseVersion } = contextOf(draft);
      const { found } = await versionOf(services, { id: ruleSetId, version: baseVersion });
      const differences = tableDifferences(found.ruleSet.tables, tables);
      c.header('etag', `"${draft.version}"`);
      return c.json({ ...toDraftView(draft), tables, differences } as never, 200);
    })
    .openapi(edit, async (c) => {
      const user = c.get('user');
      assertDraftsRules(user);
      const draft = await visibleDraft(c, services, c.req.valid('param'));
      const ifVersion = versionIn(c.req.valid('header')['if-match']);
      const edited = await ruleChanges.edit(draft, c.req.valid('json'), {
        user,
        ...(ifVersion === undefined ? {} : { ifVersion }),
        audit: auditedAs(c, services, 'rule.edit'),
      });
      c.header('etag', `"${edited.version}"`);
      return c.json(toDraftView(edited), 200);
    })
    .openapi(check, async (c) => {
      const draft = await visibleDraft(c, services, c.req.valid('param'));
      const { tables: others } = c.req.valid('json') ?? {};
      const read = z.array(DecisionTable).safeParse(others ?? contextOf(draft).tables);
      const findings = read.success
        ? await ruleChanges.findings(draft, read.data)
        : unreadable(read.error);
      const rows = read.data?.flatMap((table) => table.rows) ?? [];
      const examples = rows.reduce((sum, row) => sum + (row.examples?.length ?? 0), 0);
      const ordered = findings.toSorted((a, b) => Number(b.isBlocking) - Number(a.isBlocking));
      const answer = {
        isReady: ordered[0]?.isBlocking !== true,
        examples,
        findings: ordered.slice(0, mostFindings),
        found: findings.length,
      };
      return c.json(answer, 200);
    });

  async function draftsOf(c: Parameters<typeof visibleDraft>[0], id: string) {
    const all = await services.ruleVersions.all(id);
    if (all.length === 0)
      throw new Refusal('not-found', `There is no rule set ${id}. GET /api/rules lists them.`);
    assertSeesDrafts(c.get('user'));
    return store.loadFamily(ruleFamilyIdOf(id));
  }
}

function unreadable(error: z.ZodError): SuccessorFinding[] {
  return error.issues.map(({ path, message }) => ({
    kind: 'unreadable',
    isBlocking: true,
    table: String(path[0] ?? ''),
    row: null,
    message: `tables.${path.map(String).join('.')}: ${message}`,
  }));
}
