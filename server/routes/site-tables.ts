import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Refusal } from '../../engine/errors.ts';
import type { Role, User } from '../../engine/model/user.ts';
import { type AppEnv, auditOf, type Services } from '../context.ts';
import { type SiteTableName, siteTables } from '../site-tables.ts';
import { json, refusals } from './answers.ts';
import { assertHoldsEverywhere } from './everywhere.ts';
import { versionIn } from './if-match.ts';

const names = Object.keys(siteTables) as [SiteTableName, ...SiteTableName[]];

/** Tables that became rules, which are drafted and approved. */
const becameRules: Readonly<Record<string, string>> = { 'letter-templates': 'letters' };
const former = Object.keys(becameRules);
const NameParam = z.object({ name: z.enum([...names, ...former]) });
const Table = z.object({
  name: z.string(),
  version: z.number().int(),
  rows: z.array(z.record(z.string(), z.unknown())),
});

const read = createRoute({
  method: 'get',
  path: '/api/site-tables/{name}',
  tags: ['Site'],
  summary: 'A table that the site keeps: its facilities, senders, document types, calendars, feeds',
  request: { params: NameParam },
  responses: { 200: json(Table, 'The table; ETag is its version'), ...refusals },
});
const write = createRoute({
  method: 'put',
  path: '/api/site-tables/{name}',
  tags: ['Site'],
  summary: 'Replace a table; If-Match names the version you saw',
  request: {
    params: NameParam,
    headers: z.object({ 'if-match': z.string().max(40).optional() }),
    body: {
      content: {
        'application/json': {
          schema: z.object({ rows: z.array(z.record(z.string(), z.unknown())).max(10_000) }),
        },
      },
    },
  },
  responses: { 200: json(Table, 'The table as it is now'), ...refusals },
});

/** Tables about practitioners, which their own office keeps too. */
const ofMedicalStaff: ReadonlySet<SiteTableName> = new Set([
  'cover',
  'practitioner-groups',
  'practitioner-contacts',
  'supervision',
]);

function mayHave(name: SiteTableName, roles: readonly Role[]): readonly Role[] {
  return ofMedicalStaff.has(name) ? [...roles, 'medical-staff-office'] : roles;
}

/** What the facilities are called everyone may know who works at one. @throws Refusal `not-permitted` */
function assertReads(user: User, name: SiteTableName): void {
  if (name === 'facilities' && user.grants.some(({ role }) => role !== 'patient')) return;
  assertHoldsEverywhere(user, mayHave(name, ['manager', 'administrator', 'supervisor', 'auditor']));
}

/** @throws Refusal `not-allowed-now` of a table that became rules, with the way to change them */
function siteTableNamed(name: string): SiteTableName {
  const ruleSet = becameRules[name];
  if (ruleSet === undefined) return name as SiteTableName;
  throw new Refusal(
    'not-allowed-now',
    `${name} is no table any more: its rows are rules, changed with a second approval. GET /api/rules lists the versions of ${ruleSet}; POST /api/rules/${ruleSet}/drafts begins the next.`,
  );
}

/** What a manager decides without a developer. */
export function siteTableRoutes(services: Services) {
  const { siteTables: tables } = services;
  return new OpenAPIHono<AppEnv>()
    .openapi(read, async (c) => {
      const name = siteTableNamed(c.req.valid('param').name);
      assertReads(c.get('user'), name);
      const { rows, version } = await tables.read(name);
      c.header('etag', `"${version}"`);
      return c.json({ name, version, rows: [...rows] as Record<string, unknown>[] }, 200);
    })
    .openapi(write, async (c) => {
      const name = siteTableNamed(c.req.valid('param').name);
      assertHoldsEverywhere(c.get('user'), mayHave(name, ['manager', 'administrator']));
      const ifVersion = versionIn(c.req.valid('header')['if-match']);
      const { rows, version } = await tables.save(name, c.req.valid('json').rows, {
        ...(ifVersion === undefined ? {} : { ifVersion }),
        audit: auditOf(c, services, { action: 'act', what: `site-table:${name}` }),
      });
      c.header('etag', `"${version}"`);
      return c.json({ name, version, rows: [...rows] as Record<string, unknown>[] }, 200);
    });
}
