import type { ResourceRow, SearchCursor } from '../../engine/store.ts';
import { localDateOf } from '../../engine/time/zone.ts';
import { encounterSummary } from '../interop/summaries.ts';
import { settings } from './definitions.ts';
import { type Ask, isAsked, type Row } from './report.ts';

const pageSize = 500;
/** Wider than the widest zone: each discharge is then judged by its own facility's. */
const marginMs = 36 * 60 * 60 * 1000;
const sources = { given: "the site's table", counted: 'counted from encounters' } as const;

/** The last twelve full months before an instant in a zone, `YYYY-MM`, oldest first. */
export function lastTwelveMonths(at: number, zone: string): readonly string[] {
  const [year = 0, month = 1] = localDateOf(at, zone).split('-').map(Number);
  return Array.from({ length: 12 }, (_, n) => {
    const index = year * 12 + (month - 1) - 12 + n;
    return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
  });
}

/**
 * The discharges of a month, as rows whose `discharges` add up: one row for a facility whose number the site gives,
 * else one for each inpatient encounter that ended in the month.
 */
export async function* dischargesOf(ask: Ask, month: string): AsyncGenerator<Row> {
  const { rows } = await ask.services.siteTables.read('monthly-discharges');
  const given = rows.filter((row) => row.month === month && isAsked(ask, row.facility));
  for (const { facility, discharges } of given) {
    const values = { month, discharges, source: sources.given, class: null, dischargedOn: null };
    yield { facility, patientId: null, encounterId: null, practitionerId: null, values };
  }
  const isGiven = new Set(given.map(({ facility }) => facility));
  for await (const { row, on, kind } of endedAround(ask, month)) {
    const facility = row.facility ?? '';
    if (isGiven.has(facility) || !isAsked(ask, facility) || on.slice(0, 7) !== month) continue;
    yield {
      facility,
      patientId: row.patientId,
      encounterId: row.id,
      practitionerId: null,
      values: { month, discharges: 1, source: sources.counted, class: kind, dischargedOn: on },
    };
  }
}

interface Ended {
  readonly row: ResourceRow;
  /** Local date at the facility. */
  readonly on: string;
  readonly kind: string;
}

async function* endedAround(ask: Ask, month: string): AsyncGenerator<Ended> {
  const { store, policies } = ask.services;
  const from = Date.parse(`${month}-01T00:00:00Z`);
  const next = new Date(from);
  next.setUTCMonth(next.getUTCMonth() + 1);
  const range = {
    from: new Date(from - marginMs).toISOString(),
    to: new Date(next.getTime() + marginMs).toISOString(),
  };
  let after: SearchCursor | null = null;
  do {
    const page = await store.search({
      type: 'Encounter',
      where: [{ param: 'date:end', ranges: [range] }],
      limit: pageSize,
      ...(after === null ? {} : { after }),
    });
    for (const row of page.rows) {
      const zone = await policies.zoneOf(row.facility);
      const { dischargedAt, class: kind } = encounterSummary(row, zone);
      if (dischargedAt === null || !settings.dischargeClasses.includes(kind)) continue;
      yield { row, on: localDateOf(Date.parse(dischargedAt), zone), kind };
    }
    after = page.next;
  } while (after !== null);
}
