import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { User } from '../engine/model/user.ts';
import type { FigureShape, ReportShape } from '../server/reports/shapes.ts';
import { addPractitioner, addStay, goTo, startLetters } from './delinquency.ts';
import { type Department, openDepartment, user } from './department.ts';
import { physician, stay } from './stays.ts';

/** Reports over the real server: every number opens its rows, as JSON and as CSV, and nobody sees beyond their facilities. */

const ids = [
  'workload-by-analyst',
  'workload-by-physician',
  'delinquency',
  'ageing',
  'chart-analysis',
];
const manager = user('manager');
type Row = Record<string, string | number | null>;

describe.each(['memory', 'SQLite'] as const)('reports over %s', (kind) => {
  let department: Department;
  beforeEach(async () => {
    department = await openDepartment(kind);
  });
  afterEach(() => department.close());

  const arrive = async (...args: Parameters<typeof stay>): Promise<void> => {
    expect(await department.fhir(...stay(...args))).toBe('taken');
  };
  const stayed = (days: number): { admittedAt: string; dischargedAt: string } => ({
    admittedAt: new Date(department.clock.now - (days + 2) * 86_400_000).toISOString(),
    dischargedAt: new Date(department.clock.now - days * 86_400_000).toISOString(),
  });
  const report = async (id: string, query = '', who: User = manager): Promise<ReportShape> => {
    const { status, body } = await department.call(who, `/api/reports/${id}${query}`);
    expect(status, JSON.stringify(body)).toBe(200);
    return body as unknown as ReportShape;
  };
  const figure = async (id: string, name: string, label?: string, query = '') => {
    const { figures } = await report(id, query);
    const found = figures.find(
      (one) => one.figure === name && (label === undefined || one.label === label),
    );
    if (found === undefined) throw new Error(`no ${name} ${label ?? ''}`);
    return found;
  };
  const rowsOf = async (link: string, who: User = manager, limit = 2): Promise<Row[]> => {
    const rows: Row[] = [];
    for (let offset: number | null = 0; offset !== null; ) {
      const { status, body } = await department.call(
        who,
        `${link}&offset=${offset}&limit=${limit}`,
      );
      expect(status, JSON.stringify(body)).toBe(200);
      const page = body as unknown as { rows: Row[]; next: number | null };
      expect(page.rows.length).toBeLessThanOrEqual(limit);
      rows.push(...page.rows);
      offset = page.next;
    }
    return rows;
  };
  const csvOf = async (path: string, who: User = manager, accept?: string): Promise<string[][]> => {
    const { token } = await department.server.services.auth.issue(who, 600);
    const response = await department.server.app.request(
      accept === undefined ? `${path}${path.includes('?') ? '&' : '?'}format=csv` : path,
      { headers: { authorization: `Bearer ${token}`, ...(accept ? { accept } : {}) } },
    );
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^text\/csv/),
    ]);
    return parse(await response.text());
  };
  /** As a spreadsheet holds it: what it would take for a formula has an apostrophe before it. */
  const asCells = (rows: readonly Row[]): string[][] => [
    ...rows.slice(0, 1).map((row) => Object.keys(row)),
    ...rows.map((row) =>
      Object.values(row).map((cell) =>
        typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell ?? ''),
      ),
    ),
  ];

  /** A month of a small department: two facilities, charts of every age, work in hand and done. */
  const live = async (): Promise<void> => {
    for (const [n, days] of [0, 7, 8, 14, 15, 21, 22, 30, 31, 45].entries())
      await arrive(`n${n}`, stayed(days));
    await arrive('s0', { ...stayed(40), facility: 'south', attending: 'osei' });
    await arrive('s1', { ...stayed(3), facility: 'south', attending: '-Evil', unsigned: [] });
    await arrive('in', { ...stayed(2), dischargedAt: null });
    await department.drain();
    const ana = user('analyst');
    const bob = { ...ana, id: 'bob', name: '=Bob' };
    for (const n of [0, 1, 2])
      await department.send(n === 2 ? bob : ana, `chart.e-n${n}`, { type: 'analysis.finish' });
    await department.send(ana, 'chart.e-s0', { type: 'analysis.finish' });
    const lack = (name: string) => `deficiency.e-${name}.missing-document.history-and-physical`;
    const decline = { type: 'deficiency.decline', reason: 'Not mine.' };
    const uphold = { type: 'deficiency.uphold-decline', reason: 'So it is.' };
    for (const name of ['n0', 'n5']) {
      expect((await department.send(physician('marsh'), lack(name), decline)).status).toBe(200);
      expect((await department.send(ana, lack(name), uphold)).status).toBe(200);
    }
    for (const id of ['chart.e-n3/analysis', 'chart.e-n4/analysis'])
      expect(
        (await department.call(ana, `/api/tasks/${encodeURIComponent(id)}/claim`, {})).status,
      ).toBe(200);
    await department.send(ana, 'chart.e-n4', {
      type: 'chart.hold',
      reason: 'Awaits a report.',
      returnOn: '2027-01-05',
    });
  };

  test('every number opens exactly the rows it counts, for everybody who may see it, and CSV says the same', async () => {
    await live();
    const readers = [manager, user('auditor', ['south']), user('quality', ['north', 'south'])];
    for (const who of readers)
      for (const id of ids) {
        const shown = await report(id, '', who);
        const facilities = who.grants[0]?.facilities ?? [];
        for (const one of shown.figures) {
          const rows = await rowsOf(one.rows, who);
          expect([id, one.figure, one.label, rows.length]).toEqual([
            id,
            one.figure,
            one.label,
            one.count,
          ]);
          if (!['percent', 'days', 'discharges'].includes(one.unit))
            expect(one.value).toBe(one.count);
          if (facilities !== '*')
            expect(rows.filter((row) => !facilities.includes(String(row.facility)))).toEqual([]);
          if (who === manager) expect(await csvOf(one.rows)).toEqual(asCells(rows));
        }
      }
    const { figures } = await report('workload-by-analyst');
    expect(figures.length).toBeGreaterThan(3);
  });

  test('a report as CSV is the report', async () => {
    await live();
    for (const id of ids) {
      const { figures, asOf } = await report(id);
      for (const accept of [undefined, 'text/csv']) {
        const [header = [], ...lines] = await csvOf(`/api/reports/${id}`, manager, accept);
        const column = (name: string) => lines.map((line) => line[header.indexOf(name)]);
        const texts = (key: 'figure' | 'label' | 'value' | 'count' | 'unit' | 'note') =>
          asCells(figures.map((one) => ({ cell: one[key] })))
            .slice(1)
            .flat();
        for (const key of ['figure', 'label', 'value', 'count', 'unit', 'note'] as const)
          expect(column(key)).toEqual(texts(key));
        expect(new Set(column('asOf'))).toEqual(new Set([asOf]));
      }
    }
    const names = (await csvOf('/api/reports/workload-by-analyst')).flat();
    expect(names).toContain("'=Bob");
    expect(names).not.toContain('=Bob');
  });

  test('a row that would be a formula is a text in CSV, and no row names a patient', async () => {
    const [patient, practitioner, encounter, ...rest] = stay('x', { attending: 'evil' });
    await department.fhir(
      { ...patient, identifier: [{ system: 'urn:mrn', value: '=1+1' }] },
      { ...practitioner, name: [{ text: '@SUM(A1)' }] },
      { ...encounter, identifier: [{ system: 'urn:visits', value: '-2' }] },
      ...rest,
    );
    const { rows } = await figure('workload-by-physician', 'physician-open');
    const cells = (await csvOf(rows)).flat();
    expect(cells).toEqual(expect.arrayContaining(["'=1+1", "'@SUM(A1)", "'-2"]));
    expect(cells.filter((cell) => /^[=+@-]/.test(cell))).toEqual([]);
    expect(JSON.stringify([await rowsOf(rows), cells])).not.toMatch(/Quill|Nora/);
  });

  test('are for those who lead and audit, of their facilities, and each reading is on record', async () => {
    await live();
    for (const who of [user('analyst'), physician('marsh'), user('coder'), user('administrator')])
      for (const path of ['', '/delinquency', '/delinquency/rows?figure=delinquent-records'])
        expect((await department.call(who, `/api/reports${path}`)).status).toBe(403);
    const south = user('supervisor', ['south']);
    const elsewhere = await department.call(south, '/api/reports/delinquency?facility=north');
    expect(elsewhere).toMatchObject({ status: 403, body: { code: 'not-permitted' } });
    const rows = '/api/reports/delinquency/rows?figure=delinquent-records';
    expect((await department.call(south, `${rows}&facility=north`)).status).toBe(403);
    expect(await rowsOf(rows, south)).toHaveLength(1);
    const all = (await report('delinquency', '', south)).figures[0];
    const narrowed = (await report('delinquency', '?facility=south')).figures[0];
    expect(narrowed?.value).toBe(all?.value);
    expect(narrowed?.rows).toContain('facility=south');
    await csvOf(rows);
    const audit = await department.store.audit({ userId: 'manager', limit: 10 });
    expect(audit.map(({ action, what }) => `${action} ${what}`)).toEqual(
      expect.arrayContaining([
        'export report:delinquency/delinquent-records',
        'view report:delinquency',
      ]),
    );
  });

  test('what is wrongly asked is refused with what to do', async () => {
    const statusOf = async (path: string) =>
      (await department.call(manager, `/api/reports/${path}`)).status;
    expect(await statusOf('no-such-report')).toBe(404);
    expect(await statusOf('delinquency/rows?figure=no-such')).toBe(404);
    expect(await statusOf('workload-by-physician/rows?figure=physician-open')).toBe(404);
    expect(await statusOf('ageing/rows?figure=open-by-age&bucket=5-6')).toBe(404);
    expect(await statusOf('delinquency?asOf=2026-11-24T15:00:01Z')).toBe(422);
    expect(await statusOf('chart-analysis?from=2026-11-20&to=2026-11-19')).toBe(422);
    expect(await statusOf('chart-analysis?from=2020-01-01')).toBe(422);
    expect(await statusOf('delinquency/rows?figure=monthly-discharges&month=2026-13')).toBe(422);
    expect(await statusOf('delinquency/rows?figure=delinquent-records&limit=1001')).toBe(422);
  });

  test('open deficiencies are aged by the dates at the facility', async () => {
    await live();
    const { figures } = await report('ageing');
    const byBucket = figures.map(({ label, value }) => [label, value]);
    expect(byBucket).toEqual([
      ['0-7 days', 5],
      ['8-14 days', 4],
      ['15-21 days', 3],
      ['22-30 days', 4],
      ['31+ days', 6],
      ['Not discharged', expect.any(Number)],
    ]);
    const counted = await department.store.counts([
      'deficiencies',
      'deficiency-triage',
      'transcription',
    ]);
    const open = counted.reduce((sum, { count }) => sum + count, 0);
    expect(figures.reduce((sum, { value }) => sum + (value ?? 0), 0)).toBe(open);
    // Midnight in New York makes everything a day older; in London it has been tomorrow for hours.
    department.clock.now = Date.parse('2026-11-25T04:59:59Z');
    expect((await report('ageing')).figures.map(({ value }) => value)).toEqual(
      figures.map(({ value }) => value),
    );
    department.clock.now = Date.parse('2026-11-25T05:00:00Z');
    const [young, second] = (await report('ageing')).figures;
    expect([young?.value, second?.value]).toEqual([3, 4]);
  });

  test('delinquency is measured against the discharges of an average month, each saying where it comes from', async () => {
    await live();
    await department.server.services.siteTables.save('monthly-discharges', [
      { facility: 'north', month: '2026-10', discharges: 30 },
      { facility: 'north', month: '2026-09', discharges: 17 },
      { facility: 'north', month: '2025-10', discharges: 999 },
    ]);
    const { figures, definitions } = await report('delinquency');
    const named = (name: string, label?: string) =>
      figures.find((one) => one.figure === name && (label === undefined || one.label === label));
    expect(named('delinquent-records')?.value).toBe(3);
    expect(
      figures.filter((one) => one.figure === 'monthly-discharges').map(({ label }) => label),
    ).toEqual([
      '2025-11',
      '2025-12',
      ...Array.from({ length: 10 }, (_, n) => `2026-${String(n + 1).padStart(2, '0')}`),
    ]);
    // North gives October; the one discharge of South is counted.
    expect(named('monthly-discharges', '2026-10')).toMatchObject({
      value: 31,
      count: 2,
      note: "north: the site's table; south: counted from encounters",
    });
    expect(named('monthly-discharges', '2026-09')).toMatchObject({
      value: 17,
      note: "the site's table",
    });
    expect(named('monthly-discharges', '2026-02')).toMatchObject({ value: 0, count: 0 });
    expect(named('average-monthly-discharges')).toMatchObject({
      value: 4,
      note: '10 of 12 months have no discharges on record.',
    });
    const rate = named('delinquency-rate');
    expect(rate).toMatchObject({
      value: 75,
      unit: 'percent',
      numerator: { figure: 'delinquent-records', value: 3 },
      denominator: { figure: 'average-monthly-discharges', value: 4 },
    });
    const [numerator, denominator] = [
      await rowsOf(rate?.numerator?.rows ?? ''),
      await rowsOf(rate?.denominator?.rows ?? ''),
    ];
    expect(numerator).toHaveLength(3);
    expect(denominator.reduce((sum, row) => sum + Number(row.discharges), 0)).toBe(48);
    expect(definitions.find(({ id }) => id === 'delinquency-rate')?.targets).toEqual([
      expect.objectContaining({
        label: 'historic Joint Commission threshold',
        most: 50,
        until: '2016',
      }),
    ]);
    expect(named('letters-due')?.value).toBe(0);
  });

  test('a month of discharges is a month at the facility, across the end of a year and on a leap day', async () => {
    await department.server.services.policies.save([
      {
        facility: '*',
        name: '',
        zone: 'America/New_York',
        goLiveOn: '2026-01-01',
        settleLagHours: 0,
      },
      {
        facility: 'east',
        name: 'East',
        zone: 'Asia/Tokyo',
        goLiveOn: '2026-01-01',
        settleLagHours: 0,
      },
    ]);
    department.clock.now = Date.parse('2028-03-15T15:00:00Z');
    const ended = [
      ['a', '2026-12-31T23:59:59-05:00', 'north', 'IMP'],
      ['b', '2027-01-01T00:00:00-05:00', 'north', 'IMP'],
      ['c', '2027-01-01T00:00:00+09:00', 'east', 'IMP'],
      ['d', '2028-02-29T12:00:00-05:00', 'north', 'IMP'],
      ['e', '2028-02-29T23:30:00-05:00', 'north', 'AMB'],
      ['f', '2028-03-01T00:00:00-05:00', 'north', 'IMP'],
    ] as const;
    for (const [name, dischargedAt, facility, kind] of ended)
      await arrive(name, {
        admittedAt: '2026-12-20T09:00:00-05:00',
        dischargedAt,
        facility,
        class: kind,
      });
    const monthly = async () => {
      const { figures } = await report('delinquency');
      const months = figures.filter((one) => one.figure === 'monthly-discharges');
      return new Map(months.map((one) => [one.label, one] as const));
    };
    const months = await monthly();
    expect([...months.keys()].slice(0, 1)).toEqual(['2027-03']);
    expect([...months.keys()].at(-1)).toBe('2028-02');
    const february = months.get('2028-02') as FigureShape;
    expect(february.value).toBe(1);
    expect((await rowsOf(february.rows)).map((row) => row.dischargedOn)).toEqual(['2028-02-29']);
    const asOf = async (instant: string) => {
      const { figures } = await report('delinquency', `?asOf=${instant}`);
      return figures
        .filter((one) => one.figure === 'monthly-discharges' && one.value !== 0)
        .map((one) => [one.label, one.value]);
    };
    expect(await asOf('2028-01-01T05:00:00Z')).toEqual([['2027-01', 2]]);
    // Still December in New York: the twelve months end with November.
    expect(await asOf('2028-01-01T04:59:59Z')).toEqual([
      ['2026-12', 1],
      ['2027-01', 2],
    ]);
    const { figures } = await report('delinquency', '?asOf=2027-01-20T12:00:00Z');
    const average = figures.find((one) => one.figure === 'average-monthly-discharges');
    expect(average?.label).toBe('Average monthly discharges, 2026-01 to 2026-12');
    expect(average?.value).toBe(0.08);
  });

  test('letters and suspensions are counted where they wait for somebody', async () => {
    department.clock.now = Date.parse('2026-10-01T15:00:00Z');
    await addPractitioner(department, 'marsh', 'Marsh');
    await startLetters(department);
    await addStay(department, {
      id: 'e1',
      attending: 'marsh',
      dischargedAt: '2026-10-01T10:00:00-04:00',
    });
    await goTo(department, '2026-11-08T05:00:00Z');
    const waiting = async (queue: string) =>
      (await department.tasks(queue, user('medical-staff-office'))).map(({ id }) => id).sort();
    for (const [name, queue] of [
      ['letters-due', 'letters'],
      ['suspensions-proposed', 'suspensions'],
    ] as const) {
      const { value, rows } = await figure('delinquency', name);
      const shown = (await rowsOf(rows)).map((row) => row.task).sort();
      expect(shown).toEqual(await waiting(queue));
      expect([name, value]).toEqual([name, shown.length]);
      expect(shown.length).toBeGreaterThan(0);
    }
    expect((await figure('delinquency', 'suspensions-in-force')).value).toBe(0);
    expect((await figure('delinquency', 'letters-due', undefined, '?facility=south')).value).toBe(
      0,
    );
  });

  test('a rate of nothing is no number, and an empty report is one', async () => {
    const { figures } = await report('delinquency');
    const rate = figures.find((one) => one.figure === 'delinquency-rate');
    expect(rate).toMatchObject({ value: null, count: 0 });
    expect(await rowsOf(rate?.rows ?? '')).toEqual([]);
    expect((await report('workload-by-analyst')).figures).toEqual([]);
    expect((await figure('chart-analysis', 'analysis-lag')).value).toBeNull();
  });

  test('charts analysed in a period tell how often something lacks, how often wrongly, and how late', async () => {
    await live();
    const value = async (name: string, query = '') =>
      (await figure('chart-analysis', name, undefined, query)).value;
    expect(await value('charts-analysed')).toBe(4);
    expect(await value('charts-with-deficiencies')).toBe(4);
    expect(await value('chart-deficiency-rate')).toBe(100);
    const assigned = await value('deficiencies-assigned');
    // Of two upheld declines one is of a chart that was analysed.
    expect(await value('declines-upheld')).toBe(1);
    expect(await value('decline-rate')).toBe(Math.round((1 / (assigned ?? 0)) * 10_000) / 100);
    expect(await value('analysis-lag')).toBe((0 + 7 + 8 + 40) / 4);
    expect(await value('charts-analysed', '?facility=south')).toBe(1);
    expect(await value('charts-analysed', '?to=2026-11-23')).toBe(0);
    expect(await value('charts-analysed', '?from=2026-11-24&to=2026-11-24')).toBe(4);
    const lags = await rowsOf((await figure('chart-analysis', 'analysis-lag')).rows);
    expect(lags.map((row) => row.lagDays).sort()).toEqual([0, 40, 7, 8]);
  });

  test('an analyst’s work leaves out what is on hold, and counts by the date at the facility', async () => {
    await live();
    const mine = async (name: string) =>
      (await figure('workload-by-analyst', name, 'analyst')).value;
    expect(await mine('claimed-open')).toBe(1);
    expect([await mine('done-today'), await mine('done-7-days')]).toEqual([5, 5]);
    department.clock.now = Date.parse('2026-11-25T04:59:59Z');
    expect(await mine('done-today')).toBe(5);
    department.clock.now = Date.parse('2026-11-25T05:00:00Z');
    expect([await mine('done-today'), await mine('done-7-days')]).toEqual([0, 5]);
    department.clock.now = Date.parse('2026-12-01T05:00:00Z');
    expect((await report('workload-by-analyst')).figures).toEqual([]);
  });

  test('a physician’s work is told with what is overdue and the earliest of it', async () => {
    await live();
    const { figures } = await report('workload-by-physician');
    expect(figures[0]).toMatchObject({ label: 'Doctor marsh', figure: 'physician-open' });
    const osei = figures.filter(({ label }) => label === 'Doctor osei');
    expect(osei.map((one) => [one.figure, one.value])).toEqual([
      ['physician-open', 2],
      ['physician-overdue', 2],
    ]);
    expect(osei[0]?.earliestDueAt).toBe('2026-10-14T15:00:00.000Z');
    expect(
      (await report('workload-by-physician', '?facility=north')).figures.map(({ label }) => label),
    ).not.toContain('Doctor osei');
  });

  test('a table of discharges that says a month twice is refused with its row', async () => {
    const row = { facility: 'north', month: '2026-10', discharges: 30 };
    const save = (...rows: unknown[]) =>
      department.server.services.siteTables.save('monthly-discharges', rows);
    await expect(save(row, { ...row, discharges: 31 })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('monthly-discharges[1]'),
    });
    for (const wrong of [{ month: '2026-13' }, { discharges: -1 }, { discharges: 1.5 }])
      await expect(save({ ...row, ...wrong })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
