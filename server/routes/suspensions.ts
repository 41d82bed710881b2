import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { maySee } from '../../engine/access.ts';
import { daysBetween, localDateOf } from '../../engine/time/zone.ts';
import type { Instance } from '../../engine/workflow.ts';
import type { SuspensionContext } from '../../engine/workflows/suspension/machine.ts';
import type { AppEnv, Services } from '../context.ts';
import { everyInstance } from '../every-instance.ts';
import { suspensionPrefix } from '../letters/ids.ts';
import { json, refusals } from './answers.ts';

const SuspensionShape = z
  .object({
    id: z.string(),
    version: z.number().int(),
    state: z.enum(['proposed', 'inForce', 'liftProposed', 'lifted', 'declined', 'withdrawn']),
    facility: z.string(),
    practitioner: z.object({ id: z.string(), name: z.string() }).nullable(),
    proposedOn: z.iso.date(),
    inForceOn: z.iso.date().nullable(),
    liftedOn: z.iso.date().nullable(),
    /** Until today while it is in force; more than 30 may be reportable (NPDB). */
    inForceDays: z.number().int().nullable(),
    records: z.number().int(),
  })
  .openapi('Suspension');

const list = createRoute({
  method: 'get',
  path: '/api/suspensions',
  tags: ['Letters'],
  summary: 'Suspensions proposed, in force and past, with the days in force',
  request: {
    query: z.object({
      state: SuspensionShape.shape.state.optional(),
      facility: z.string().max(100).optional(),
      practitioner: z.string().max(200).optional(),
    }),
  },
  responses: {
    200: json(z.object({ suspensions: z.array(SuspensionShape) }), 'Suspensions'),
    ...refusals,
  },
});

/** Who is suspended, or proposed to be. */
export function suspensionRoutes(services: Services) {
  const { engine, store, names, policies } = services;
  return new OpenAPIHono<AppEnv>().openapi(list, async (c) => {
    const { state, facility, practitioner } = c.req.valid('query');
    const { access } = engine.registry.workflow('suspension');
    const found: Instance[] = [];
    for await (const one of everyInstance(store, suspensionPrefix)) {
      const isWanted =
        (state === undefined || one.state === state) &&
        (facility === undefined || one.facility === facility) &&
        (practitioner === undefined || one.practitionerId === practitioner);
      if (isWanted && maySee(access, c.get('user'), one)) found.push(one);
    }
    const joined = await names.join(found, 'UTC');
    const suspensions = await Promise.all(
      found.map(async (one) => {
        const context = one.context as unknown as SuspensionContext;
        const today = localDateOf(store.now(), await policies.zoneOf(one.facility));
        return {
          id: one.id,
          version: one.version,
          state: SuspensionShape.shape.state.parse(one.state),
          facility: one.facility,
          practitioner: joined.practitioner(one.practitionerId),
          proposedOn: context.on,
          inForceOn: context.inForceOn,
          liftedOn: context.liftedOn,
          inForceDays: daysInForce(context, today),
          records: context.reasons.length,
        };
      }),
    );
    return c.json({ suspensions }, 200);
  });
}

function daysInForce({ inForceOn, inForceDays }: SuspensionContext, today: string): number | null {
  if (inForceDays !== null || inForceOn === null) return inForceDays;
  return Math.max(0, daysBetween(inForceOn, today));
}
