import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { facilitiesOf, maySend, queueScopes } from '../../engine/access.ts';
import { Refusal } from '../../engine/errors.ts';
import { canSend } from '../../engine/step.ts';
import type { ListedTask } from '../../engine/store.ts';
import { BulkAnswer, mostAtOnce, sendEach } from '../bulk.ts';
import { type AppContext, type AppEnv, auditOf, type Services } from '../context.ts';
import { createEventSender, eventFrom } from '../send-event.ts';
import { IdParam, json, refusals } from './answers.ts';

const Key = z.object({ 'idempotency-key': z.string().max(200).optional() });
const Reason = z.string().trim().min(3).max(500);

const sendMany = createRoute({
  method: 'post',
  path: '/api/instances/events',
  tags: ['Instances'],
  summary: 'Send events to several instances, such as signatures; each has a result of its own',
  request: {
    headers: Key,
    body: {
      content: {
        'application/json': {
          schema: z.object({
            rows: z
              .array(
                z.object({
                  instanceId: z.string().min(1).max(400),
                  event: z.record(z.string(), z.unknown()),
                  ifVersion: z.number().int().min(1).optional(),
                }),
              )
              .min(1)
              .max(mostAtOnce),
          }),
        },
      },
    },
  },
  responses: { 200: json(BulkAnswer, 'What became of each'), ...refusals },
});

const declineAll = createRoute({
  method: 'post',
  path: '/api/charts/{id}/decline',
  tags: ['Charts'],
  summary: 'Decline, with one reason, all that is mine to cure in the chart of an encounter',
  request: {
    params: IdParam,
    headers: Key,
    body: { content: { 'application/json': { schema: z.object({ reason: Reason }) } } },
  },
  responses: { 200: json(BulkAnswer, 'What became of each'), ...refusals },
});

const reassignAll = createRoute({
  method: 'post',
  path: '/api/practitioners/{id}/reassign',
  tags: ['Queues'],
  summary: 'Give the open deficiencies of a practitioner to another, as when one departs',
  request: {
    params: IdParam,
    headers: Key,
    body: {
      content: {
        'application/json': {
          schema: z.object({
            to: z.string().min(1).max(200),
            /** Only there; everywhere the user leads when not given. */
            facility: z.string().min(1).max(100).optional(),
            limit: z.number().int().min(1).max(mostAtOnce).default(mostAtOnce),
          }),
        },
      },
    },
  },
  responses: {
    200: json(
      BulkAnswer.extend({ hasMore: z.boolean() }).openapi('ReassignAnswer'),
      'What became of each; call again while there is more',
    ),
    ...refusals,
  },
});

/** One act on many, for those who may do it to each. */
export function bulkRoutes(services: Services) {
  const { store, engine } = services;
  const { registry } = engine;
  const sender = createEventSender(services);

  /** The members of the encounter's chart that would take the event from this user now. */
  const ready = async (c: AppContext, encounterId: string, type: string): Promise<string[]> => {
    const { members } = await store.loadFamily(`chart.${encounterId}`);
    const user = c.get('user');
    return members
      .filter((member) => {
        const workflow = registry.workflow(member.workflow, member.workflowVersion);
        return maySend(workflow.access, user, member, type) && canSend(workflow, member, { type });
      })
      .map(({ id }) => id);
  };

  return new OpenAPIHono<AppEnv>()
    .openapi(sendMany, async (c) => {
      const rows = c.req.valid('json').rows.map((row) => ({ ...row, event: eventFrom(row.event) }));
      const key = c.req.valid('header')['idempotency-key'];
      return c.json(await sendEach(sender, c, rows, key), 200);
    })
    .openapi(declineAll, async (c) => {
      const { id } = c.req.valid('param');
      const event = { type: 'deficiency.decline', reason: c.req.valid('json').reason };
      const ids = await ready(c, id, event.type);
      if (ids.length === 0)
        throw new Refusal(
          'not-found',
          `There is nothing for you to decline in the chart of encounter ${id}. Refresh the list.`,
        );
      const rows = ids.map((instanceId) => ({ instanceId, event }));
      const key = c.req.valid('header')['idempotency-key'];
      return c.json(await sendEach(sender, c, rows, key), 200);
    })
    .openapi(reassignAll, async (c) => {
      const { id } = c.req.valid('param');
      const { to, facility, limit } = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      await assertMayReassign(c, { id, to, facility });
      const { tasks, hasMore } = await tasksOf(c, id, { facility, limit });
      const event = { type: 'deficiency.assign', practitionerId: to };
      const rows = tasks.map(({ instanceId }) => ({ instanceId, event }));
      const what = `reassign:${id}:${to}`;
      await store.commit({ audit: [auditOf(c, services, { action: 'act', what })] });
      return c.json({ ...(await sendEach(sender, c, rows, key)), hasMore }, 200);
    });

  async function assertMayReassign(
    c: AppContext,
    { id, to, facility }: { id: string; to: string; facility: string | undefined },
  ): Promise<void> {
    const led = facilitiesOf(c.get('user'), ['supervisor', 'manager']);
    const isThere =
      led === '*' || (facility === undefined ? led.length > 0 : led.includes(facility));
    if (!isThere)
      throw new Refusal(
        'not-permitted',
        'Only a supervisor or a manager of the facility reassigns the work of a practitioner.',
      );
    const practitioner = await store.resource('Practitioner', to);
    if (to === id || practitioner === undefined || practitioner.isDeleted)
      throw new Refusal(
        'invalid-input',
        `"to" must be another practitioner whom we know; ${to} is not. Correct it and send it again.`,
      );
  }

  /** What the practitioner must cure at the facilities that the user leads, the most urgent first. */
  async function tasksOf(
    c: AppContext,
    practitionerId: string,
    { facility, limit }: { facility: string | undefined; limit: number },
  ): Promise<{ tasks: readonly ListedTask[]; hasMore: boolean }> {
    const user = c.get('user');
    const scope = queueScopes(registry.accessTables, user).find(
      ({ queue }) => queue === 'deficiencies',
    );
    if (scope === undefined) return { tasks: [], hasMore: false };
    const led = facilitiesOf(user, ['supervisor', 'manager']);
    const facilities = facility === undefined ? led : [facility];
    const found: ListedTask[] = [];
    // What was dictated already waits for its words, and would stay behind with the one who left.
    for (const listState of ['open', 'waiting', 'on-hold']) {
      const { tasks } = await store.tasks({
        scope: { ...scope, facilities, practitioners: null },
        practitionerId,
        listState,
        limit: limit + 1 - found.length,
      });
      found.push(...tasks);
      if (found.length > limit) break;
    }
    return { tasks: found.slice(0, limit), hasMore: found.length > limit };
  }
}
