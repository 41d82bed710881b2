import { dischargesOf, lastTwelveMonths } from './discharges.ts';
import { type Ask, type Figure, quotient, type Report, type Row } from './report.ts';
import { countIn, type TasksAsked, taskRows } from './task-rows.ts';

const delinquent = { queues: ['delinquency'] };

/** Which tasks a figure counts. */
const tasksOf: Readonly<Record<string, TasksAsked>> = {
  'delinquent-records': delinquent,
  // The rate opens what it counts; what it divides by has a link of its own.
  'delinquency-rate': delinquent,
  'letters-due': { queues: ['letters'], listStates: ['open'] },
  'suspensions-proposed': { queues: ['suspensions'], listStates: ['open'] },
  'suspensions-in-force': { queues: ['suspensions'], listStates: ['waiting'] },
};

/** How many charts are late, against how many the hospital discharges in a month. */
export const delinquency: Report = {
  id: 'delinquency',
  title: 'Delinquency',
  figures: async (ask) => {
    const months = await monthsOf(ask);
    const monthly = await Promise.all(months.map((month) => monthFigure(ask, month)));
    const discharges = monthly.reduce((sum, { value }) => sum + (value ?? 0), 0);
    const average = discharges / months.length;
    const empty = monthly.filter(({ value }) => value === 0).length;
    const counted = async (id: string, label: string): Promise<Figure> => {
      const count = await countIn(ask, tasksOf[id] ?? delinquent);
      return { id, which: {}, label, value: count, count };
    };
    const late = await counted('delinquent-records', 'Delinquent records');
    return [
      late,
      {
        id: 'average-monthly-discharges',
        which: {},
        label: `Average monthly discharges, ${months[0]} to ${months.at(-1)}`,
        value: quotient(discharges, months.length),
        count: monthly.reduce((sum, { count }) => sum + count, 0),
        ...(empty === 0
          ? {}
          : { note: `${empty} of ${months.length} months have no discharges on record.` }),
      },
      {
        id: 'delinquency-rate',
        which: {},
        label: 'Delinquency rate',
        value: quotient(late.count, average, 100),
        count: late.count,
        numerator: 'delinquent-records',
        denominator: 'average-monthly-discharges',
      },
      ...monthly,
      await counted('letters-due', 'Letters due'),
      await counted('suspensions-proposed', 'Suspensions and lifts proposed'),
      await counted('suspensions-in-force', 'Suspensions in force'),
    ];
  },
  rows: (ask, id, { month }) => {
    if (id === 'average-monthly-discharges') return ofAllMonths(ask);
    if (id === 'monthly-discharges') return month === undefined ? null : dischargesOf(ask, month);
    const asked = tasksOf[id];
    return asked === undefined ? null : taskRows(ask, asked);
  },
};

async function monthsOf({
  services: { policies },
  facilities,
  at,
}: Ask): Promise<readonly string[]> {
  const only = facilities !== '*' && facilities.length === 1 ? (facilities[0] ?? null) : null;
  return lastTwelveMonths(at, await policies.zoneOf(only));
}

async function* ofAllMonths(ask: Ask): AsyncGenerator<Row> {
  for (const month of await monthsOf(ask)) yield* dischargesOf(ask, month);
}

/** Each month says where its number comes from, facility by facility where they differ. */
async function monthFigure(ask: Ask, month: string): Promise<Figure> {
  const facilitiesBySource = new Map<string, Set<string>>();
  let value = 0;
  let count = 0;
  for await (const { facility, values } of dischargesOf(ask, month)) {
    const source = String(values.source);
    facilitiesBySource.set(source, (facilitiesBySource.get(source) ?? new Set()).add(facility));
    value += Number(values.discharges);
    count += 1;
  }
  const sources = [...facilitiesBySource];
  const note =
    sources.length < 2
      ? (sources[0]?.[0] ?? 'no discharges on record')
      : sources.map(([source, at]) => `${[...at].sort().join(', ')}: ${source}`).join('; ');
  return { id: 'monthly-discharges', which: { month }, label: month, value, count, note };
}
