import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { Refusal } from '../../engine/errors.ts';
import { createChartAccess } from '../chart-access.ts';
import { type AppEnv, auditOf, type Services } from '../context.ts';
import { ChartShape } from '../contract.ts';
import { contentPlaceOf } from '../document-content.ts';
import { typeOfFor } from '../intake/site-types.ts';
import { toChartFacts } from '../interop/chart-facts.ts';
import { IdParam, json, refusals } from './answers.ts';

const readChart = createRoute({
  method: 'get',
  path: '/api/charts/{id}',
  tags: ['Charts'],
  summary: 'The chart of an encounter: its documents and its work',
  request: { params: IdParam },
  responses: { 200: json(ChartShape, 'The chart'), ...refusals },
});

export function chartRoutes(services: Services) {
  const { store, names, policies, siteTables } = services;
  const { readable } = createChartAccess(services);

  return new OpenAPIHono<AppEnv>().openapi(readChart, async (c) => {
    const { id } = c.req.valid('param');
    const rows = await readable(c, id);
    const zone = await policies.zoneOf(rows[0]?.facility ?? null);
    const { rows: map } = await siteTables.read('document-types');
    const typeOf = typeOfFor({ zone, map, now: store.now() });
    const facts = toChartFacts(rows, { version: 0, zone, typeOf });
    const encounter = rows.find((row) => row.type === 'Encounter');
    // In the order in which they were written.
    const documents = (facts?.documents ?? []).toSorted(
      (a, b) => (a.filedAt ?? 0) - (b.filedAt ?? 0),
    );
    const people = documents.map((one) => ({
      patientId: null,
      encounterId: null,
      practitionerId: one.authorId,
    }));
    const subject = {
      patientId: encounter?.patientId ?? null,
      encounterId: id,
      practitionerId: facts?.attendingId ?? null,
    };
    const [joined, family] = await Promise.all([
      names.join([subject, ...people], zone),
      store.loadFamily(`chart.${id}`),
    ]);
    await store.commit({
      audit: [
        auditOf(c, services, {
          action: 'view',
          what: 'chart',
          patientId: subject.patientId,
          encounterId: id,
        }),
      ],
    });
    const summary = joined.encounter(id);
    if (summary === null)
      throw new Refusal('not-found', `There is no chart of encounter ${id} for you.`);
    const contents = await Promise.all(
      documents.map(async (one) => {
        const row = rows.find(
          (candidate) => candidate.type === 'DocumentReference' && candidate.id === one.id,
        );
        return row === undefined ? null : contentPlaceOf(store, row);
      }),
    );
    return c.json(
      {
        encounter: summary,
        patient: joined.patient(subject.patientId),
        facility: encounter?.facility ?? '',
        attending: joined.practitioner(facts?.attendingId ?? null),
        documents: documents.map((one, index) => ({
          id: one.id,
          version: one.version,
          type: one.type,
          title: one.title,
          docStatus: one.docStatus,
          completionStatus: one.completionStatus,
          act: one.act ?? null,
          author: joined.practitioner(one.authorId),
          eventAt: isoOf(one.writtenAt ?? null),
          filedAt: isoOf(one.filedAt),
          signedAt: isoOf(one.signedAt),
          contentHash: contents[index]?.hash ?? null,
          contentType: contents[index]?.contentType ?? null,
        })),
        instances: family.members.map(({ id: instanceId, workflow, isOpen }) => ({
          id: instanceId,
          workflow,
          isOpen,
        })),
      },
      200,
    );
  });
}

function isoOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
