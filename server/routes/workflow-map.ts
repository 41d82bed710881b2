import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { machineMap } from '../../engine/insight/machine-map.ts';
import type { AppEnv, Services } from '../context.ts';
import { IdParam, json, refusals } from './answers.ts';

const MapShape = z.object({
  id: z.string(),
  version: z.number().int(),
  title: z.string(),
  states: z.array(
    z.object({
      id: z.string(),
      key: z.string(),
      parentId: z.string().nullable(),
      kind: z.enum(['atomic', 'compound', 'parallel', 'final', 'history']),
      isFirst: z.boolean(),
      tags: z.array(z.string()),
    }),
  ),
  ways: z.array(
    z.object({
      fromId: z.string(),
      toId: z.string(),
      event: z.string(),
      guard: z.string().nullable(),
    }),
  ),
});

const readMap = createRoute({
  method: 'get',
  path: '/api/workflows/{id}/map',
  tags: ['Workflows'],
  summary: 'The states of a workflow and what leads from one to another',
  request: {
    params: IdParam,
    query: z.object({ version: z.coerce.number().int().min(1).optional() }),
  },
  responses: { 200: json(MapShape, 'The machine as data'), ...refusals },
});

/** How a workflow may go, for whoever is signed in: it tells of no patient. */
export function workflowMapRoutes({ engine }: Services) {
  return new OpenAPIHono<AppEnv>().openapi(readMap, async (c) => {
    const workflow = engine.registry.workflow(
      c.req.valid('param').id,
      c.req.valid('query').version,
    );
    const { states, ways } = machineMap(workflow.machine);
    return c.json(
      {
        id: workflow.id,
        version: workflow.version,
        title: workflow.title,
        states: states.map((one) => ({ ...one, tags: [...one.tags] })),
        ways: [...ways],
      },
      200,
    );
  });
}
