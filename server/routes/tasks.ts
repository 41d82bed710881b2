import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { isInScope, type QueueScope, queueScopes } from '../../engine/access.ts';
import { Refusal } from '../../engine/errors.ts';
import type { User } from '../../engine/model/user.ts';
import type { ListedTask, TaskCount } from '../../engine/store.ts';
import { addDays, localDateOf } from '../../engine/time/zone.ts';
import { chartDeficiencies } from '../chart-deficiencies.ts';
import { type AppContext, type AppEnv, auditOf, type Services } from '../context.ts';
import { QueueShape, TaskPageShape, TaskShape } from '../contract.ts';
import { fromCursor, toCursor } from '../cursor.ts';
import { atFacility, type DueWindow, listTasks } from '../task-list.ts';
import { dueSoonDays, type TaskView, toTaskView } from '../task-view.ts';
import { IdParam, json, refusals } from './answers.ts';

/** HIM.md part 8: a claim ends 30 minutes after the last heartbeat. */
const claimLeaseMs = 30 * 60 * 1000;
const mostCounted = 1000;
/** A jump into a due window walks to its place. */
const mostWalked = 10_000;

const listQueues = createRoute({
  method: 'get',
  path: '/api/queues',
  tags: ['Queues'],
  summary: 'My queues, with counts; of one facility where it is named',
  request: {
    query: z.object({
      facility: z.string().min(1).max(100).optional(),
      /** How many days ahead count as due soon; rows are marked by the default. */
      soonDays: z.coerce.number().int().min(0).max(60).default(dueSoonDays),
    }),
  },
  responses: { 200: json(z.object({ queues: z.array(QueueShape) }), 'Queues'), ...refusals },
});

const readTasks = createRoute({
  method: 'get',
  path: '/api/tasks',
  tags: ['Queues'],
  summary: 'Tasks of a queue, page by page, in the published order',
  request: {
    query: z.object({
      queue: z.string().min(1).max(100),
      listState: z.enum(['open', 'on-hold', 'waiting']).default('open'),
      mine: z.enum(['true', 'false']).optional(),
      practitioner: z.string().max(200).optional(),
      facility: z.string().max(100).optional(),
      /** Local due dates at the facility of each task, both counted; what has no due date is left out. */
      dueFrom: z.iso.date().optional(),
      dueTo: z.iso.date().optional(),
      after: z.string().max(1000).optional(),
      offset: z.coerce.number().int().min(0).max(10_000_000).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
  },
  responses: { 200: json(TaskPageShape, 'One page'), ...refusals },
});

const claimTask = createRoute({
  method: 'post',
  path: '/api/tasks/{id}/claim',
  tags: ['Queues'],
  summary: 'Claim a task, or prolong my claim (heartbeat)',
  request: { params: IdParam, query: z.object({ takeOver: z.enum(['true', 'false']).optional() }) },
  responses: { 200: json(z.object({ task: TaskShape }), 'The task as it is now'), ...refusals },
});

const unclaimTask = createRoute({
  method: 'post',
  path: '/api/tasks/{id}/unclaim',
  tags: ['Queues'],
  summary: 'Give a task back',
  request: { params: IdParam },
  responses: { 200: json(z.object({ task: TaskShape }), 'The task as it is now'), ...refusals },
});

const nextTask = createRoute({
  method: 'post',
  path: '/api/queues/{id}/next',
  tags: ['Queues'],
  summary: 'The next unclaimed task, picked and claimed at once',
  request: { params: IdParam },
  responses: {
    200: json(z.object({ task: TaskShape.nullable() }), 'The task, or null when none is left'),
    ...refusals,
  },
});

export function taskRoutes(services: Services) {
  const { store, engine, names, policies } = services;
  const { accessTables } = engine.registry;

  const scopeFor = (user: User, queue: string): QueueScope => {
    const scope = queueScopes(accessTables, user).find((one) => one.queue === queue);
    if (scope !== undefined) return scope;
    throw new Refusal(
      'not-permitted',
      `There is no queue "${queue}" for you. GET /api/queues lists yours.`,
    );
  };

  /** The task, if one of the user's scopes shows it. */
  const visibleTask = async (user: User, id: string): Promise<ListedTask> => {
    const task = await store.task(id);
    if (task !== undefined && isInScope(scopeFor(user, task.queue), task)) return task;
    throw new Refusal(
      'not-found',
      `There is no open task ${id} for you; it may be done already. Refresh the list.`,
      { taskId: id },
    );
  };

  const views = async (c: AppContext, tasks: readonly ListedTask[]): Promise<TaskView[]> => {
    const userId = c.get('user').id;
    const at = store.now();
    const charts = await chartDeficiencies(store, tasks);
    const owners = [...charts.values()].map(({ oldestOwnerId }) => ({
      patientId: null,
      encounterId: null,
      practitionerId: oldestOwnerId,
    }));
    const joined = await names.join([...tasks, ...owners], await policies.zoneOf(null));
    return Promise.all(
      tasks.map(async (task) => {
        const zone = await policies.zoneOf(task.facility);
        const deficiencies = charts.get(task.id);
        return toTaskView(task, joined, { at, zone, userId, deficiencies });
      }),
    );
  };

  const oneView = async (c: AppContext, task: ListedTask): Promise<TaskView> => {
    const [view] = await views(c, [task]);
    if (view === undefined)
      throw new Refusal('not-found', `There is no open task ${task.id}. Refresh the list.`);
    return view;
  };

  const holderOf = (user: User, mayTakeOver: boolean) => ({
    id: user.id,
    name: user.name,
    leaseMs: claimLeaseMs,
    mayTakeOver,
  });

  return new OpenAPIHono<AppEnv>()
    .openapi(listQueues, async (c) => {
      const { facility, soonDays } = c.req.valid('query');
      const scopes = queueScopes(accessTables, c.get('user')).map((scope) =>
        atFacility(scope, facility),
      );
      const counted = await store.counts(scopes.map((scope) => scope.queue));
      const zoneOf = (id: string) => policies.zoneOf(id);
      const days = await daysByFacility(counted, { zoneOf, at: store.now(), soonDays });
      const queues = await Promise.all(
        scopes.map(async (scope) => ({
          queue: scope.queue,
          title: scope.title,
          own: scope.practitioners !== null,
          counts: countsIn(
            scope,
            scope.practitioners === null ? counted : await ownCounts(scope),
            days,
          ),
        })),
      );
      return c.json({ queues }, 200);
    })
    .openapi(readTasks, async (c) => {
      const { queue, listState, mine, practitioner, facility, after, offset, limit, ...due } =
        c.req.valid('query');
      const user = c.get('user');
      const query = {
        scope: atFacility(scopeFor(user, queue), facility),
        listState,
        limit,
        ...(mine === 'true' ? { holderId: user.id } : {}),
        ...(practitioner === undefined ? {} : { practitionerId: practitioner }),
        ...(after === undefined ? {} : { after: fromCursor(after) }),
        ...(offset === undefined ? {} : { offset }),
      };
      const page = await listTasks(store, query, windowOf({ ...due, offset }));
      await store.commit({
        audit: [auditOf(c, services, { action: 'view', what: `queue:${queue}` })],
      });
      const tasks = await views(c, page.tasks);
      return c.json({ tasks, next: page.next && toCursor(page.next) }, 200);
    })
    .openapi(claimTask, async (c) => {
      const user = c.get('user');
      const task = await visibleTask(user, c.req.valid('param').id);
      const isLead = user.grants.some(
        (grant) => grant.role === 'supervisor' || grant.role === 'manager',
      );
      const mayTakeOver = c.req.valid('query').takeOver === 'true' && isLead;
      const isHeartbeat = task.claim?.holderId === user.id;
      const audit = isHeartbeat ? undefined : auditOf(c, services, actOn(task, 'claim'));
      const claim = await store.claim(task.id, holderOf(user, mayTakeOver), audit);
      return c.json({ task: await oneView(c, { ...task, claim }) }, 200);
    })
    .openapi(unclaimTask, async (c) => {
      const user = c.get('user');
      const task = await visibleTask(user, c.req.valid('param').id);
      await store.unclaim(task.id, user.id, auditOf(c, services, actOn(task, 'unclaim')));
      return c.json({ task: await oneView(c, { ...task, claim: null }) }, 200);
    })
    .openapi(nextTask, async (c) => {
      const user = c.get('user');
      const task = await store.claimNext(
        scopeFor(user, c.req.valid('param').id),
        holderOf(user, false),
        auditOf(c, services, { action: 'act', what: 'next' }),
      );
      if (task === undefined) return c.json({ task: null }, 200);
      return c.json({ task: await oneView(c, task) }, 200);
    });

  /** A person's own list is counted row by row: it is an index seek and rarely long. */
  async function ownCounts(scope: QueueScope): Promise<TaskCount[]> {
    const states = ['open', 'on-hold', 'waiting'];
    const pages = await Promise.all(
      states.map((listState) => store.tasks({ scope, listState, limit: mostCounted })),
    );
    return pages.flatMap((page) => page.tasks.map((task) => ({ ...task, count: 1 })));
  }
}

/** @throws Refusal `invalid-input` for a window that ends before it begins, or a jump too far into one */
function windowOf(given: {
  readonly dueFrom?: string | undefined;
  readonly dueTo?: string | undefined;
  readonly offset?: number | undefined;
}): DueWindow | null {
  const { dueFrom: from = null, dueTo: to = null, offset = 0 } = given;
  if (from === null && to === null) return null;
  if (from !== null && to !== null && from > to)
    throw new Refusal('invalid-input', 'dueFrom is after dueTo. Send the earlier date first.');
  if (offset > mostWalked)
    throw new Refusal(
      'invalid-input',
      `With a due window a list is entered at ${mostWalked} at most. Go on from there with "after".`,
    );
  return { from, to };
}

function actOn(task: ListedTask, what: string) {
  const { patientId, encounterId, instanceId } = task;
  return { action: 'act' as const, what: `${what}:${task.id}`, patientId, encounterId, instanceId };
}

/** Local dates: today, and the last day that is soon. */
interface Days {
  readonly today: string;
  readonly soon: string;
}

async function daysByFacility(
  counts: readonly TaskCount[],
  given: {
    readonly zoneOf: (facility: string) => Promise<string>;
    readonly at: number;
    readonly soonDays: number;
  },
): Promise<ReadonlyMap<string, Days>> {
  const facilities = new Set(counts.map((one) => one.facility));
  const days = await Promise.all(
    [...facilities].map(async (facility) => {
      const today = localDateOf(given.at, await given.zoneOf(facility));
      return [facility, { today, soon: addDays(today, given.soonDays) }] as const;
    }),
  );
  return new Map(days);
}

function countsIn(
  scope: QueueScope,
  counted: readonly TaskCount[],
  days: ReadonlyMap<string, Days>,
) {
  const counts = { open: 0, onHold: 0, waiting: 0, overdue: 0, dueToday: 0, dueSoon: 0 };
  for (const { facility, queue, listState, dueOn, count } of counted) {
    if (queue !== scope.queue) continue;
    if (scope.facilities !== '*' && !scope.facilities.includes(facility)) continue;
    if (listState === 'open') counts.open += count;
    if (listState === 'on-hold') counts.onHold += count;
    if (listState === 'waiting') counts.waiting += count;
    const { today = '', soon = '' } = days.get(facility) ?? {};
    if (listState !== 'open' || dueOn === '') continue;
    if (dueOn < today) counts.overdue += count;
    if (dueOn === today) counts.dueToday += count;
    if (dueOn >= today && dueOn <= soon) counts.dueSoon += count;
  }
  return counts;
}
