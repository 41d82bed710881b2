import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Refusal } from '../../engine/errors.ts';
import type { Role } from '../../engine/model/user.ts';
import { type AppEnv, auditOf, type Services } from '../context.ts';
import { hospitalJob } from '../demo/demo-setting.ts';
import { json, refusals } from './answers.ts';
import { assertHoldsEverywhere } from './everywhere.ts';

const State = z.object({ status: z.string(), reason: z.string().nullable() });
const auditors: readonly Role[] = ['auditor', 'privacy-officer', 'administrator'];

const healthz = createRoute({
  method: 'get',
  path: '/healthz',
  tags: ['Operation'],
  summary: 'The process runs',
  responses: { 200: json(State, 'Alive') },
});
const readyz = createRoute({
  method: 'get',
  path: '/readyz',
  tags: ['Operation'],
  summary: 'It can read and write',
  responses: { 200: json(State, 'Ready'), 503: json(State, 'Not ready, and why') },
});
const metrics = createRoute({
  method: 'get',
  path: '/metrics',
  tags: ['Operation'],
  summary: 'Figures in the Prometheus text format; no health data',
  responses: { 200: { description: 'text/plain' } },
});
const Now = z.object({ now: z.iso.datetime(), virtual: z.boolean() });
const Clock = Now.extend({
  /** Events of the made-up hospital that are in, while it loads. */
  loading: z.object({ done: z.number().int(), total: z.number().int() }).nullable(),
});
const clock = createRoute({
  method: 'get',
  path: '/api/clock',
  tags: ['Operation'],
  summary: 'What time it is here, and how far a demonstration has loaded',
  responses: { 200: json(Clock, 'Now'), ...refusals },
});
const moveClock = createRoute({
  method: 'post',
  path: '/api/clock',
  tags: ['Operation'],
  summary: 'Move the virtual clock; only where the server was started with --clock',
  request: {
    body: {
      content: {
        'application/json': { schema: z.object({ now: z.iso.datetime({ offset: true }) }) },
      },
    },
  },
  responses: { 200: json(Now, 'Now'), ...refusals },
});

const AuditEntry = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  userId: z.string(),
  userName: z.string(),
  role: z.string(),
  action: z.string(),
  what: z.string(),
  patientId: z.string().nullable(),
  encounterId: z.string().nullable(),
  instanceId: z.string().nullable(),
  purpose: z.string().nullable(),
  fromAddress: z.string().nullable(),
});
const readAudit = createRoute({
  method: 'get',
  path: '/api/audit',
  tags: ['Audit'],
  summary: 'Who saw and did what, newest first',
  request: {
    query: z.object({
      patient: z.string().optional(),
      user: z.string().optional(),
      instance: z.string().optional(),
      from: z.iso.datetime({ offset: true }).optional(),
      to: z.iso.datetime({ offset: true }).optional(),
      before: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
  },
  responses: {
    200: json(z.object({ entries: z.array(AuditEntry), next: z.string().nullable() }), 'Entries'),
    ...refusals,
  },
});

/** What operators, auditors and demonstrations need. */
export function operationRoutes(services: Services) {
  const { store } = services;
  return new OpenAPIHono<AppEnv>()
    .openapi(healthz, (c) => c.json({ status: 'ok', reason: null }, 200))
    .openapi(readyz, async (c) => {
      const { ok, reason } = await store.ready();
      return ok
        ? c.json({ status: 'ready', reason }, 200)
        : c.json({ status: 'not ready', reason }, 503);
    })
    .openapi(metrics, async (c) => c.text(await services.metrics(), 200) as never)
    .openapi(clock, async (c) => {
      const virtual = services.setNow !== undefined;
      const job = virtual ? await store.job(hospitalJob) : undefined;
      const loading =
        job?.state === 'running' && job.total !== null
          ? { done: job.done, total: job.total }
          : null;
      return c.json({ now: new Date(store.now()).toISOString(), virtual, loading }, 200);
    })
    .openapi(moveClock, async (c) => {
      if (services.setNow === undefined) {
        throw new Refusal(
          'not-permitted',
          'The clock is real. Start the server with the demo data, or with --clock <instant>, to get one that moves.',
        );
      }
      const now = Date.parse(c.req.valid('json').now);
      if (now < store.now())
        throw new Refusal(
          'invalid-input',
          'The virtual clock moves forward only. Choose a later instant.',
        );
      await services.setNow(now);
      return c.json({ now: new Date(store.now()).toISOString(), virtual: true }, 200);
    })
    .openapi(readAudit, async (c) => {
      assertHoldsEverywhere(c.get('user'), auditors);
      const { patient, user, instance, from, to, before, limit } = c.req.valid('query');
      const rows = await store.audit({
        limit,
        ...(patient === undefined ? {} : { patientId: patient }),
        ...(user === undefined ? {} : { userId: user }),
        ...(instance === undefined ? {} : { instanceId: instance }),
        ...(from === undefined ? {} : { fromAt: Date.parse(from) }),
        ...(to === undefined ? {} : { toAt: Date.parse(to) }),
        ...(before === undefined ? {} : { beforeId: before }),
      });
      await store.commit({
        audit: [
          auditOf(c, services, { action: 'search', what: 'audit', patientId: patient ?? null }),
        ],
      });
      const next = rows.length === limit ? (rows.at(-1)?.id ?? null) : null;
      return c.json(
        { entries: rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() })), next },
        200,
      );
    });
}
