import type { HistoryEntry, Store } from '../../engine/store.ts';
import type { DatabaseUnderTest } from './databases.ts';
import { type Fate, type LateChart, lateNumbers, visitOf } from './late-charts.ts';

/** How often a chart must have been looked at again, and its completion taken back: from what was sent for it alone. */
const wanted: Readonly<Record<Fate, { readonly requests: number; readonly reopens: number }>> = {
  plain: { requests: 1, reopens: 1 },
  'at once': { requests: 1, reopens: 1 },
  // Finished again with nothing open, it was complete a second time.
  finished: { requests: 2, reopens: 2 },
  // Incomplete all along: a document came for what someone was working on, or for what is filed as it is.
  claimed: { requests: 1, reopens: 0 },
  retired: { requests: 1, reopens: 0 },
  'discharge cancelled': { requests: 1, reopens: 1 },
  merged: { requests: 1, reopens: 1 },
};

export interface ChartsAudit {
  readonly requests: number;
  readonly reopens: number;
  readonly wrong: readonly string[];
}

/** Reads the log of every chart: work opened again once, and not once more before someone had finished it. */
export async function auditCharts(
  store: Store,
  charts: readonly LateChart[],
  chartIdOf: (chart: LateChart) => string,
): Promise<ChartsAudit> {
  const wrong: string[] = [];
  const total = { requests: 0, reopens: 0 };
  for (const chart of charts) {
    const log = await store.history(chartIdOf(chart));
    const { requests, reopens } = countsIn(log);
    total.requests += requests;
    total.reopens += reopens;
    const want = wanted[chart.fate];
    if (requests !== want.requests || reopens !== want.reopens)
      wrong.push(
        `${chart.name}, ${chart.fate}: looked at again ${requests}, taken back ${reopens}`,
      );
    wrong.push(...tooOften(log).map((what) => `${chart.name}, ${chart.fate}: ${what}`));
  }
  return { ...total, wrong };
}

function countsIn(log: readonly HistoryEntry[]) {
  const times = (wanted: string): number => log.filter(({ type }) => type === wanted).length;
  return { requests: times('reanalysis.request'), reopens: times('completion.reopen') };
}

/** Between one finish and the next. */
function tooOften(log: readonly HistoryEntry[]): readonly string[] {
  const found: string[] = [];
  let requests = 0;
  let isComplete = false;
  for (const { type, seq } of log) {
    if (type === 'analysis.finish' || type === 'reanalysis.finish') requests = 0;
    if (type === 'reanalysis.request') {
      requests += 1;
      if (requests > 1) found.push(`asked for again at ${seq} though nobody had finished`);
    }
    if (type === 'completion.reopen' && !isComplete)
      found.push(`taken back at ${seq}, not complete`);
    if (type === 'completion.reach') isComplete = true;
    if (type === 'completion.reopen') isComplete = false;
  }
  return found;
}

type Rows = DatabaseUnderTest['rows'];

/** Ids of encounters by their visit numbers. */
export async function encountersByVisit(rows: Rows): Promise<ReadonlyMap<string, string>> {
  const found = await rows<{ id: string; body: unknown }>(
    `select id, body from resources where type = 'Encounter'`,
  );
  return new Map(found.map(({ id, body }) => [numberIn(body), id]));
}

/** Every late document stands once, in its encounter. */
export async function documentsFiled(
  rows: Rows,
  charts: readonly LateChart[],
  encounters: ReadonlyMap<string, string>,
) {
  const stored = await rows<{ id: string; encounter_id: string | null; body: unknown }>(
    `select id, encounter_id, body from resources where type = 'DocumentReference'`,
  );
  const filed = new Map<string, (string | null)[]>();
  for (const { encounter_id, body } of stored) {
    const number = numberIn(body);
    filed.set(number, [...(filed.get(number) ?? []), encounter_id]);
  }
  const all = charts.flatMap((chart) => lateNumbers(chart).map((number) => ({ chart, number })));
  return {
    lost: all.filter(({ number }) => !filed.has(number)).map(({ number }) => number),
    doubled: [...filed].filter(([, places]) => places.length > 1).map(([number]) => number),
    misfiled: all
      .filter(({ chart, number }) =>
        (filed.get(number) ?? []).some((id) => id !== encounters.get(visitOf(chart.name))),
      )
      .map(({ number }) => number),
  };
}

function numberIn(body: unknown): string {
  const { identifier } = (typeof body === 'string' ? JSON.parse(body) : body) as {
    readonly identifier: readonly { readonly value: string }[];
  };
  return identifier[0]?.value ?? '';
}
