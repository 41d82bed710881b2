import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Refusal } from '../../engine/errors.ts';
import type { Role } from '../../engine/model/user.ts';
import type { AppEnv, Services } from '../context.ts';
import { assertHolds } from '../resource-access.ts';
import { json, refusals } from './answers.ts';

const Listed = z.object({
  id: z.string(),
  version: z.number().int(),
  effectiveFrom: z.iso.date(),
  effectiveTo: z.iso.date().nullable(),
  /** Which date of the matter decides the version. */
  keyedTo: z.string(),
  tables: z.array(z.object({ id: z.string(), rows: z.number().int() })),
});

const list = createRoute({
  method: 'get',
  path: '/api/rules',
  tags: ['Rules'],
  summary: 'The rule sets that are in force or were, each version with its dates',
  responses: { 200: json(z.object({ ruleSets: z.array(Listed) }), 'Rule sets'), ...refusals },
});
const show = createRoute({
  method: 'get',
  path: '/api/rules/{id}/{version}',
  tags: ['Rules'],
  summary: 'One version of a rule set: its tables, every row with its citation and examples',
  request: {
    params: z.object({ id: z.string().min(1).max(200), version: z.coerce.number().int().min(1) }),
  },
  responses: { 200: json(z.record(z.string(), z.unknown()), 'The rule set'), ...refusals },
});

/** Policy is no secret from those who work by it. */
const readers: readonly Role[] = [
  'analyst',
  'coder',
  'cdi-specialist',
  'release-specialist',
  'medical-staff-office',
  'quality',
  'supervisor',
  'manager',
  'privacy-officer',
  'auditor',
  'administrator',
  'physician',
];

/** The rules by which the workflows judge, as data. */
export function ruleRoutes({ engine }: Services) {
  const ruleSets = engine.registry.families.flatMap((family) => family.ruleSets ?? []);
  return new OpenAPIHono<AppEnv>()
    .openapi(list, (c) => {
      assertHolds(c.get('user'), readers);
      const listed = ruleSets.map(
        ({ id, version, effectiveFrom, effectiveTo, keyedTo, tables }) => ({
          id,
          version,
          effectiveFrom,
          effectiveTo: effectiveTo ?? null,
          keyedTo,
          tables: tables.map((table) => ({ id: table.id, rows: table.rows.length })),
        }),
      );
      return c.json({ ruleSets: listed }, 200);
    })
    .openapi(show, (c) => {
      assertHolds(c.get('user'), readers);
      const { id, version } = c.req.valid('param');
      const found = ruleSets.find((one) => one.id === id && one.version === version);
      if (found === undefined)
        throw new Refusal(
          'not-found',
          `There is no version ${version} of rule set ${id}. GET /api/rules lists them.`,
        );
      return c.json(found as unknown as Record<string, unknown>, 200);
    });
}
