import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Refusal } from '../../engine/errors.ts';
import { replay } from '../../engine/insight/replay.ts';
import type { HistoryEntry } from '../../engine/store.ts';
import { ruleChange } from '../../engine/workflows/rule-change/workflow.ts';
import { type AppEnv, auditOf, type Services } from '../context.ts';
import { HistoryEntryShape, InstanceShape } from '../contract.ts';
import { createInstanceView } from '../instance-view.ts';
import { createEventSender, eventFrom, onSubject } from '../send-event.ts';
import { IdParam, json, refusals } from './answers.ts';
import { versionIn } from './if-match.ts';

/** Found by their ids, which these calls give them. */
const startedElsewhere: ReadonlyMap<string, string> = new Map([
  [ruleChange.id, 'POST /api/rules/{id}/drafts'],
  ['leave', 'POST /api/leave'],
  ['annotation', 'POST /api/annotations'],
  ['letter-batch', 'POST /api/letters/batches'],
]);

const Body = z.record(z.string(), z.unknown());

const startInstance = createRoute({
  method: 'post',
  path: '/api/instances',
  tags: ['Instances'],
  summary: 'Start a workflow',
  request: {
    headers: z.object({ 'idempotency-key': z.string().max(200).optional() }),
    body: {
      content: {
        'application/json': { schema: z.object({ workflow: z.string(), input: z.unknown() }) },
      },
    },
  },
  responses: { 201: json(InstanceShape, 'The new instance'), ...refusals },
});

const readInstance = createRoute({
  method: 'get',
  path: '/api/instances/{id}',
  tags: ['Instances'],
  summary: 'State, allowed actions, clocks, tasks, version',
  request: { params: IdParam },
  responses: { 200: json(InstanceShape, 'The instance'), ...refusals },
});

const sendEvent = createRoute({
  method: 'post',
  path: '/api/instances/{id}/events',
  tags: ['Instances'],
  summary: 'Send an event',
  request: {
    params: IdParam,
    headers: z.object({
      'idempotency-key': z.string().max(200).optional(),
      'if-match': z.string().max(40).optional(),
    }),
    body: { content: { 'application/json': { schema: Body } } },
  },
  responses: { 200: json(InstanceShape, 'The instance after the event'), ...refusals },
});

const readHistory = createRoute({
  method: 'get',
  path: '/api/instances/{id}/history',
  tags: ['Instances'],
  summary: 'Who did what, when and why',
  request: {
    params: IdParam,
    query: z.object({
      afterSeq: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(1000).default(500),
    }),
  },
  responses: {
    200: json(
      z.object({ entries: z.array(HistoryEntryShape), next: z.number().int().nullable() }),
      'History entries',
    ),
    ...refusals,
  },
});

const readReplay = createRoute({
  method: 'get',
  path: '/api/instances/{id}/replay',
  tags: ['Instances'],
  summary: 'The state as it was at an instant or after a number of events',
  request: {
    params: IdParam,
    query: z.object({
      at: z.iso.datetime({ offset: true }).optional(),
      seq: z.coerce.number().int().min(1).optional(),
    }),
  },
  responses: {
    200: json(
      z.object({ seq: z.number(), state: z.unknown(), context: Body, at: z.iso.datetime() }),
      'The state then',
    ),
    ...refusals,
  },
});

export function instanceRoutes(services: Services) {
  const { engine, store } = services;
  const { registry } = engine;

  const { visible, send } = createEventSender(services);
  const view = createInstanceView(services);

  return new OpenAPIHono<AppEnv>()
    .openapi(startInstance, async (c) => {
      const { workflow, input } = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      const user = c.get('user');
      const elsewhere = startedElsewhere.get(workflow);
      if (elsewhere !== undefined)
        throw new Refusal(
          'invalid-input',
          `${workflow} is started by ${elsewhere}. Send it there.`,
        );
      const sent = await engine.start(workflow, input, {
        user,
        ...(key === undefined
          ? {}
          : { eventId: `key:${key}`, id: `${workflow}.${user.id}.${key}` }),
        audit: (_, instance) => [auditOf(c, services, onSubject(instance, `start:${workflow}`))],
      });
      return c.json(await view(sent.instance, c.get('user')), 201);
    })
    .openapi(readInstance, async (c) => {
      const instance = await visible(c, c.req.valid('param').id);
      await store.commit({
        audit: [auditOf(c, services, { ...onSubject(instance, 'instance'), action: 'view' })],
      });
      c.header('ETag', `"${instance.version}"`);
      return c.json(await view(instance, c.get('user')), 200);
    })
    .openapi(sendEvent, async (c) => {
      const { id } = c.req.valid('param');
      const headers = c.req.valid('header');
      const event = eventFrom(c.req.valid('json'));
      const sent = await send(c, id, event, {
        key: headers['idempotency-key'],
        ifVersion: versionIn(headers['if-match']),
      });
      c.header('ETag', `"${sent.instance.version}"`);
      return c.json(await view(sent.instance, c.get('user')), 200);
    })
    .openapi(readHistory, async (c) => {
      const instance = await visible(c, c.req.valid('param').id);
      const { afterSeq, limit } = c.req.valid('query');
      await store.commit({
        audit: [auditOf(c, services, { ...onSubject(instance, 'history'), action: 'view' })],
      });
      const entries = await store.history(instance.id, { afterSeq, limit });
      // `afterSeq` of the next page, when this one was full.
      const next = entries.length === limit ? (entries.at(-1)?.seq ?? null) : null;
      return c.json({ entries: entries.map(toEntryView), next }, 200);
    })
    .openapi(readReplay, async (c) => {
      const instance = await visible(c, c.req.valid('param').id);
      const { at, seq } = c.req.valid('query');
      const until = at === undefined ? Number.POSITIVE_INFINITY : Date.parse(at);
      const entries = (await store.history(instance.id)).filter(
        (entry) => entry.at <= until && (seq === undefined || entry.seq <= seq),
      );
      if (entries.length === 0)
        throw new Refusal(
          'not-found',
          `${instance.id} had not begun then. Ask for a later instant.`,
        );
      const then = replay(registry, entries, instance.familyId);
      await store.commit({
        audit: [auditOf(c, services, { ...onSubject(instance, 'replay'), action: 'view' })],
      });
      const { state, context } = then;
      return c.json(
        { seq: then.version, state, context, at: new Date(then.updatedAt).toISOString() },
        200,
      );
    });
}

function toEntryView({ at, workflow: _, ...entry }: HistoryEntry) {
  return { ...entry, at: new Date(at).toISOString() };
}
