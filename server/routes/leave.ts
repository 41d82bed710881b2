import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { maySee } from '../../engine/access.ts';
import { Refusal } from '../../engine/errors.ts';
import { leaveInput } from '../../engine/workflows/leave/events.ts';
import { type AppEnv, auditOf, type Services } from '../context.ts';
import { InstanceShape } from '../contract.ts';
import { createInstanceView } from '../instance-view.ts';
import { leaveIdOf } from '../leaves.ts';
import { json, refusals } from './answers.ts';

const LeaveShape = z
  .object({
    id: z.string(),
    version: z.number().int(),
    state: z.string(),
    facility: z.string(),
    practitioner: z.object({ id: z.string(), name: z.string() }).nullable(),
    fromOn: z.iso.date(),
    toOn: z.iso.date(),
    reason: z.string(),
    changeReason: z.string().nullable(),
  })
  .openapi('Leave');

const listLeave = createRoute({
  method: 'get',
  path: '/api/leave',
  tags: ['Leave'],
  summary: 'Leave of a practitioner or of everyone, by period; both dates of a leave count',
  request: {
    query: z.object({
      practitioner: z.string().max(200).optional(),
      facility: z.string().max(100).optional(),
      from: z.iso.date().optional(),
      to: z.iso.date().optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(200),
    }),
  },
  responses: {
    200: json(z.object({ leave: z.array(LeaveShape), hasMore: z.boolean() }), 'Leave'),
    ...refusals,
  },
});

const proposeLeave = createRoute({
  method: 'post',
  path: '/api/leave',
  tags: ['Leave'],
  summary: 'Propose a leave; it counts once it is approved',
  request: {
    headers: z.object({ 'idempotency-key': z.string().max(200).optional() }),
    body: {
      content: {
        'application/json': {
          schema: z.object({
            facility: z.string().min(1).max(200),
            practitionerId: z.string().min(1).max(200),
            fromOn: z.string(),
            toOn: z.string(),
            reason: z.string(),
          }),
        },
      },
    },
  },
  responses: { 201: json(InstanceShape, 'The proposed leave'), ...refusals },
});

/** When practitioners are away. */
export function leaveRoutes(services: Services) {
  const { engine, store, names, leaves, newId } = services;
  const view = createInstanceView(services);
  return new OpenAPIHono<AppEnv>()
    .openapi(listLeave, async (c) => {
      const { practitioner, facility, from, to, limit } = c.req.valid('query');
      const user = c.get('user');
      const { access } = engine.registry.workflow('leave');
      const found = [];
      for await (const one of leaves.all(practitioner)) {
        const { fromOn, toOn } = leaveInput.parse(one.context);
        const isWanted =
          (practitioner === undefined || one.practitionerId === practitioner) &&
          (facility === undefined || one.facility === facility) &&
          (from === undefined || toOn >= from) &&
          (to === undefined || fromOn <= to);
        if (isWanted && maySee(access, user, one)) found.push(one);
        if (found.length > limit) break;
      }
      const page = found.slice(0, limit);
      const joined = await names.join(page, 'UTC');
      const leave = page.map((one) => {
        const { facility: at, fromOn, toOn, reason } = leaveInput.parse(one.context);
        return {
          id: one.id,
          version: one.version,
          state: String(one.state),
          facility: at,
          practitioner: joined.practitioner(one.practitionerId),
          fromOn,
          toOn,
          reason,
          changeReason: (one.context.changeReason as string | null) ?? null,
        };
      });
      return c.json({ leave, hasMore: found.length > limit }, 200);
    })
    .openapi(proposeLeave, async (c) => {
      const input = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      const user = c.get('user');
      await assertPractitioner(input.practitionerId);
      const suffix = key === undefined ? newId() : `${user.id}.${key}`;
      const { instance } = await engine.start('leave', input, {
        user,
        id: leaveIdOf(input.practitionerId, suffix),
        ...(key === undefined ? {} : { eventId: `key:${key}` }),
        audit: (_, { id }) => [
          auditOf(c, services, { action: 'act', what: `start:leave:${id}`, instanceId: id }),
        ],
      });
      return c.json(await view(instance, user), 201);
    });

  async function assertPractitioner(id: string): Promise<void> {
    const row = await store.resource('Practitioner', id);
    if (row === undefined || row.isDeleted)
      throw new Refusal(
        'invalid-input',
        `There is no practitioner ${id}. Look for the right id with GET /fhir/Practitioner.`,
      );
  }
}
