import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { waysOut } from '../../engine/insight/ways-out.ts';
import { whyOf } from '../../engine/insight/why.ts';
import { rowInWords } from '../../engine/rules/in-words.ts';
import { viewOf } from '../../engine/step.ts';
import type { LawClock, RuleReference } from '../../engine/workflow.ts';
import { type AppEnv, auditOf, type Services } from '../context.ts';
import { RuleShape, TextShape } from '../contract.ts';
import { createEventSender, onSubject } from '../send-event.ts';
import { IdParam, json, refusals } from './answers.ts';

export const ConditionShape = z.object({
  text: TextShape,
  /** What the encounter says to it; null where nothing is known, or where it is not asked today. */
  value: z.union([z.string(), z.number(), z.boolean()]).nullable(),
  holds: z.boolean().nullable(),
});

const Reason = z.object({
  text: TextShape,
  rule: RuleShape.nullable(),
  at: z.iso.datetime(),
  conditions: z.array(ConditionShape),
});

const WayShape = z.object({
  event: z.string(),
  /** Keys of the tasks that are gone after it; null where that depends on what is sent. */
  endsTasks: z.array(z.string()).nullable(),
  roles: z.array(z.string()),
  byOwner: z.boolean(),
});

const DueShape = z.object({ dueAt: z.iso.datetime(), dueOn: z.iso.date() });

export const LawClockShape = z
  .object({
    key: z.string(),
    citation: z.string(),
    kind: z.enum(['days', 'hours', 'business-days', 'before']),
    amount: z.number(),
    startedAt: z.iso.datetime(),
    ownedFrom: z.iso.datetime(),
    zone: z.string(),
    pauses: z.array(z.object({ fromOn: z.iso.date(), toOn: z.iso.date(), reason: z.string() })),
    extension: z
      .object({ amount: z.number(), grantedAt: z.iso.datetime(), reason: z.string() })
      .nullable(),
    regulatory: DueShape,
    accountability: DueShape,
  })
  .openapi('LawClock');

const readWhy = createRoute({
  method: 'get',
  path: '/api/instances/{id}/why',
  tags: ['Instances'],
  summary: 'Why it is where it is: the rule with its values, what would end it, and its clocks',
  request: { params: IdParam },
  responses: {
    200: json(
      z.object({
        reasons: z.array(Reason),
        ways: z.array(WayShape),
        endings: z.array(TextShape),
        clocks: z.array(LawClockShape),
      }),
      'Reasons',
    ),
    ...refusals,
  },
});

export function whyRoutes(services: Services) {
  const { engine, store, ruleVersions, explainer } = services;
  const { visible } = createEventSender(services);

  /** The conditions of a row: with the values of today where the same version still judges the encounter. */
  const conditionsOf = async (
    rule: RuleReference,
    encounterId: string | null,
  ): Promise<z.infer<typeof ConditionShape>[]> => {
    const explained = encounterId === null ? null : await explainer.explain(encounterId);
    const now = explained?.rows.find(
      (one) =>
        one.rule.ruleSet === rule.ruleSet &&
        one.rule.version === rule.version &&
        one.rule.table === rule.table &&
        one.rule.row === rule.row,
    );
    if (now !== undefined) return [...now.conditions];
    const versions = await ruleVersions.all(rule.ruleSet);
    const set = versions.find(({ ruleSet }) => ruleSet.version === rule.version)?.ruleSet;
    const table = set?.tables.find(({ id }) => id === rule.table);
    const row = table?.rows.find(({ id }) => id === rule.row);
    if (table === undefined || row === undefined) return [];
    return rowInWords(table, row).conditions.map((text) => ({ text, value: null, holds: null }));
  };

  return new OpenAPIHono<AppEnv>().openapi(readWhy, async (c) => {
    const instance = await visible(c, c.req.valid('param').id);
    const workflow = engine.registry.workflow(instance.workflow, instance.workflowVersion);
    const [entries, tasks] = await Promise.all([
      store.history(instance.id),
      store.tasksOf(instance.id),
    ]);
    const reasons = await Promise.all(
      whyOf(tasks, entries).map(async (one) => ({
        ...one,
        at: iso(one.at),
        conditions: one.rule === null ? [] : await conditionsOf(one.rule, instance.encounterId),
      })),
    );
    await store.commit({
      audit: [auditOf(c, services, { ...onSubject(instance, 'why'), action: 'view' })],
    });
    const view = viewOf(workflow, instance);
    const ways = waysOut(workflow, instance, store.now()).map((way) => ({
      ...way,
      endsTasks: way.endsTasks === null ? null : [...way.endsTasks],
      roles: [...way.roles],
    }));
    const endings = [...(workflow.endings?.(view) ?? [])];
    const clocks = (workflow.clocks?.(view) ?? []).map(toClockView);
    return c.json({ reasons, ways, endings, clocks }, 200);
  });
}

export function toClockView(clock: LawClock): z.infer<typeof LawClockShape> {
  const due = ({ dueAt, dueOn }: LawClock['regulatory']) => ({ dueAt: iso(dueAt), dueOn });
  const { extension } = clock;
  return {
    ...clock,
    startedAt: iso(clock.startedAt),
    ownedFrom: iso(clock.ownedFrom),
    pauses: [...clock.pauses],
    extension: extension == null ? null : { ...extension, grantedAt: iso(extension.grantedAt) },
    regulatory: due(clock.regulatory),
    accountability: due(clock.accountability),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
