import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { maySend } from '../../engine/access.ts';
import { canSend, viewOf } from '../../engine/step.ts';
import type { Instance } from '../../engine/workflow.ts';
import type { DeficiencyContext } from '../../engine/workflows/chart-completion/deficiency-context.ts';
import { levelsOf } from '../../engine/workflows/chart-completion/levels.ts';
import { createChartAccess } from '../chart-access.ts';
import { type AppEnv, auditOf, type Services } from '../context.ts';
import { RuleShape, TextShape } from '../contract.ts';
import { stateWords } from '../state-words.ts';
import { IdParam, json, refusals } from './answers.ts';

const Deficiency = z
  .object({
    instanceId: z.string(),
    version: z.number().int(),
    title: TextShape,
    kind: z.string(),
    documentType: z.string(),
    documentId: z.string().nullable(),
    /** The keys of its states joined by dots, such as `inProgress.dictated`. */
    state: z.string(),
    isOpen: z.boolean(),
    owner: z.object({ id: z.string(), name: z.string() }).nullable(),
    ownerRole: z.string(),
    foundAt: z.iso.datetime(),
    due: z.object({ dueAt: z.iso.datetime(), dueOn: z.iso.date() }).nullable(),
    accountableDueOn: z.iso.date().nullable(),
    isOverdue: z.boolean(),
    /** The highest level of escalation passed; null below the first. */
    level: z.object({ level: z.number().int(), name: z.string() }).nullable(),
    /** Why it was declined, voided, cleared or retired. */
    reason: z.string().nullable(),
    rule: RuleShape,
    /** The events that this user may send now. */
    allowed: z.array(z.string()),
  })
  .openapi('Deficiency');

const readDeficiencies = createRoute({
  method: 'get',
  path: '/api/charts/{id}/deficiencies',
  tags: ['Charts'],
  summary: 'All that a chart lacks or has lacked, with owner, clocks and state',
  request: { params: IdParam },
  responses: {
    200: json(
      z.object({
        deficiencies: z.array(Deficiency),
        /** The events that this user may send to the chart itself, such as raising a deficiency. */
        chart: z
          .object({
            instanceId: z.string(),
            version: z.number().int(),
            allowed: z.array(z.string()),
          })
          .nullable(),
      }),
      'The deficiencies, open ones first, by due date',
    ),
    ...refusals,
  },
});

export function chartDeficiencyRoutes(services: Services) {
  const { store, engine, names, policies } = services;
  const { readable } = createChartAccess(services);

  return new OpenAPIHono<AppEnv>().openapi(readDeficiencies, async (c) => {
    const { id } = c.req.valid('param');
    const user = c.get('user');
    const rows = await readable(c, id);
    const encounter = rows.find((row) => row.type === 'Encounter');
    const { members } = await store.loadFamily(`chart.${id}`);
    const found = members.filter((one) => one.workflow === 'deficiency');
    const joined = await names.join(found, await policies.zoneOf(encounter?.facility ?? null));
    await store.commit({
      audit: [
        auditOf(c, services, {
          action: 'view',
          what: 'deficiencies',
          patientId: encounter?.patientId ?? null,
          encounterId: id,
        }),
      ],
    });
    const allowedOf = (one: Instance): string[] => {
      const workflow = engine.registry.workflow(one.workflow, one.workflowVersion);
      return Object.keys(workflow.events).filter(
        (type) => maySend(workflow.access, user, one, type) && canSend(workflow, one, { type }),
      );
    };
    const toView = (one: Instance): z.infer<typeof Deficiency> => {
      const workflow = engine.registry.workflow(one.workflow, one.workflowVersion);
      const context = one.context as unknown as DeficiencyContext;
      const { finding } = context;
      const [clock] = workflow.clocks?.(viewOf(workflow, one)) ?? [];
      const passed = levelsOf(context).findLast(({ level }) => level <= context.level);
      return {
        instanceId: one.id,
        version: one.version,
        title: workflow.describe?.(one.context as never) ?? { key: 'deficiency', text: one.id },
        kind: finding.kind,
        documentType: finding.documentType,
        documentId: finding.documentId,
        state: stateWords(one.state),
        isOpen: one.isOpen,
        owner: joined.practitioner(context.ownerId),
        ownerRole: finding.ownerRole,
        foundAt: new Date(one.startedAt).toISOString(),
        due:
          clock === undefined
            ? null
            : {
                dueAt: new Date(clock.regulatory.dueAt).toISOString(),
                dueOn: clock.regulatory.dueOn,
              },
        accountableDueOn: clock?.accountability.dueOn ?? null,
        isOverdue: clock !== undefined && clock.regulatory.dueAt < store.now(),
        level: passed === undefined ? null : { level: passed.level, name: passed.name },
        reason: context.outcomeReason ?? context.declineReason,
        rule: finding.rule,
        allowed: allowedOf(one),
      };
    };
    const chart = members.find((one) => one.workflow === 'chart');
    const deficiencies = found
      .map(toView)
      .toSorted(
        (a, b) =>
          Number(b.isOpen) - Number(a.isOpen) ||
          (a.due?.dueAt ?? '~').localeCompare(b.due?.dueAt ?? '~') ||
          (a.instanceId < b.instanceId ? -1 : 1),
      );
    return c.json(
      {
        deficiencies,
        chart:
          chart === undefined
            ? null
            : { instanceId: chart.id, version: chart.version, allowed: allowedOf(chart) },
      },
      200,
    );
  });
}
