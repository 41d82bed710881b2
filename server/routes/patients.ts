import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Refusal } from '../../engine/errors.ts';
import type { ResourceRow, SearchCursor, TermCondition } from '../../engine/store.ts';
import { createChartAccess } from '../chart-access.ts';
import { type AppContext, type AppEnv, auditOf, type Services } from '../context.ts';
import { EncounterShape, PatientShape } from '../contract.ts';
import { fromSearchCursor, toSearchCursor } from '../cursor.ts';
import { objectsOf, textAt } from '../interop/fhir/element.ts';
import { foldedText } from '../interop/fhir/search-value.ts';
import { encounterSummary, patientSummary } from '../interop/summaries.ts';
import { assertPurpose } from '../purposes.ts';
import { IdParam, json, refusals } from './answers.ts';

const FoundEncounter = EncounterShape.extend({ facility: z.string() });
const FoundPatient = PatientShape.extend({ encounters: z.array(FoundEncounter) });
const FoundBy = z.object({
  find: z.string().trim().min(2).max(120).openapi({
    description: 'Beginnings of names, or of a medical record or visit number',
  }),
  after: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});

const findPatients = createRoute({
  method: 'get',
  path: '/api/patients',
  tags: ['Patients'],
  summary: 'Find a patient by name or number; with a purpose of use for those outside your lists',
  request: { query: FoundBy },
  responses: {
    200: json(
      z.object({ patients: z.array(FoundPatient), next: z.string().nullable() }),
      'Patients with their encounters, the newest first',
    ),
    ...refusals,
  },
});
const readPatient = createRoute({
  method: 'get',
  path: '/api/patients/{id}',
  tags: ['Patients'],
  summary: 'One patient, every number they go by, and their encounters',
  request: { params: IdParam },
  responses: {
    200: json(
      FoundPatient.extend({
        numbers: z.array(z.object({ system: z.string().nullable(), value: z.string() })),
      }),
      'The patient',
    ),
    ...refusals,
  },
});
const findEncounters = createRoute({
  method: 'get',
  path: '/api/encounters',
  tags: ['Patients'],
  summary: 'Find an encounter by its number; with a purpose of use outside your lists',
  request: { query: FoundBy },
  responses: {
    200: json(
      z.object({
        encounters: z.array(FoundEncounter.extend({ patient: PatientShape.nullable() })),
        next: z.string().nullable(),
      }),
      'Encounters',
    ),
    ...refusals,
  },
});

/** A patient of many years shows the latest. */
const mostEncounters = 20;

/** Finding a chart by whose it is. What lies outside one's lists needs a purpose, and every finding is on record. */
export function patientRoutes(services: Services) {
  const { store, policies } = services;
  const { mayRead, isListed } = createChartAccess(services);

  /** The encounters of a patient that the user may read, newest first. */
  const encountersOf = async (c: AppContext, patientId: string): Promise<ResourceRow[]> => {
    const rows = await store.resources({ type: 'Encounter', patientId });
    return rows
      .filter((row) => mayRead(c.get('user'), row.facility))
      .sort((a, b) => (startOf(a) < startOf(b) ? 1 : -1))
      .slice(0, mostEncounters);
  };

  /** Whether any of them is on the user's lists; where none is, a purpose must be stated. */
  const assertReachable = async (c: AppContext, encounters: readonly ResourceRow[]) => {
    const user = c.get('user');
    if (c.get('purpose') === null) {
      for (const { id } of encounters) if (await isListed(user, id)) return;
    }
    assertPurpose(c.get('purpose'), 'What you look for');
  };

  const view = async (row: ResourceRow, encounters: readonly ResourceRow[]) => {
    const { id, name, mrn, birthDate } = patientSummary(row);
    return { id, name, mrn, birthDate, encounters: await Promise.all(encounters.map(encounterOf)) };
  };

  const encounterOf = async (row: ResourceRow) => ({
    ...encounterSummary(row, await policies.zoneOf(row.facility)),
    facility: row.facility ?? '',
  });

  const assertReads = (c: AppContext): void => {
    const { grants } = c.get('user');
    const isReader = grants.some(({ facilities }) =>
      facilities === '*'
        ? mayRead(c.get('user'), '')
        : facilities.some((one) => mayRead(c.get('user'), one)),
    );
    if (isReader) return;
    throw new Refusal(
      'not-permitted',
      'Finding patients is for those who read charts. Ask an administrator for such a role.',
    );
  };

  const record = (c: AppContext, what: string, patientIds: readonly (string | null)[]) =>
    store.commit({
      audit: patientIds.map((patientId) =>
        auditOf(c, services, { action: 'search', what, patientId }),
      ),
    });

  return new OpenAPIHono<AppEnv>()
    .openapi(findPatients, async (c) => {
      assertReads(c);
      const { find, after, limit } = c.req.valid('query');
      const { rows, next } = await store.search({
        type: 'Patient',
        ...conditionsOf(find),
        limit,
        sort: { param: 'family', isDescending: false },
        ...(after === undefined ? {} : { after: fromSearchCursor(after) }),
      });
      const found = await Promise.all(
        rows.map(async (row) => ({ row, encounters: await encountersOf(c, row.id) })),
      );
      const readable = found.filter(({ encounters }) => encounters.length > 0);
      for (const { encounters } of readable) await assertReachable(c, encounters);
      await record(c, 'patients', [null, ...readable.map(({ row }) => row.id)]);
      const patients = await Promise.all(
        readable.map(({ row, encounters }) => view(row, encounters)),
      );
      return c.json({ patients, next: cursorOf(next) }, 200);
    })
    .openapi(readPatient, async (c) => {
      assertReads(c);
      const { id } = c.req.valid('param');
      const row = await store.resource('Patient', id);
      const encounters = row === undefined ? [] : await encountersOf(c, id);
      if (row === undefined || row.isDeleted || encounters.length === 0)
        throw new Refusal('not-found', `There is no patient ${id} for you.`);
      await assertReachable(c, encounters);
      await store.commit({
        audit: [auditOf(c, services, { action: 'view', what: 'patient', patientId: id })],
      });
      const numbers = objectsOf(row.body.identifier).flatMap(({ system, value }) => {
        const text = textAt(value);
        return text === null ? [] : [{ system: textAt(system), value: text }];
      });
      return c.json({ ...(await view(row, encounters)), numbers }, 200);
    })
    .openapi(findEncounters, async (c) => {
      assertReads(c);
      const { find, after, limit } = c.req.valid('query');
      const { rows, next } = await store.search({
        type: 'Encounter',
        where: [numberBegins(find)],
        limit,
        ...(after === undefined ? {} : { after: fromSearchCursor(after) }),
      });
      const readable = rows.filter((row) => mayRead(c.get('user'), row.facility));
      for (const row of readable) await assertReachable(c, [row]);
      const patientIds = [...new Set(readable.flatMap((row) => row.patientId ?? []))];
      await record(c, 'encounters', [null, ...patientIds]);
      const patients = await store.resources({ type: 'Patient', ids: patientIds });
      const encounters = await Promise.all(
        readable.map(async (row) => {
          const patient = patients.find((one) => one.id === row.patientId);
          return { ...(await encounterOf(row)), patient: patient ? summaryOf(patient) : null };
        }),
      );
      return c.json({ encounters, next: cursorOf(next) }, 200);
    });
}

function summaryOf(row: ResourceRow) {
  const { id, name, mrn, birthDate } = patientSummary(row);
  return { id, name, mrn, birthDate };
}

/** Every word begins a part of the name; what holds a digit is a number, which stands whole. */
function conditionsOf(find: string): { where: readonly TermCondition[] } {
  if (/\d/.test(find)) return { where: [numberBegins(find)] };
  const words = find.split(/[\s,]+/).filter((word) => word !== '');
  return { where: words.map((word) => ({ param: 'name', ranges: [begins(foldedText(word))] })) };
}

function numberBegins(find: string): TermCondition {
  return { param: 'identifier', ranges: [begins(find)] };
}

function begins(text: string): { from: string; to: string } {
  return { from: text, to: `${text}\u{10ffff}` };
}

function startOf(row: ResourceRow): string {
  const period = row.body.period as { start?: unknown } | undefined;
  return textAt(period?.start) ?? '';
}

function cursorOf(next: SearchCursor | null): string | null {
  return next === null ? null : toSearchCursor(next);
}
