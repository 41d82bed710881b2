import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { localDateOf } from '../../engine/time/zone.ts';
import { ruleFamilyIdOf } from '../../engine/workflows/rule-change/ids.ts';
import type { AppEnv, Services } from '../context.ts';
import { assertHolds } from '../resource-access.ts';
import { json, refusals } from './answers.ts';
import { maySeeDrafts, ruleReaders, versionOf } from './rule-access.ts';
import { DraftShape, toDraftView, toVersionViews, VersionShape } from './rule-shapes.ts';

const list = createRoute({
  method: 'get',
  path: '/api/rules',
  tags: ['Rules'],
  summary: 'The rule sets: each version with its dates and who approved it, and the drafts',
  responses: {
    200: json(
      z.object({ ruleSets: z.array(VersionShape), drafts: z.array(DraftShape) }),
      'Rule sets, and drafts for those who may see them',
    ),
    ...refusals,
  },
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

/** The rules by which the workflows judge, as data. */
export function ruleRoutes(services: Services) {
  const { store, policies, ruleVersions } = services;
  const today = async () => localDateOf(store.now(), await policies.zoneOf('*'));

  return new OpenAPIHono<AppEnv>()
    .openapi(list, async (c) => {
      assertHolds(c.get('user'), ruleReaders);
      const on = await today();
      const versions = await Promise.all(ruleVersions.ids.map(ruleVersions.all));
      const ruleSets = versions.flatMap((all) => toVersionViews(all, on));
      if (!maySeeDrafts(c.get('user'))) return c.json({ ruleSets, drafts: [] }, 200);
      const families = await Promise.all(
        ruleVersions.ids.map((id) => store.loadFamily(ruleFamilyIdOf(id))),
      );
      const unpublished = families
        .flatMap(({ members }) => members)
        .filter(({ context }) => context.approved === null);
      const drafts = unpublished.toSorted((a, b) => b.startedAt - a.startedAt).map(toDraftView);
      return c.json({ ruleSets, drafts }, 200);
    })
    .openapi(show, async (c) => {
      assertHolds(c.get('user'), ruleReaders);
      const { found, all } = await versionOf(services, c.req.valid('param'));
      const views = toVersionViews(all, await today());
      const { source, status, publication } = views[all.indexOf(found)] ?? {};
      return c.json({ ...found.ruleSet, source, status, publication } as never, 200);
    });
}
