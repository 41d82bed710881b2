import type { Act } from '../../engine/store.ts';
import { addDays, localDateOf } from '../../engine/time/zone.ts';
import type { Instance } from '../../engine/workflow.ts';
import { encounterSummary } from '../interop/summaries.ts';
import { actsOn } from './acts.ts';
import { settings } from './definitions.ts';
import { type Ask, type Figure, quotient, type Report, type Row } from './report.ts';

const chunkSize = 500;
const dayMs = 24 * 60 * 60 * 1000;

/** One chart analysed in the period, with what became of it. */
interface Analysed {
  readonly act: Act;
  readonly dischargedAt: number | null;
  readonly deficiencies: readonly Instance[];
  readonly upheld: readonly Instance[];
}

/** The charts analysed in a period: how many lacked something, how often the rules were wrong, how long it took. */
export const chartAnalysis: Report = {
  id: 'chart-analysis',
  title: 'Chart analysis and precision of the rules',
  figures: async (ask) => {
    const charts = await analysedIn(ask);
    const assigned = charts.flatMap(assignedOf).length;
    const upheld = charts.flatMap(({ upheld: ones }) => ones).length;
    const lacking = charts.filter(isLacking).length;
    const lags = charts.flatMap((one) => lagOf(one) ?? []);
    const whole = (id: string, label: string, count: number): Figure => ({
      id,
      which: {},
      label,
      value: count,
      count,
    });
    return [
      whole('charts-analysed', 'Charts analysed', charts.length),
      whole('charts-with-deficiencies', 'Charts with a deficiency', lacking),
      {
        ...whole('chart-deficiency-rate', 'Chart deficiency rate', lacking),
        value: quotient(lacking, charts.length, 100),
        numerator: 'charts-with-deficiencies',
        denominator: 'charts-analysed',
      },
      whole('deficiencies-assigned', 'Deficiencies assigned', assigned),
      whole('declines-upheld', 'Declines upheld', upheld),
      {
        ...whole('decline-rate', 'Decline rate', upheld),
        value: quotient(upheld, assigned, 100),
        numerator: 'declines-upheld',
        denominator: 'deficiencies-assigned',
      },
      {
        ...whole('analysis-lag', 'Analysis lag', lags.length),
        value: quotient(
          lags.reduce((sum, one) => sum + one, 0),
          lags.length,
        ),
      },
    ];
  },
  rows: (ask, id) => {
    const charts = (isWanted: (one: Analysed) => boolean) =>
      rowsOf(ask, (one) => (isWanted(one) ? [chartRow(one)] : []));
    switch (id) {
      case 'charts-analysed':
        return charts(() => true);
      case 'charts-with-deficiencies':
      case 'chart-deficiency-rate':
        return charts(isLacking);
      case 'analysis-lag':
        return charts((one) => lagOf(one) !== null);
      case 'deficiencies-assigned':
        return rowsOf(ask, (one) => assignedOf(one).map(deficiencyRow));
      case 'declines-upheld':
      case 'decline-rate':
        return rowsOf(ask, (one) => one.upheld.map(deficiencyRow));
      default:
        return null;
    }
  },
};

async function* rowsOf(ask: Ask, of: (one: Analysed) => readonly Row[]): AsyncGenerator<Row> {
  for (const one of await analysedIn(ask)) yield* of(one);
}

async function analysedIn(ask: Ask): Promise<readonly Analysed[]> {
  const { store, policies } = ask.services;
  const first = new Map<string, Act>();
  for await (const act of actsOn(ask, ['analysis.finish'], ask)) {
    if (act.encounterId !== null && !first.has(act.instanceId)) first.set(act.instanceId, act);
  }
  const upheld = await upheldSince(ask);
  const analysed: Analysed[] = [];
  const acts = [...first.values()];
  for (let n = 0; n < acts.length; n += chunkSize) {
    const chunk = acts.slice(n, n + chunkSize);
    const ids = chunk.flatMap(({ encounterId }) => encounterId ?? []);
    const [instances, encounters] = await Promise.all([
      store.instancesOfEncounters(ids),
      store.resources({ type: 'Encounter', ids }),
    ]);
    const deficiencies = byEncounter(instances.filter((one) => one.workflow === 'deficiency'));
    const ends = new Map<string, string | null>();
    for (const row of encounters)
      ends.set(row.id, encounterSummary(row, await policies.zoneOf(row.facility)).dischargedAt);
    for (const act of chunk) {
      const dischargedAt = ends.get(act.encounterId ?? '') ?? null;
      const all = deficiencies.get(act.encounterId ?? '') ?? [];
      analysed.push({
        act,
        dischargedAt: dischargedAt === null ? null : Date.parse(dischargedAt),
        deficiencies: all,
        upheld: all.filter((one) => one.practitionerId !== null && upheld.has(one.id)),
      });
    }
  }
  return analysed;
}

/** The decision may come long after the analysis, and of one in house before it. */
async function upheldSince(ask: Ask): Promise<ReadonlySet<string>> {
  const span = { fromOn: addDays(ask.fromOn, -366), toOn: localDateOf(ask.at + dayMs, 'UTC') };
  const ids = new Set<string>();
  for await (const act of actsOn(ask, ['deficiency.uphold-decline'], span)) ids.add(act.instanceId);
  return ids;
}

function isLacking({ deficiencies }: Analysed): boolean {
  return deficiencies.some(
    ({ state }) => typeof state !== 'string' || !settings.statesThatAreNoLack.includes(state),
  );
}

function assignedOf({ deficiencies }: Analysed): readonly Instance[] {
  return deficiencies.filter(({ practitionerId }) => practitionerId !== null);
}

/** Elapsed days; null where the discharge is not known. */
function lagOf({ act, dischargedAt }: Analysed): number | null {
  return dischargedAt === null ? null : (act.at - dischargedAt) / dayMs;
}

function byEncounter(instances: readonly Instance[]): ReadonlyMap<string, readonly Instance[]> {
  const groups = new Map<string, Instance[]>();
  for (const one of instances) {
    const group = groups.get(one.encounterId ?? '') ?? [];
    group.push(one);
    groups.set(one.encounterId ?? '', group);
  }
  return groups;
}

function chartRow(one: Analysed): Row {
  const { act, dischargedAt, deficiencies } = one;
  const lag = lagOf(one);
  return {
    facility: act.facility,
    patientId: act.patientId,
    encounterId: act.encounterId,
    practitionerId: act.practitionerId,
    values: {
      instance: act.instanceId,
      dischargedAt: dischargedAt === null ? null : new Date(dischargedAt).toISOString(),
      analysedAt: new Date(act.at).toISOString(),
      by: act.userName,
      lagDays: lag === null ? null : Math.round(lag * 100) / 100,
      deficiencies: deficiencies.length,
    },
  };
}

function deficiencyRow({ id, state, ...instance }: Instance): Row {
  const { facility, patientId, encounterId, practitionerId, startedAt } = instance;
  return {
    facility,
    patientId,
    encounterId,
    practitionerId,
    values: {
      instance: id,
      state: typeof state === 'string' ? state : JSON.stringify(state),
      openedAt: new Date(startedAt).toISOString(),
    },
  };
}
