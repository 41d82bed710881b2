import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditLog } from '../engine/insight/audit-log.ts';
import type { User } from '../engine/model/user.ts';
import { workflows } from '../engine/workflows/index.ts';
import { type Assembled, assemble } from '../server/assemble.ts';
import { recordOnly } from '../server/effects.ts';
import { createPostgresStore } from '../server/store/postgres/store.ts';
import { user } from './department.ts';
import { type FreshDatabase, freshDatabase } from './postgres.ts';

const now = Date.parse('2026-11-24T15:00:00Z');
const rules = '/api/rules/chart-completion';
const manager = (id: string): User => ({ ...user('manager'), id, name: id });
let database: FreshDatabase;
let servers: Assembled[];

beforeAll(async () => {
  database = await freshDatabase();
  const serve = async () =>
    assemble({
      store: await createPostgresStore(database.url, { clock: () => now }),
      workflows,
      newId: () => uuidv7(),
      secret: new Uint8Array(32).fill(7),
      issuers: [],
      demoUsers: null,
      allowedOrigins: [],
      defaultFacility: 'main',
      handlerOf: () => recordOnly,
      onError: (error) => {
        throw error;
      },
    });
  servers = [await serve(), await serve()];
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await database.drop();
});

async function post(server: Assembled | undefined, who: string, path: string, body: object = {}) {
  if (server === undefined) throw new Error('There is no such server.');
  const { token } = await server.services.auth.issue(manager(who), 600);
  const response = await server.app.request(path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

test('of two servers over one PostgreSQL only one publishes a number, and both judge by it and by its roll back', async () => {
  const [one, other] = servers;
  const inUse = async () =>
    Promise.all(
      servers.map(async ({ services }) =>
        (await services.ruleVersions.inUse())
          .filter(({ id }) => id === 'chart-completion')
          .map(({ version }) => version),
      ),
    );
  expect(await inUse()).toEqual([[1], [1]]);
  const drafts = await Promise.all([
    post(one, 'ann', `${rules}/drafts`),
    post(other, 'ben', `${rules}/drafts`),
  ]);
  const paths = drafts.map(({ body }) => `${rules}/drafts/${body.draft}`);
  const effective = { effectiveFrom: '2026-11-24' };
  await post(other, 'ann', `${paths[0]}/propose`, effective);
  await post(one, 'ben', `${paths[1]}/propose`, effective);
  const approvals = await Promise.all([
    post(one, 'kim', `${paths[0]}/approve`),
    post(other, 'lee', `${paths[1]}/approve`),
  ]);
  expect(approvals.map(({ status }) => status).sort()).toEqual([200, 409]);
  await expect.poll(inUse, { timeout: 10_000 }).toEqual([
    [2, 1],
    [2, 1],
  ]);
  expect((await post(other, 'ann', `${rules}/2/roll-back`, { reason: 'Too early' })).status).toBe(
    200,
  );
  await expect.poll(inUse, { timeout: 10_000 }).toEqual([[1], [1]]);
  const store = one?.services.store;
  const registry = one?.engine.registry;
  const audit = store && registry && (await auditLog(registry, store));
  expect(audit).toMatchObject({ differing: [], unattended: [] });
});
