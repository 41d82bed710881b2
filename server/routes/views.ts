import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { type QueueScope, queueScopes } from '../../engine/access.ts';
import { Refusal } from '../../engine/errors.ts';
import type { Role, User } from '../../engine/model/user.ts';
import { localDateOf } from '../../engine/time/zone.ts';
import { type AppEnv, auditOf, type Services } from '../context.ts';
import { countView, dueOf } from '../view-counts.ts';
import {
  createViews,
  noView,
  type Seen,
  SharedRole,
  type StoredView,
  sharedRoles,
  sharesAt,
  ViewContent,
  type ViewOwner,
} from '../views.ts';
import { json, refusals } from './answers.ts';
import { versionIn } from './if-match.ts';

const View = ViewContent.extend({
  id: z.uuid(),
  version: z.number().int(),
  /** The role it was shared with; null of a view of one's own. */
  sharedWith: SharedRole.nullable(),
  isEditable: z.boolean(),
  /** The parameters with which GET /api/tasks gives its list today. */
  query: z.record(z.string(), z.string()),
  count: z
    .object({ tasks: z.number().int(), isAtLeast: z.boolean() })
    .nullable()
    .openapi({ description: 'Only where it was asked for.' }),
}).openapi('View');

const IdParam = z.object({ id: z.uuid() });

const listViews = createRoute({
  method: 'get',
  path: '/api/views',
  tags: ['Queues'],
  summary: 'My saved views and those shared with my roles',
  request: {
    query: z.object({
      queue: z.string().max(100).optional(),
      counts: z.enum(['1', '0']).optional(),
    }),
  },
  responses: { 200: json(z.object({ views: z.array(View) }), 'Views'), ...refusals },
});

const putView = createRoute({
  method: 'put',
  path: '/api/views/{id}',
  tags: ['Queues'],
  summary:
    'Keep a view: If-None-Match: * for a new one, If-Match with the version you saw to replace it',
  request: {
    params: IdParam,
    headers: z.object({
      'if-match': z.string().max(40).optional(),
      'if-none-match': z.literal('*').optional(),
    }),
    body: {
      content: {
        'application/json': {
          schema: ViewContent.extend({ sharedWith: SharedRole.nullable().default(null) }),
        },
      },
    },
  },
  responses: { 200: json(View, 'The view as it is now; ETag is its version'), ...refusals },
});

const deleteView = createRoute({
  method: 'delete',
  path: '/api/views/{id}',
  tags: ['Queues'],
  summary: 'Delete a view of mine, or one I may share',
  request: { params: IdParam, headers: z.object({ 'if-match': z.string().max(40).optional() }) },
  responses: { 200: json(z.object({ id: z.string() }), 'Deleted'), ...refusals },
});

/** Saved views of queues. They say which list is shown and how; what a user may see is decided by the queue alone. */
export function viewRoutes(services: Services) {
  const { store, engine, policies } = services;
  const views = createViews(store);

  const scopesOf = (user: User): QueueScope[] => queueScopes(engine.registry.accessTables, user);

  const shown = async (
    { facilities: _, ...view }: StoredView,
    { sharedWith, isEditable }: { sharedWith: SharedRole | null; isEditable: boolean },
  ): Promise<z.infer<typeof View>> => {
    const { listState, mine, practitioner, facility } = view.filters;
    const due = dueOf(view, await todayAt(facility));
    const query = {
      queue: view.queue,
      listState,
      ...(mine ? { mine: 'true' } : {}),
      ...(practitioner === null ? {} : { practitioner }),
      ...(facility === null ? {} : { facility }),
      ...(due?.from == null ? {} : { dueFrom: due.from }),
      ...(due?.to == null ? {} : { dueTo: due.to }),
    };
    return { ...view, sharedWith, isEditable, query, count: null };
  };

  /** Days from today are days of the facility it names, else of the site. */
  const todayAt = async (facility: string | null): Promise<string> =>
    localDateOf(store.now(), await policies.zoneOf(facility));

  return new OpenAPIHono<AppEnv>()
    .openapi(listViews, async (c) => {
      const user = c.get('user');
      const { queue, counts } = c.req.valid('query');
      const scopes = scopesOf(user).filter((one) => queue === undefined || one.queue === queue);
      const found = [...(await ownOf(user)), ...(await sharedFor(user))].flatMap((one) => {
        const scope = scopes.find((candidate) => candidate.queue === one.view.queue);
        return scope === undefined ? [] : [{ ...one, scope }];
      });
      const queues = [...new Set(found.map(({ view }) => view.queue))];
      const counters = counts === '1' ? await store.counts(queues) : [];
      const answer = [];
      for (const { view, scope, ...rest } of found) {
        const one = await shown(view, rest);
        const due = dueOf(view, await todayAt(view.filters.facility));
        const given = { scope, due, userId: user.id, counters };
        answer.push(counts === '1' ? { ...one, count: await countView(store, view, given) } : one);
      }
      return c.json({ views: answer }, 200);
    })
    .openapi(putView, async (c) => {
      const user = c.get('user');
      const { id } = c.req.valid('param');
      const { sharedWith, ...content } = c.req.valid('json');
      await assertChosen(user, content);
      const owner = ownerOf(user, sharedWith);
      if ('role' in owner) await assertMayChange(user, owner.role, id);
      const facilities = sharedWith === null ? null : sharesAt(user);
      const view = await views.put(
        owner,
        { ...content, id, facilities },
        {
          seen: seenBy(c.req.valid('header')),
          audit: auditOf(c, services, { action: 'act', what: `view.put:${id}` }),
        },
      );
      c.header('etag', `"${view.version}"`);
      return c.json(await shown(view, { sharedWith, isEditable: true }), 200);
    })
    .openapi(deleteView, async (c) => {
      const user = c.get('user');
      const { id } = c.req.valid('param');
      const standing = [...(await ownOf(user)), ...(await sharedFor(user))].find(
        ({ view }) => view.id === id,
      );
      if (standing === undefined) throw noView(id);
      if (!standing.isEditable) throw readOnly();
      await views.remove(ownerOf(user, standing.sharedWith), id, {
        version: versionIn(c.req.valid('header')['if-match']),
        audit: auditOf(c, services, { action: 'act', what: `view.delete:${id}` }),
      });
      return c.json({ id }, 200);
    });

  async function ownOf(user: User) {
    const own = await views.of({ userId: user.id });
    return own.map((view) => ({ view, sharedWith: null, isEditable: true }));
  }

  /** What was shared with a role that the user has where the sharer works; whoever shares sees all that they may change. */
  async function sharedFor(user: User) {
    const lead = sharesAt(user);
    const lists = await Promise.all(
      (lead.length > 0
        ? sharedRoles
        : sharedRoles.filter((role) => user.grants.some((grant) => grant.role === role))
      ).map(async (role) => (await views.of({ role })).map((view) => ({ view, role }))),
    );
    return lists.flat().flatMap(({ view, role }) => {
      const isEditable = holds(lead, view.facilities);
      const isFor = user.grants.some(
        (grant) => grant.role === role && meets(grant.facilities, view.facilities),
      );
      return isEditable || isFor ? [{ view, sharedWith: role, isEditable }] : [];
    });
  }

  /** @throws Refusal `not-permitted` for one who may not share with others, or not at all facilities of what is there */
  async function assertMayChange(user: User, role: Role, id: string): Promise<void> {
    if (sharesAt(user).length === 0) throw readOnly();
    const standing = (await views.of({ role })).find((one) => one.id === id);
    if (standing !== undefined && !holds(sharesAt(user), standing.facilities)) throw readOnly();
  }

  /** Every criterion names something that there is, so that it can be nothing else. */
  async function assertChosen(user: User, { queue, filters }: ViewContent): Promise<void> {
    const scope = scopesOf(user).find((one) => one.queue === queue);
    if (scope === undefined)
      throw new Refusal(
        'not-permitted',
        'There is no such queue for you. GET /api/queues lists yours.',
      );
    const { practitioner, facility } = filters;
    if (facility !== null && !(await facilitiesOf(scope)).has(facility))
      throw new Refusal(
        'invalid-input',
        'filters.facility is no facility of this queue for you. Choose one that its tasks show.',
      );
    const row = practitioner === null ? null : await store.resource('Practitioner', practitioner);
    if (row === undefined)
      throw new Refusal(
        'invalid-input',
        'filters.practitioner is the id of no practitioner. Look for the right one with GET /fhir/Practitioner.',
      );
  }

  async function facilitiesOf({ queue, facilities }: QueueScope): Promise<ReadonlySet<string>> {
    if (facilities !== '*') return new Set(facilities);
    const [counters, { rows }] = await Promise.all([
      store.counts([queue]),
      services.siteTables.read('facilities'),
    ]);
    return new Set([...counters, ...rows].map(({ facility }) => facility));
  }
}

function ownerOf(user: User, role: Role | null): ViewOwner {
  return role === null ? { userId: user.id } : { role };
}

/** @throws Refusal `invalid-input` where the writer does not say what they saw */
function seenBy(headers: {
  readonly 'if-match'?: string | undefined;
  readonly 'if-none-match'?: '*' | undefined;
}): Seen {
  const version = versionIn(headers['if-match']);
  if (version !== undefined) return { version };
  if (headers['if-none-match'] === '*') return 'none';
  throw new Refusal(
    'invalid-input',
    'Say what you saw: If-None-Match: * for a new view, If-Match with the version of the one you replace.',
  );
}

function readOnly(): Refusal {
  return new Refusal(
    'not-permitted',
    'Shared views are kept by supervisors and managers of the same facilities. Keep a view of your own instead.',
  );
}

type Facilities = readonly string[] | '*' | null;

function holds(lead: readonly string[] | '*', facilities: Facilities): boolean {
  if (lead === '*') return true;
  return (
    lead.length > 0 &&
    facilities !== '*' &&
    (facilities ?? []).every((facility) => lead.includes(facility))
  );
}

function meets(granted: readonly string[] | '*', facilities: Facilities): boolean {
  if (granted === '*' || facilities === '*') return true;
  return (facilities ?? []).some((facility) => granted.includes(facility));
}
