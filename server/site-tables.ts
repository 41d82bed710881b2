import { z } from 'zod';
import { Refusal } from '../engine/errors.ts';
import { FacilityPolicy } from '../engine/model/facility.ts';
import type { AuditRow, Store } from '../engine/store.ts';
import { BusinessCalendar } from '../engine/time/business-calendar.ts';
import { RedactionReasonRow } from './annotations/redaction-reason-row.ts';
import { CoverRow, PractitionerGroupRow } from './cover-rows.ts';
import { SiteTypeRow } from './documents/type-map.ts';
import { LetterDeliveryRow, PractitionerContactRow } from './letters/delivery-tables.ts';
import { RetentionRow } from './retention/policy.ts';

/** How long a table is used as it was read: another server may have changed it. */
const freshMs = 2000;

/** Which facility a sender's messages are for where they do not say it themselves (PV1-3.4). */
export const SenderRow = z.object({
  /** MSH-4, or MSH-3 and MSH-4 as `APPLICATION|FACILITY`. */
  sender: z.string().min(1).max(200),
  facility: z.string().min(1).max(100),
});

/** The business days of a facility; `*` is every other one. */
export const CalendarRow = z.object({ facility: z.string().min(1), calendar: BusinessCalendar });

/** How long a feed may be silent before someone is told; without a row its usual gap decides. */
export const FeedRow = z.object({
  sender: z.string().min(1).max(200),
  silentAfterMinutes: z.number().int().min(1).max(43_200),
  facility: z.string().min(1).max(100),
});

/** The identifier system under which the site knows the numbers of an OID: HL7 v2 names it otherwise than C-CDA. */
export const IdentifierSystemRow = z.object({
  oid: z.string().regex(/^[0-2](\.\d+)+$/, 'An OID, such as 2.16.840.1.113883.4.6.'),
  system: z.string().min(1).max(300),
});

/** What the site itself says it discharged in a month; without a row the encounters received are counted. */
export const MonthlyDischargesRow = z.object({
  facility: z.string().min(1).max(100),
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'A month, such as 2026-11.'),
  discharges: z.number().int().min(0).max(1_000_000),
});

/** Who may not sign alone: one in training, with who supervises them; the attending where it names nobody. */
export const SupervisionRow = z.object({
  practitionerId: z.string().min(1).max(200),
  supervisorId: z.string().min(1).max(200).nullable(),
  fromOn: z.iso.date(),
  toOn: z.iso.date().nullable(),
});

/** The tables that a site keeps itself, each a list of rows with a schema. Adding one is one line here. */
export const siteTables = {
  facilities: FacilityPolicy,
  senders: SenderRow,
  'document-types': SiteTypeRow,
  calendars: CalendarRow,
  feeds: FeedRow,
  'identifier-systems': IdentifierSystemRow,
  cover: CoverRow,
  'practitioner-groups': PractitionerGroupRow,
  'monthly-discharges': MonthlyDischargesRow,
  supervision: SupervisionRow,
  'letter-delivery': LetterDeliveryRow,
  'practitioner-contacts': PractitionerContactRow,
  retention: RetentionRow,
  'redaction-reasons': RedactionReasonRow,
} as const;

export type SiteTableName = keyof typeof siteTables;
export type SiteRow<Name extends SiteTableName> = z.infer<(typeof siteTables)[Name]>;

export interface SiteTable<Name extends SiteTableName> {
  readonly rows: readonly SiteRow<Name>[];
  /** Rises with every change; a writer names the one they saw. */
  readonly version: number;
}

export interface SiteTables {
  read<Name extends SiteTableName>(name: Name): Promise<SiteTable<Name>>;
  /** @throws Refusal `invalid-input` naming the row, `version-conflict` when another changed it first */
  save<Name extends SiteTableName>(
    name: Name,
    rows: unknown,
    options?: { readonly ifVersion?: number; readonly audit?: AuditRow },
  ): Promise<SiteTable<Name>>;
}

/** Reads and writes the site's tables; they are data, read at every use. */
export function createSiteTables(
  store: Store,
  shipped: { readonly [Name in SiteTableName]?: readonly SiteRow<Name>[] } = {},
  onSaved: (name: SiteTableName) => void = () => {},
): SiteTables {
  const known = new Map<SiteTableName, { table: SiteTable<SiteTableName>; readAt: number }>();

  const read: SiteTables['read'] = async (name) => {
    const cached = known.get(name);
    if (cached !== undefined && performance.now() - cached.readAt < freshMs)
      return cached.table as never;
    const [text, version] = await Promise.all([
      store.setting(settingOf(name)),
      store.guard(settingOf(name)),
    ]);
    const rows =
      text === undefined
        ? (shipped[name] ?? [])
        : z.array(siteTables[name]).parse(JSON.parse(text));
    const table = { rows, version };
    known.set(name, { table: table as never, readAt: performance.now() });
    return table as never;
  };

  const save: SiteTables['save'] = async (name, rows, { ifVersion, audit } = {}) => {
    const parsed = z.array(siteTables[name]).safeParse(rows);
    if (!parsed.success) throw unreadable(name, parsed.error);
    assertOnce(name, parsed.data);
    const key = settingOf(name);
    const expected = await store.guard(key);
    if (ifVersion !== undefined && ifVersion !== expected) {
      throw new Refusal(
        'version-conflict',
        `The table ${name} is at version ${expected}, not ${ifVersion}. Read it again and change it anew.`,
        { expected: ifVersion, actual: expected },
      );
    }
    await store.commit({
      guards: [{ key, expected }],
      settings: { [key]: JSON.stringify(parsed.data) },
      ...(audit === undefined ? {} : { audit: [audit] }),
    });
    known.delete(name);
    onSaved(name);
    return { rows: parsed.data, version: expected + 1 } as never;
  };

  return { read, save };
}

/** Of what a row says something there is one row. */
const keysOf: { readonly [Name in SiteTableName]?: (row: SiteRow<Name>) => string } = {
  'practitioner-groups': ({ id }) => id,
  'monthly-discharges': ({ facility, month }) => `${month} at ${facility}`,
  'redaction-reasons': ({ code, fromOn }) => `${code} from ${fromOn}`,
};

function assertOnce(name: SiteTableName, rows: readonly unknown[]): void {
  const keyOf = keysOf[name] as ((row: unknown) => string) | undefined;
  const seen = new Set<string>();
  for (const [n, row] of keyOf === undefined ? [] : rows.entries()) {
    const key = keyOf?.(row) ?? '';
    if (seen.has(key))
      throw new Refusal(
        'invalid-input',
        `${name}[${n}]: There is a row for ${key} before it. Keep one and send the whole table again.`,
      );
    seen.add(key);
  }
}

function settingOf(name: SiteTableName): string {
  return name === 'facilities' ? 'facility-policies' : `table:${name}`;
}

function unreadable(name: string, error: z.ZodError): Refusal {
  const issues = error.issues.map((one) => ({
    path: `${name}[${one.path.map(String).join('.')}]`,
    message: one.message,
  }));
  const [first] = issues;
  return new Refusal(
    'invalid-input',
    `${first?.path}: ${first?.message} Correct the row and send the whole table again.`,
    { issues },
  );
}
