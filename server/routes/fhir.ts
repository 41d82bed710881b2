import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Refusal } from '../../engine/errors.ts';
import { capabilityStatement } from '../capability-statement.ts';
import type { AppContext, AppEnv, Services } from '../context.ts';
import { checkedContent } from '../document-content.ts';
import { senders } from '../intake/permission.ts';
import { inlined } from '../interop/contents.ts';
import { statusOf } from '../problem.ts';
import { assertHolds } from '../resource-access.ts';
import {
  fhirAnswer,
  fhirJson,
  fhirText,
  outcomes,
  parsedJson,
  ReadParam,
  refusalIn,
  refusedAnswer,
  resourceAnswer,
  TypeParam,
  unreadableAddress,
} from './fhir-answers.ts';
import { fhirReadRoutes } from './fhir-read.ts';

const body = { body: { content: { [fhirJson]: { schema: z.unknown() } } } };

const metadata = createRoute({
  method: 'get',
  path: '/fhir/metadata',
  tags: ['FHIR'],
  summary: 'Which types and interactions this server has',
  responses: { 200: resourceAnswer },
});
const bundle = createRoute({
  method: 'post',
  path: '/fhir',
  tags: ['FHIR'],
  summary: 'A transaction or batch Bundle',
  request: body,
  responses: { 200: resourceAnswer, ...outcomes },
});
const create = createRoute({
  method: 'post',
  path: '/fhir/{type}',
  tags: ['FHIR'],
  summary: 'Create a resource; only when nothing matches with If-None-Exist',
  request: { params: TypeParam, ...body },
  responses: { 200: resourceAnswer, 201: resourceAnswer, ...outcomes },
});
const update = createRoute({
  method: 'put',
  path: '/fhir/{type}/{id}',
  tags: ['FHIR'],
  summary: 'Update a resource, or create it under this id',
  request: { params: ReadParam, ...body },
  responses: { 200: resourceAnswer, 201: resourceAnswer, ...outcomes },
});
const updateMatching = createRoute({
  method: 'put',
  path: '/fhir/{type}',
  tags: ['FHIR'],
  summary: 'Update what has the identifier (?identifier=system|value), or create it',
  request: { params: TypeParam, ...body },
  responses: { 200: resourceAnswer, 201: resourceAnswer, ...outcomes },
});
const remove = createRoute({
  method: 'delete',
  path: '/fhir/{type}/{id}',
  tags: ['FHIR'],
  summary: 'Withdraw a resource; its versions are kept, and what others refer to is refused',
  request: { params: ReadParam },
  responses: { 204: { description: 'Withdrawn, or never there' }, ...outcomes },
});

/** FHIR R4 in and out. */
export function fhirRoutes(services: Services) {
  const { intake, store } = services;

  const sent = async (c: AppContext, json: unknown, method: string, url: string) => {
    assertHolds(c.get('user'), senders);
    const ifNoneExist = c.req.header('if-none-exist');
    const ifMatch = c.req.header('if-match');
    const request = {
      method,
      url,
      ...(ifNoneExist === undefined ? {} : { ifNoneExist }),
      ...(ifMatch === undefined ? {} : { ifMatch }),
    };
    const { entries } = await intake.resource(json, request, c.get('user'), c.get('address'));
    return entries[0];
  };

  const written = async (c: AppContext, method: 'POST' | 'PUT', url: string): Promise<Response> => {
    const entry = await sent(c, parsedJson(await c.req.text()), method, url);
    const row = entry && (await store.resource(entry.type, entry.id));
    if (entry === undefined || row === undefined)
      throw new Refusal('not-found', 'Nothing was stored.');
    const whole = await inlined(row.body, (hash) => checkedContent(store, hash));
    return fhirAnswer(whole, entry.status === 'created' ? 201 : 200, {
      location: `/fhir/${entry.type}/${entry.id}/_history/${row.version}`,
      etag: `W/"${row.version}"`,
      'last-modified': new Date(row.updatedAt).toUTCString(),
    });
  };

  const routes = new OpenAPIHono<AppEnv>({
    defaultHook: (result, c) => {
      if (result.success) return undefined;
      const issues = result.error.issues.map((one) => ({
        path: one.path.join('.'),
        message: one.message,
      }));
      return refusedAnswer(unreadableAddress(issues), c);
    },
  });
  routes.onError((error, c) => {
    const refusal = refusalIn(error);
    if (refusal === undefined) throw error;
    return refusedAnswer(refusal, c);
  });
  return routes
    .openapi(metadata, (c) => c.json(capabilityStatement(), 200))
    .openapi(bundle, async (c) => {
      assertHolds(c.get('user'), senders);
      const text = await c.req.text();
      const idempotencyKey = c.req.header('idempotency-key');
      const answer = await intake.bundle(parsedJson(text), text, c.get('user'), {
        from: c.get('address'),
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      });
      const status = answer.refusal === null ? 200 : statusOf(answer.refusal.code);
      return fhirText(answer.answer, status) as never;
    })
    .openapi(create, async (c) => (await written(c, 'POST', c.req.valid('param').type)) as never)
    .openapi(update, async (c) => {
      const { type, id } = c.req.valid('param');
      return (await written(c, 'PUT', `${type}/${id}`)) as never;
    })
    .openapi(updateMatching, async (c) => {
      const { type } = c.req.valid('param');
      const query = new URL(c.req.url).search;
      return (await written(c, 'PUT', `${type}${query}`)) as never;
    })
    .openapi(remove, async (c) => {
      const { type, id } = c.req.valid('param');
      await sent(c, undefined, 'DELETE', `${type}/${id}`);
      return c.body(null, 204);
    })
    .route('/', fhirReadRoutes(services));
}
