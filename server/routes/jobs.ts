import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Refusal } from '../../engine/errors.ts';
import type { JobRow } from '../../engine/store.ts';
import { type AppEnv, auditOf, type Services } from '../context.ts';
import { IdParam, json, refusals } from './answers.ts';
import { assertHoldsEverywhere, operators } from './everywhere.ts';

export const JobShape = z
  .object({
    id: z.string(),
    kind: z.string(),
    state: z.enum(['running', 'stopped', 'done', 'failed']),
    /** In the unit of `done`; null while nobody knows. */
    total: z.number().int().nullable(),
    done: z.number().int(),
    taken: z.number().int(),
    refused: z.number().int(),
    /** Of `done`, a second, since it started. */
    rate: z.number(),
    startedAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    note: z.string().nullable(),
  })
  .openapi('Job');

const list = createRoute({
  method: 'get',
  path: '/api/jobs',
  tags: ['Jobs'],
  summary: 'Long loads, newest first',
  request: { query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }) },
  responses: { 200: json(z.object({ jobs: z.array(JobShape) }), 'Jobs'), ...refusals },
});
const show = createRoute({
  method: 'get',
  path: '/api/jobs/{id}',
  tags: ['Jobs'],
  summary: 'How far a job is',
  request: { params: IdParam },
  responses: { 200: json(JobShape, 'The job'), ...refusals },
});
const stop = createRoute({
  method: 'post',
  path: '/api/jobs/{id}/stop',
  tags: ['Jobs'],
  summary: 'Stop a job; what it has done stands, and the same job started again goes on from there',
  request: { params: IdParam },
  responses: { 200: json(JobShape, 'The job'), ...refusals },
});

const watchers = [...operators, 'supervisor', 'manager'] as const;

/** Long loads: watched and stopped. */
export function jobRoutes(services: Services) {
  const { store, jobs } = services;
  return new OpenAPIHono<AppEnv>()
    .openapi(list, async (c) => {
      assertHoldsEverywhere(c.get('user'), watchers);
      const rows = await store.jobs(c.req.valid('query').limit);
      return c.json({ jobs: rows.map(toJobShape) }, 200);
    })
    .openapi(show, async (c) => {
      assertHoldsEverywhere(c.get('user'), watchers);
      const { id } = c.req.valid('param');
      const row = await store.job(id);
      if (row === undefined) throw new Refusal('not-found', `There is no job ${id}.`);
      return c.json(toJobShape(row), 200);
    })
    .openapi(stop, async (c) => {
      assertHoldsEverywhere(c.get('user'), watchers);
      const { id } = c.req.valid('param');
      const row = await jobs.stop(id);
      await store.commit({
        audit: [auditOf(c, services, { action: 'act', what: `job:${id}/stop` })],
      });
      return c.json(toJobShape(row), 200);
    });
}

export function toJobShape(row: JobRow): z.infer<typeof JobShape> {
  const { id, kind, state, total, done, taken, refused, note } = row;
  const seconds = Math.max(row.updatedAt - row.startedAt, 1) / 1000;
  return {
    id,
    kind,
    state,
    total,
    done,
    taken,
    refused,
    rate: Math.round((done / seconds) * 10) / 10,
    startedAt: new Date(row.startedAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
    note,
  };
}
