import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { type AppEnv, auditOf, type Services } from '../context.ts';
import { createPhysicianList, PhysicianListShape } from '../physician-list.ts';
import { json, refusals } from './answers.ts';

const readList = createRoute({
  method: 'get',
  path: '/api/worklists/physician',
  tags: ['Queues'],
  summary: 'All that is mine to do and of those I cover, by encounter, with what I may do',
  request: {
    query: z.object({
      offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
  },
  responses: { 200: json(PhysicianListShape, 'The list as of an instant'), ...refusals },
});

export function physicianListRoutes(services: Services) {
  const listOf = createPhysicianList(services);
  return new OpenAPIHono<AppEnv>().openapi(readList, async (c) => {
    const list = await listOf(c.get('user'), c.req.valid('query'));
    await services.store.commit({
      audit: [auditOf(c, services, { action: 'view', what: 'worklist:physician' })],
    });
    return c.json(list, 200);
  });
}
