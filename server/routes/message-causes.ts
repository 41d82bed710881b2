import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { AppEnv, Services } from '../context.ts';
import { exceptionIdOf } from '../intake/exception-id.ts';
import { json, refusals } from './answers.ts';
import { assertHoldsEverywhere } from './everywhere.ts';
import { messageReaders } from './messages.ts';

const causes = createRoute({
  method: 'get',
  path: '/api/messages/causes',
  tags: ['Messages'],
  summary: 'What could not be used, grouped by cause',
  responses: {
    200: json(
      z.object({
        causes: z.array(
          z.object({
            cause: z.string(),
            /** The instance whose task it is; none yet for a cause of this moment. */
            instanceId: z.string(),
            reason: z.string(),
            count: z.number().int(),
            firstAt: z.iso.datetime(),
            lastAt: z.iso.datetime(),
          }),
        ),
      }),
      'Causes',
    ),
    ...refusals,
  },
});

/** What could not be used, by cause, each with the instance whose task it is. */
export function messageCauseRoutes({ store }: Services) {
  return new OpenAPIHono<AppEnv>().openapi(causes, async (c) => {
    assertHoldsEverywhere(c.get('user'), messageReaders);
    const found = await store.messageCauses();
    const shown = await Promise.all(
      found.map(async (one) => ({
        ...one,
        instanceId: await exceptionIdOf(one.cause),
        firstAt: new Date(one.firstAt).toISOString(),
        lastAt: new Date(one.lastAt).toISOString(),
      })),
    );
    return c.json({ causes: shown }, 200);
  });
}
