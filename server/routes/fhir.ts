import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { permits } from '../../engine/access.ts';
import { Refusal } from '../../engine/errors.ts';
import type { Role, User } from '../../engine/model/user.ts';
import type { ResourceRow } from '../../engine/store.ts';
import { capabilityStatement, storedTypes } from '../capability-statement.ts';
import { type AppContext, type AppEnv, auditOf, type Services } from '../context.ts';
import { senders } from '../intake/take.ts';
import { outcomeOf } from '../interop/fhir/outcome.ts';
import { fromFhirId, toFhirTask } from '../interop/fhir/task.ts';
import { statusOf } from '../problem.ts';
import { refusals } from './answers.ts';

const fhirJson = 'application/fhir+json';
const readers: readonly Role[] = [
  ...senders,
  'analyst',
  'coder',
  'supervisor',
  'manager',
  'privacy-officer',
  'auditor',
];

const resource = {
  description: 'FHIR R4 JSON',
  content: { [fhirJson]: { schema: z.record(z.string(), z.unknown()) } },
};
const outcome = (description: string) => ({ ...resource, description });
/** Refusals of these calls are OperationOutcomes; before them stands the sign-in, which answers as everywhere. */
const outcomes = {
  ...refusals,
  403: outcome('Not permitted.'),
  404: outcome('Not found.'),
  409: outcome('Changed meanwhile.'),
  410: outcome('Deleted.'),
  412: outcome('A condition of the request does not hold.'),
  422: outcome('Not understood.'),
};
const body = { body: { content: { [fhirJson]: { schema: z.unknown() } } } };
const TypeParam = z.object({ type: z.string().regex(/^[A-Z][A-Za-z]{1,60}$/) });
const ReadParam = TypeParam.extend({ id: z.string().regex(/^[A-Za-z0-9.\-/]{1,400}$/) });

const metadata = createRoute({
  method: 'get',
  path: '/fhir/metadata',
  tags: ['FHIR'],
  summary: 'Which types and interactions this server has',
  responses: { 200: resource },
});
const bundle = createRoute({
  method: 'post',
  path: '/fhir',
  tags: ['FHIR'],
  summary: 'A transaction or batch Bundle',
  request: body,
  responses: { 200: resource, ...outcomes },
});
const create = createRoute({
  method: 'post',
  path: '/fhir/{type}',
  tags: ['FHIR'],
  summary: 'Create a resource',
  request: { params: TypeParam, ...body },
  responses: { 201: resource, ...outcomes },
});
const update = createRoute({
  method: 'put',
  path: '/fhir/{type}/{id}',
  tags: ['FHIR'],
  summary: 'Update a resource, or create it under this id',
  request: { params: ReadParam, ...body },
  responses: { 200: resource, 201: resource, ...outcomes },
});
const read = createRoute({
  method: 'get',
  path: '/fhir/{type}/{id}',
  tags: ['FHIR'],
  summary: 'Read a resource; Task is a projection of the queues',
  request: { params: ReadParam },
  responses: { 200: resource, ...outcomes },
});

export function fhirRoutes(services: Services) {
  const { intake, store } = services;

  const written = async (c: AppContext, json: unknown, method: 'POST' | 'PUT', url: string) => {
    assertRole(c.get('user'), senders);
    const ifNoneExist = c.req.header('if-none-exist');
    const ifMatch = c.req.header('if-match');
    const request = {
      method,
      url,
      ...(ifNoneExist === undefined ? {} : { ifNoneExist }),
      ...(ifMatch === undefined ? {} : { ifMatch }),
    };
    const { entries } = await intake.resource(json, request, c.get('user'), c.get('address'));
    const [entry] = entries;
    const row = entry && (await store.resource(entry.type, entry.id));
    if (entry === undefined || row === undefined)
      throw new Refusal('not-found', 'Nothing was stored.');
    const location = `/fhir/${entry.type}/${entry.id}/_history/${row.version}`;
    return fhirAnswer(row.body, entry.status === 'created' ? 201 : 200, {
      location,
      etag: `W/"${row.version}"`,
    });
  };

  const routes = new OpenAPIHono<AppEnv>({
    defaultHook: (result, c) => {
      if (result.success) return undefined;
      const issues = result.error.issues.map((one) => ({
        path: one.path.join('.'),
        message: one.message,
      }));
      const refusal = new Refusal('invalid-input', 'The address is not understood.', { issues });
      return fhirAnswer(outcomeOf(refusal), 422, {}, c.get('requestId'));
    },
  });
  routes.onError((error, c) => {
    const refusal = refusalIn(error);
    if (refusal === undefined) throw error;
    return fhirAnswer(outcomeOf(refusal), statusOf(refusal.code), {}, c.get('requestId'));
  });
  return routes
    .openapi(metadata, (c) => c.json(capabilityStatement(), 200))
    .openapi(bundle, async (c) => {
      assertRole(c.get('user'), senders);
      const text = await c.req.text();
      const idempotencyKey = c.req.header('idempotency-key');
      const answer = await intake.bundle(parsed(text), text, c.get('user'), {
        from: c.get('address'),
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      });
      return rawAnswer(
        answer.answer,
        answer.refusal === null ? 200 : statusOf(answer.refusal.code),
      ) as never;
    })
    .openapi(
      create,
      async (c) =>
        (await written(c, parsed(await c.req.text()), 'POST', c.req.valid('param').type)) as never,
    )
    .openapi(update, async (c) => {
      const { type, id } = c.req.valid('param');
      return (await written(c, parsed(await c.req.text()), 'PUT', `${type}/${id}`)) as never;
    })
    .openapi(read, async (c) => {
      const { type, id } = c.req.valid('param');
      const user = c.get('user');
      assertRole(user, readers);
      const found =
        type === 'Task'
          ? await taskResource(user, fromFhirId(id) ?? id)
          : await storedResource(user, type, id);
      await store.commit({
        audit: [
          auditOf(c, services, {
            action: 'view',
            what: `fhir:${type}/${id}`,
            patientId: found.row?.patientId ?? null,
            encounterId: found.row?.encounterId ?? null,
          }),
        ],
      });
      return fhirAnswer(found.body, 200, { etag: `W/"${found.row?.version ?? 1}"` }) as never;
    });

  async function taskResource(user: User, id: string) {
    const task = await store.task(id);
    if (task === undefined || !permits({ roles: readers }, user, task)) throw notFound('Task', id);
    return { body: toFhirTask(task, { claim: task.claim }), row: { ...task, version: 1 } };
  }

  async function storedResource(
    user: User,
    type: string,
    id: string,
  ): Promise<{ body: ResourceRow['body']; row: ResourceRow }> {
    if (!storedTypes.includes(type)) throw notFound(type, id);
    const row = await store.resource(type, id);
    if (row === undefined) throw notFound(type, id);
    if (!(await mayRead(user, row))) throw notFound(type, id);
    if (row.isDeleted) throw new Refusal('gone', `${type}/${id} was deleted.`);
    return { body: row.body, row };
  }

  async function mayRead(user: User, row: ResourceRow): Promise<boolean> {
    if (directory.includes(row.type)) return true;
    const { patientId, encounterId } = row;
    const isAt = (facility: string): boolean =>
      permits({ roles: readers }, user, { facility, patientId, encounterId, practitionerId: null });
    if (row.facility !== null) return isAt(row.facility);
    if (isAt('')) return true;
    const encounters =
      patientId === null ? [] : await store.resources({ type: 'Encounter', patientId });
    return encounters.some((one) => one.facility !== null && isAt(one.facility));
  }
}

/** Of no facility: whom one works with and where. What is about a patient belongs to the facilities that treat them. */
const directory: readonly string[] = [
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'Location',
];

function assertRole(user: User, roles: readonly Role[]): void {
  if (user.grants.some((grant) => roles.includes(grant.role))) return;
  throw new Refusal(
    'not-permitted',
    `This needs one of the roles ${roles.join(', ')}. Ask an administrator.`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notJson();
  }
}

/** The refusal an error is or stands for: the router has its own for a body it cannot read. */
function refusalIn(error: Error): Refusal | undefined {
  if (error instanceof Refusal) return error;
  const { status } = error as { status?: number };
  if (status === 400) return notJson();
  return status === 415
    ? new Refusal('unsupported', 'Send FHIR R4 JSON (Content-Type: application/fhir+json).')
    : undefined;
}

function notJson(): Refusal {
  return new Refusal(
    'invalid-input',
    'The body is not JSON. Send FHIR R4 JSON (application/fhir+json).',
  );
}

function fhirAnswer(
  value: unknown,
  status: number,
  headers: Record<string, string> = {},
  requestId?: string,
): Response {
  return rawAnswer(JSON.stringify(value), status, {
    ...headers,
    ...(requestId ? { 'x-request-id': requestId } : {}),
  });
}

function rawAnswer(text: string, status: number, headers: Record<string, string> = {}): Response {
  return new Response(text, {
    status,
    headers: { 'content-type': `${fhirJson}; charset=utf-8`, ...headers },
  });
}

function notFound(type: string, id: string): Refusal {
  return new Refusal('not-found', `There is no ${type}/${id} for you.`);
}
