import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { permits } from '../../engine/access.ts';
import { Refusal } from '../../engine/errors.ts';
import type { User } from '../../engine/model/user.ts';
import type { ResourceRow } from '../../engine/store.ts';
import { storedTypes } from '../capability-statement.ts';
import { type AppContext, type AppEnv, auditOf, type Services } from '../context.ts';
import { checkedContent } from '../document-content.ts';
import { createFhirSearch } from '../fhir-search.ts';
import { inlined } from '../interop/contents.ts';
import { parseSearch } from '../interop/fhir/search-query.ts';
import { fromFhirId, toFhirTask } from '../interop/fhir/task.ts';
import {
  assertHolds,
  createResourceAccess,
  readersOf,
  resourceReaders,
} from '../resource-access.ts';
import {
  fhirAnswer,
  noResource,
  outcomes,
  ReadParam,
  resourceAnswer,
  TypeParam,
} from './fhir-answers.ts';
import { createDerivedSearch, type DerivedType, isDerived } from './fhir-derived.ts';

const read = createRoute({
  method: 'get',
  path: '/fhir/{type}/{id}',
  tags: ['FHIR'],
  summary: 'Read a resource; Task is a projection of the queues',
  request: { params: ReadParam },
  responses: { 200: resourceAnswer, 304: { description: 'As you have it' }, ...outcomes },
});
const readVersion = createRoute({
  method: 'get',
  path: '/fhir/{type}/{id}/_history/{version}',
  tags: ['FHIR'],
  summary: 'Read a resource as it was',
  request: { params: ReadParam.extend({ version: z.coerce.number().int().min(1) }) },
  responses: { 200: resourceAnswer, ...outcomes },
});
const search = createRoute({
  method: 'get',
  path: '/fhir/{type}',
  tags: ['FHIR'],
  summary: 'Search; /fhir/metadata lists the parameters of each type',
  request: { params: TypeParam },
  responses: { 200: resourceAnswer, ...outcomes },
});
const searchByForm = createRoute({
  method: 'post',
  path: '/fhir/{type}/_search',
  tags: ['FHIR'],
  summary: 'Search with the parameters in the body, so that none stands in a log',
  request: { params: TypeParam },
  responses: { 200: resourceAnswer, ...outcomes },
});

/** What is kept, as FHIR R4. Every read is on record. */
export function fhirReadRoutes(services: Services) {
  const { store, policies } = services;
  const readable = createResourceAccess(store);
  const run = createFhirSearch(store, readable);
  const derived = createDerivedSearch(services, readable);
  const whole = (body: ResourceRow['body']) => inlined(body, (hash) => checkedContent(store, hash));

  const seen = (c: AppContext, what: string, row: Pick<ResourceRow, 'patientId' | 'encounterId'>) =>
    store.commit({
      audit: [
        auditOf(c, services, {
          action: 'view',
          what,
          patientId: row.patientId,
          encounterId: row.encounterId,
        }),
      ],
    });

  const task = async (user: User, id: string) => {
    const row = await store.task(id);
    if (row === undefined || !permits({ roles: resourceReaders }, user, row))
      throw noResource('Task', id);
    return row;
  };

  const stored = async (
    user: User,
    type: string,
    id: string,
    version?: number,
  ): Promise<ResourceRow> => {
    const row = storedTypes.includes(type)
      ? await (version === undefined
          ? store.resource(type, id)
          : store.resourceVersion(type, id, version))
      : undefined;
    if (row === undefined || (await readable(user, [row])).length === 0) throw noResource(type, id);
    if (row.isDeleted) throw new Refusal('gone', `${type}/${id} was deleted.`);
    return row;
  };

  const found = async (c: AppContext, type: string, parameters: URLSearchParams) => {
    const user = c.get('user');
    const { origin } = new URL(c.req.url);
    const base = `${origin}/fhir`;
    if (isDerived(type)) return derivedAnswer(c, type, { base, parameters });
    assertHolds(user, readersOf(type));
    const handling = /handling=lenient/i.test(c.req.header('prefer') ?? '') ? 'lenient' : 'strict';
    const zone = await policies.zoneOf(null);
    const asked = parseSearch(type, parameters, { zone, base, handling });
    const { bundle, patientIds } = await run(asked, { user, base, parameters });
    const about = [...patientIds];
    const audited = about.length === 0 ? [null] : about;
    await store.commit({
      audit: audited.map((patientId) =>
        auditOf(c, services, { action: 'search', what: `fhir:${type}`, patientId }),
      ),
    });
    return fhirAnswer(await whole(bundle), 200);
  };

  const derivedAnswer = async (
    c: AppContext,
    type: DerivedType,
    { base, parameters }: { readonly base: string; readonly parameters: URLSearchParams },
  ): Promise<Response> => {
    const user = c.get('user');
    if (type !== 'AuditEvent') assertHolds(user, resourceReaders);
    const found = await derived(type, { user, parameters });
    await store.commit({
      audit: [auditOf(c, services, { action: 'search', what: `fhir:${type}` })],
    });
    const entry = found.map((resource) => ({
      ...(resource.id === undefined ? {} : { fullUrl: `${base}/${type}/${resource.id}` }),
      resource,
      search: { mode: 'match' },
    }));
    const total = found.length;
    const bundle = { resourceType: 'Bundle', type: 'searchset', total };
    return fhirAnswer(entry.length === 0 ? bundle : { ...bundle, entry }, 200);
  };

  return new OpenAPIHono<AppEnv>()
    .openapi(search, async (c) => {
      const parameters = new URL(c.req.url).searchParams;
      return (await found(c, c.req.valid('param').type, parameters)) as never;
    })
    .openapi(searchByForm, async (c) => {
      const parameters = new URLSearchParams(await c.req.text());
      return (await found(c, c.req.valid('param').type, parameters)) as never;
    })
    .openapi(read, async (c) => {
      const { type, id } = c.req.valid('param');
      const user = c.get('user');
      assertHolds(user, readersOf(type));
      if (type === 'Task') {
        const row = await task(user, fromFhirId(id) ?? id);
        await seen(c, `fhir:Task/${id}`, row);
        return fhirAnswer(toFhirTask(row, { claim: row.claim }), 200) as never;
      }
      const row = await stored(user, type, id);
      await seen(c, `fhir:${type}/${id}`, row);
      const etag = `W/"${row.version}"`;
      if (c.req.header('if-none-match') === etag) return c.body(null, 304);
      const headers = { etag, 'last-modified': new Date(row.updatedAt).toUTCString() };
      return fhirAnswer(await whole(row.body), 200, headers) as never;
    })
    .openapi(readVersion, async (c) => {
      const { type, id, version } = c.req.valid('param');
      assertHolds(c.get('user'), resourceReaders);
      const row = await stored(c.get('user'), type, id, version);
      await seen(c, `fhir:${type}/${id}/_history/${version}`, row);
      return fhirAnswer(await whole(row.body), 200, { etag: `W/"${row.version}"` }) as never;
    });
}
