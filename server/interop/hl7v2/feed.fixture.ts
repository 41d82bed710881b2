import type { ChartFacts } from '../../../engine/model/chart-facts.ts';
import type { ResourceRow } from '../../../engine/store.ts';
import { toChartFacts } from '../chart-facts.ts';
import type { MemoryLookup } from '../memory-lookup.ts';
import { resolveIncoming } from '../resolve.ts';
import { parseMessage } from './message.ts';
import { facilityOf, type Translation, toIncoming } from './to-incoming.ts';

export interface Parts {
  readonly type: string;
  readonly evn?: string;
  readonly pid?: string;
  readonly pv1?: Readonly<Record<number, string>>;
  readonly more?: readonly string[];
}

/** A segment from its fields by number, as the standard prints them. */
export function segment(name: string, fields: Readonly<Record<number, string>>): string {
  const last = Math.max(0, ...Object.keys(fields).map(Number));
  return [name, ...Array.from({ length: last }, (_, index) => fields[index + 1] ?? '')].join('|');
}

export const visit = {
  2: 'I',
  3: '4W^12^A^general',
  7: '501^Hale^Mira^^^Dr',
  10: 'MED',
  17: '502^Ito^Ken',
  19: 'V100',
};

export function translate({
  type,
  evn = '20260301080000',
  pid = '700^^^GH^MR',
  pv1 = visit,
  more = [],
}: Parts): Translation {
  const lines = [
    `MSH|^~\\&|EHR|GH|CK|HIM|20260301080100||${type}|1|P|2.5.1`,
    `EVN||${evn}`,
    `PID|1||${pid}||Roe^Ann^B||19800102|F`,
    ...(Object.keys(pv1).length > 0 ? [segment('PV1', pv1)] : []),
    ...more,
  ];
  return toIncoming(parseMessage(lines.join('\r')), {
    zoneOf: () => 'America/New_York',
    facilityOf: (message) => facilityOf(message, { GH: 'general' }),
  });
}

export async function take(store: MemoryLookup, parts: Parts): Promise<readonly ResourceRow[]> {
  let made = store.rows().length;
  const { incoming } = translate(parts);
  const { rows } = await resolveIncoming(incoming, store, {
    now: 0,
    messageId: 'm',
    newId: () => `r${++made}`,
  });
  store.put(rows);
  return rows;
}

export const of = (store: MemoryLookup, type: string): readonly ResourceRow[] =>
  store.rows().filter((row) => row.type === type);
export const facts = (store: MemoryLookup): ChartFacts | null =>
  toChartFacts(store.rows(), { version: 1, zone: 'America/New_York' });
export const at = (iso: string): number => Date.parse(iso);
