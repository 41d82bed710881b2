import type { Incoming } from '../incoming.ts';
import type { Context } from './context.ts';
import { fromCx, type Identifier, keyOf, token } from './identifiers.ts';
import type { Repetition, Segment } from './message.ts';
import { fromXpn } from './names.ts';
import { missing } from './refusals.ts';
import { timestamp } from './timestamp.ts';

/** HL7 table 0001 → administrative gender. */
const genders: Readonly<Record<string, string>> = {
  F: 'female',
  M: 'male',
  O: 'other',
  A: 'other',
  N: 'other',
  U: 'unknown',
};

/** Identifier types that never say which chart is meant. */
const notChartNumbers = new Set(['SS', 'DL', 'PPN', 'AN', 'VN', 'MC', 'MA', 'NI', 'PNT']);

export interface PatientOptions {
  /** True where the message is about something else and must not change what is known of the person. */
  readonly isAside: boolean;
  /** The PID meant, where a message has several, and what to call it in a refusal (`PID[2]`). */
  readonly pid?: Segment;
  readonly path?: string;
}

/**
 * PID → Patient, found by the medical record number: the first PID-3 of type MR, else PI, else the
 * first that is no social security, licence, account or visit number.
 * @throws Refusal when PID-3 has none
 */
export function toPatient(context: Context, options: PatientOptions): Incoming {
  const { isAside, pid = context.message.segment('PID'), path = 'PID' } = options;
  const { number, identifiers } = chartNumberIn(pid?.all(3) ?? [], context.namespace);
  if (!pid || !number) throw missing(`${path}-3`, 'a medical record number');
  const known = { ...demographics(pid) };
  return {
    key: keyOf('Patient', number),
    mode: 'merge',
    match: { type: 'Patient', identifier: token(number) },
    path: `${path}-3`,
    resource: { resourceType: 'Patient', identifier: identifiers, ...(isAside ? {} : known) },
    ...(isAside ? { defaults: present(known) } : {}),
  };
}

/** The identifiers in PID-3 or MRG-1, and the one among them that says which chart is meant. */
export function chartNumberIn(
  list: readonly Repetition[],
  namespace: string,
): { readonly number: Identifier | undefined; readonly identifiers: readonly Identifier[] } {
  const told = list.flatMap((cx) => {
    const identifier = fromCx(cx, namespace);
    return identifier ? [{ identifier, type: cx.get(5) }] : [];
  });
  const number =
    told.find(({ type }) => type === 'MR') ??
    told.find(({ type }) => type === 'PI') ??
    told.find(
      ({ identifier, type }) =>
        !notChartNumbers.has(type) && !identifier.system.endsWith('/us-ssn'),
    );
  return { number: number?.identifier, identifiers: told.map(({ identifier }) => identifier) };
}

/** Elements that PID tells; null for what it deletes (`""`). */
function demographics(pid: Segment): Record<string, unknown> {
  const names = pid.all(5).flatMap((xpn) => fromXpn(xpn) ?? []);
  const birth = timestamp(pid.text(7), 'UTC');
  return {
    ...(names.length > 0 ? { name: names } : {}),
    ...(birth ? { birthDate: localDate(pid.text(7)) } : {}),
    ...(pid.first(7)?.isDeletion ? { birthDate: null } : {}),
    ...(pid.text(8) ? { gender: genders[pid.text(8).toUpperCase()] ?? 'unknown' } : {}),
    ...death(pid),
  };
}

/** A birth date is the local one, whatever time and offset stand behind it. */
function localDate(value: string): string {
  const [, year = '', month, day] = /^(\d{4})(\d{2})?(\d{2})?/.exec(value) ?? [];
  return [year, month, day].filter(Boolean).join('-');
}

function death(pid: Segment): Record<string, unknown> {
  const at = timestamp(pid.text(29), 'UTC');
  if (at)
    return {
      deceasedDateTime: at.precision === 'day' ? at.dateTime : localDate(pid.text(29)),
      deceasedBoolean: null,
    };
  if (pid.text(30) === 'Y') return { deceasedBoolean: true };
  if (pid.text(30) === 'N' || pid.first(29)?.isDeletion)
    return { deceasedBoolean: null, deceasedDateTime: null };
  return {};
}

/** Without deletions, which an aside must not bring. */
export function present(elements: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(elements).filter(([, value]) => value !== null));
}
