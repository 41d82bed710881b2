import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { replay } from '../../engine/insight/replay.ts';
import type { ResourceRow } from '../../engine/store.ts';
import type { Instance } from '../../engine/workflow.ts';
import { createChartAccess } from '../chart-access.ts';
import { type AppContext, type AppEnv, auditOf, type Services } from '../context.ts';
import { RuleShape, TextShape } from '../contract.ts';
import { IdParam, json, refusals } from './answers.ts';
import { ConditionShape } from './why.ts';

const Requirement = z.object({
  rule: RuleShape,
  gives: TextShape,
  documentType: z.string().nullable(),
  /** The procedure or the consultant it is asked about, by name; null of the whole stay. */
  about: z.string().nullable(),
  holds: z.boolean(),
  conditions: z.array(ConditionShape),
  /** Documents of that type in the chart. */
  documentIds: z.array(z.string()),
  /** The deficiency that it made. */
  instanceId: z.string().nullable(),
});

const readRequirements = createRoute({
  method: 'get',
  path: '/api/charts/{id}/requirements',
  tags: ['Charts'],
  summary: 'What the rules ask of a chart and what they do not, each row with its values',
  request: { params: IdParam },
  responses: {
    200: json(z.object({ rows: z.array(Requirement) }), 'Rows that hold and rows that do not'),
    ...refusals,
  },
});

const Happening = z.object({
  at: z.iso.datetime(),
  kind: z.enum(['act', 'document', 'stay']),
  /** What happened: an event of a workflow, or admitted, discharged, filed, signed. */
  type: z.string(),
  instanceId: z.string().nullable(),
  workflow: z.string().nullable(),
  seq: z.number().int().nullable(),
  /** What it happened to. */
  title: TextShape.nullable(),
  documentId: z.string().nullable(),
  userName: z.string().nullable(),
  role: z.string().nullable(),
  cause: z.string().nullable(),
  reason: z.string().nullable(),
});

const readTimeline = createRoute({
  method: 'get',
  path: '/api/charts/{id}/timeline',
  tags: ['Charts'],
  summary: 'All that happened to a chart, oldest first',
  request: { params: IdParam },
  responses: { 200: json(z.object({ items: z.array(Happening) }), 'What happened'), ...refusals },
});

const readMoment = createRoute({
  method: 'get',
  path: '/api/charts/{id}/replay',
  tags: ['Charts'],
  summary: 'A chart and its work as they stood at an instant',
  request: { params: IdParam, query: z.object({ at: z.iso.datetime({ offset: true }) }) },
  responses: {
    200: json(
      z.object({
        at: z.iso.datetime(),
        members: z.array(
          z.object({
            id: z.string(),
            workflow: z.string(),
            workflowVersion: z.number().int(),
            title: TextShape.nullable(),
            state: z.unknown(),
            isOpen: z.boolean(),
            seq: z.number().int(),
          }),
        ),
      }),
      'The states then',
    ),
    ...refusals,
  },
});

/** What became of a chart, how it stood at any moment, and what the rules make of it. */
export function chartStoryRoutes(services: Services) {
  const { store, engine, names, policies, explainer } = services;
  const { registry } = engine;
  const { readable } = createChartAccess(services);

  const record = (c: AppContext, encounterId: string, rows: readonly ResourceRow[], what: string) =>
    store.commit({
      audit: [
        auditOf(c, services, {
          action: 'view',
          what,
          patientId: rows.find(({ type }) => type === 'Encounter')?.patientId ?? null,
          encounterId,
        }),
      ],
    });
  const membersOf = async (encounterId: string): Promise<readonly Instance[]> =>
    (await store.loadFamily(`chart.${encounterId}`)).members;
  const titleOf = ({ workflow, workflowVersion, context }: Instance) =>
    registry.workflow(workflow, workflowVersion).describe?.(context as never) ?? null;

  return new OpenAPIHono<AppEnv>()
    .openapi(readRequirements, async (c) => {
      const { id } = c.req.valid('param');
      const rows = await readable(c, id);
      const [explained, members] = await Promise.all([explainer.explain(id, rows), membersOf(id)]);
      await record(c, id, rows, 'requirements');
      if (explained === null) return c.json({ rows: [] }, 200);
      const { facts } = explained;
      const people = facts.consultants ?? [];
      const joined = await names.join(
        people.map(({ practitionerId }) => ({
          patientId: null,
          encounterId: null,
          practitionerId,
        })),
        await policies.zoneOf(facts.facility),
      );
      const nameOf = (about: string | null): string | null =>
        about === null
          ? null
          : (facts.procedures.find((one) => one.id === about)?.title ??
            joined.practitioner(about)?.name ??
            null);
      return c.json(
        {
          rows: explained.rows.map((row) => ({
            ...row,
            about: nameOf(row.about),
            conditions: [...row.conditions],
            documentIds: facts.documents
              .filter(({ type }) => type === row.documentType)
              .map((one) => one.id),
            instanceId: members.find((one) => isMadeBy(one, row))?.id ?? null,
          })),
        },
        200,
      );
    })
    .openapi(readTimeline, async (c) => {
      const { id } = c.req.valid('param');
      const rows = await readable(c, id);
      const [members, explained] = await Promise.all([membersOf(id), explainer.explain(id, rows)]);
      const acts = await Promise.all(
        members.map(async (member) => {
          const title = titleOf(member);
          return (await store.history(member.id)).map(
            (entry): Happened => ({
              ...blank,
              at: entry.at,
              kind: 'act',
              type: entry.type,
              instanceId: member.id,
              workflow: member.workflow,
              seq: entry.seq,
              title,
              userName: entry.userName,
              role: entry.role,
              cause: entry.cause,
              reason: reasonIn(entry.payload),
            }),
          );
        }),
      );
      await record(c, id, rows, 'timeline');
      const facts = explained?.facts;
      const stay = [
        ...happened(facts?.admittedAt, { kind: 'stay', type: 'admitted' }),
        ...happened(facts?.dischargedAt, { kind: 'stay', type: 'discharged' }),
        ...(facts?.documents ?? []).flatMap((one) => {
          const about = {
            kind: 'document' as const,
            documentId: one.id,
            title: { key: `document-type.${one.type}`, text: one.title },
          };
          return [
            ...happened(one.filedAt, { ...about, type: 'filed' }),
            ...happened(one.signedAt, { ...about, type: 'signed' }),
          ];
        }),
      ];
      const items = [...acts.flat(), ...stay].toSorted(
        (a, b) => a.at - b.at || (a.seq ?? 0) - (b.seq ?? 0),
      );
      return c.json(
        { items: items.map((one) => ({ ...one, at: new Date(one.at).toISOString() })) },
        200,
      );
    })
    .openapi(readMoment, async (c) => {
      const { id } = c.req.valid('param');
      const at = Date.parse(c.req.valid('query').at);
      const rows = await readable(c, id);
      const members = await membersOf(id);
      const then = await Promise.all(
        members.map(async (member) => {
          const entries = (await store.history(member.id)).filter((entry) => entry.at <= at);
          return entries.length === 0 ? [] : [replay(registry, entries, member.familyId)];
        }),
      );
      await record(c, id, rows, 'replay');
      return c.json(
        {
          at: new Date(at).toISOString(),
          members: then.flat().map((one) => ({
            id: one.id,
            workflow: one.workflow,
            workflowVersion: one.workflowVersion,
            title: titleOf(one),
            state: one.state,
            isOpen: one.isOpen,
            seq: one.version,
          })),
        },
        200,
      );
    });
}

type Happened = Omit<z.infer<typeof Happening>, 'at'> & { readonly at: number };

const blank = {
  instanceId: null,
  workflow: null,
  seq: null,
  title: null,
  documentId: null,
  userName: null,
  role: null,
  cause: null,
  reason: null,
};

interface Found {
  readonly finding?: { readonly rule: { readonly table: string; readonly row: string } };
}

function isMadeBy(
  { workflow, context }: Instance,
  { rule }: { readonly rule: { readonly table: string; readonly row: string } },
): boolean {
  const { finding } = context as Found;
  return (
    workflow === 'deficiency' && finding?.rule.table === rule.table && finding.rule.row === rule.row
  );
}

function happened(
  at: number | null | undefined,
  item: Pick<Happened, 'kind' | 'type'> & Partial<Happened>,
): Happened[] {
  return at === null || at === undefined ? [] : [{ ...blank, ...item, at }];
}

/** The words a person gave with an act; other fields may hold what must not leave the chart. */
function reasonIn(payload: unknown): string | null {
  const { reason, note, holdReason } = (payload ?? {}) as Readonly<Record<string, unknown>>;
  const words = reason ?? note ?? holdReason;
  return typeof words === 'string' ? words : null;
}
