import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChartFacts } from '../engine/model/chart-facts.ts';
import type { Pause } from '../engine/time/obligation.ts';
import { deficiencyClocks } from '../engine/workflows/chart-completion/clocks.ts';
import {
  defaultRuleSets,
  evaluateChart,
} from '../engine/workflows/chart-completion/evaluate-chart.ts';
import type { Finding } from '../engine/workflows/chart-completion/events.ts';
import { levelsOf } from '../engine/workflows/chart-completion/levels.ts';
import type { DeficiencyContext } from '../engine/workflows/chart-completion/machine.ts';
import { freshDatabase } from './postgres.ts';

/**
 * Five hundred stays with their dates computed a second way: by PostgreSQL's own calendar and time
 * zones, from the rules as written in HIM's table and not from our code. Stays end around changes of
 * the clock, leap days and the turn of the year, in zones with and without daylight saving.
 */
const zones = [
  'America/New_York',
  'America/Phoenix',
  'America/Los_Angeles',
  'Pacific/Honolulu',
  'America/Puerto_Rico',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
];
const around = [
  '2026-03-08T07:00:00Z',
  '2026-11-01T06:00:00Z',
  '2027-12-31T23:30:00Z',
  '2028-01-29T12:00:00Z',
  '2028-02-29T04:59:00Z',
  '2028-03-12T10:00:00Z',
  '2026-04-04T15:00:00Z',
  '2026-10-03T15:30:00Z',
].map((text) => Date.parse(text));
const hourMs = 3_600_000;

interface Case {
  readonly zone: string;
  readonly admittedAt: number;
  readonly dischargedAt: number;
  readonly endedAt: number;
  readonly leave: readonly Pause[];
}

/** The same five hundred in every run. */
function cases(): Case[] {
  let state = 20261124;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
  return Array.from({ length: 500 }, () => {
    const zone = zones[next(zones.length)] as string;
    const middle = around[next(around.length)] as number;
    const dischargedAt = middle + (next(5 * 24 * 60) - 5 * 12 * 60) * 60_000;
    const admittedAt = dischargedAt - (2 + next(300)) * hourMs - next(60) * 60_000;
    const endedAt = admittedAt + Math.floor((dischargedAt - admittedAt) / 2);
    const leave = Array.from({ length: next(3) }, () => {
      const from = dischargedAt + (next(45) - 5) * 24 * hourMs;
      const on = (at: number) => new Date(at).toISOString().slice(0, 10);
      return { fromOn: on(from), toOn: on(from + next(12) * 24 * hourMs), reason: 'Leave' };
    });
    return { zone, admittedAt, dischargedAt, endedAt, leave };
  });
}

let database: Awaited<ReturnType<typeof freshDatabase>>;
let client: pg.Client;
beforeAll(async () => {
  database = await freshDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** The last instant of the local date so many days after an instant. */
const endOfDay = `
  (extract(epoch from ((((to_timestamp($1::double precision / 1000) at time zone $2)::date + $3::int + 1)::timestamp)
    at time zone $2)) * 1000)::bigint - 1 as at`;
/** The nth date after that of an instant on which nobody is on leave, as its first and its last instant. */
const presentDay = `
  select (extract(epoch from (d::timestamp at time zone $2)) * 1000)::bigint as first,
    (extract(epoch from ((d + 1)::timestamp at time zone $2)) * 1000)::bigint - 1 as last
  from (
    select (to_timestamp($1::double precision / 1000) at time zone $2)::date + n as d
    from generate_series(1, 2000) n
  ) days
  where not exists (
    select from jsonb_to_recordset($4::jsonb) as pause("fromOn" date, "toOn" date)
    where d between pause."fromOn" and pause."toOn"
  )
  order by d offset $3::int - 1 limit 1`;

test('500 dated cases agree with the database’s own calendar', async () => {
  for (const one of cases()) {
    const { zone, leave, dischargedAt, admittedAt, endedAt } = one;
    const found = contextsOf(one);
    const label = JSON.stringify(one);
    // Complete within 30 days of discharge: 42 CFR 482.24(c)(4)(viii).
    const byDay = await client.query(`select ${endOfDay}`, [dischargedAt, zone, 30]);
    const summary = found.get('discharge-summary') ?? found.get('final-note');
    expect(clock(summary).regulatory.dueAt, label).toBe(Number(byDay.rows[0].at));
    // The owner has thirty days at work.
    const atWork = await client.query(presentDay, [dischargedAt, zone, 30, JSON.stringify(leave)]);
    expect(clock(summary).accountability.dueAt, label).toBe(Number(atWork.rows[0].last));
    // Letters on day 15 and 22, a proposal of suspension on day 38.
    for (const [level, days] of [
      [1, 15],
      [2, 22],
      [4, 38],
    ] as const) {
      const day = await client.query(presentDay, [dischargedAt, zone, days, JSON.stringify(leave)]);
      const reached = levelsOf(summary as DeficiencyContext).find((it) => it.level === level);
      expect(reached?.reachedAt, label).toBe(Number(day.rows[0].first));
    }
    // History and physical 24 hours after admission, the report (by policy) 24 after the operation,
    // the evaluation after anesthesia 48: elapsed hours.
    for (const [type, from, hours] of [
      ['history-and-physical', admittedAt, 24],
      ['operative-report', endedAt, 24],
      ['post-anesthesia-evaluation', endedAt, 48],
    ] as const) {
      const due = await client.query(
        `select (extract(epoch from to_timestamp($1::double precision / 1000) + make_interval(hours => $2)) * 1000)::bigint as at`,
        [from, hours],
      );
      expect(clock(found.get(type)).regulatory.dueAt, label).toBe(Number(due.rows[0].at));
    }
  }
});

function contextsOf({ zone, admittedAt, dischargedAt, endedAt, leave }: Case) {
  const facts: ChartFacts = {
    encounterId: 'e1',
    patientId: 'p1',
    facility: 'north',
    version: 1,
    class: 'IMP',
    service: null,
    status: 'discharged',
    admittedAt,
    dischargedAt,
    disposition: '01',
    attendingId: 'reyes',
    admittingId: null,
    documents: [],
    procedures: [
      {
        id: 'o1',
        title: 'Operation',
        startedAt: endedAt - hourMs,
        endedAt,
        surgeonId: 'lind',
        anesthesiologistId: 'ito',
        isOperation: true,
        hasAnesthesia: true,
        isEmergency: true,
      },
    ],
  };
  const policy = { facility: 'north', name: '', zone, goLiveOn: '2026-01-01', settleLagHours: 0 };
  const { events } = evaluateChart(facts, {
    policy,
    ruleSets: defaultRuleSets,
    absencesOf: () => leave,
    supervisorOf: () => undefined,
    maySignFor: () => false,
  });
  const [, report] = events;
  const findings =
    report !== undefined && 'event' in report ? (report.event.findings as Finding[]) : [];
  return new Map(
    findings
      .filter((it) => it.onlyIf !== 'not-minor')
      .map((finding) => [finding.documentType, contextOf(finding, zone)]),
  );
}

/** A deficiency as it is the moment it is found. */
function contextOf(finding: Finding, zone: string): DeficiencyContext {
  return {
    encounterId: 'e1',
    patientId: 'p1',
    facility: 'north',
    zone,
    finding,
    ownerId: finding.ownerId,
    ownedSince: null,
    absences: finding.absences ?? [],
    level: 0,
    declineReason: null,
    outcomeReason: null,
    answer: null,
    considered: [],
    resolvedBy: null,
    isOverdueNoticed: false,
  };
}

function clock(context: DeficiencyContext | undefined) {
  if (context === undefined) throw new Error('Nothing was found wanting.');
  return deficiencyClocks(context);
}
