import { stamp } from './calendar.ts';
import type { Patient } from './patient.ts';
import type { Physician } from './staff.ts';
import type { Stay } from './stay.ts';

/** Sending systems, MSH-3. */
export type Sender = 'EHR' | 'LAB' | 'RAD' | 'DICTATION' | 'BILLING' | 'SCANNING' | 'FAX' | 'ECHO';

export interface MessageHead {
  readonly sender: Sender;
  readonly type: string;
  /** Names the message once: MSH-10. */
  readonly control: string;
  readonly at: number;
}

/** A segment from its fields by number, as the standard prints them. */
export function segment(name: string, fields: Readonly<Record<number, string>>): string {
  const last = Math.max(0, ...Object.keys(fields).map(Number));
  return [name, ...Array.from({ length: last }, (_, n) => fields[n + 1] ?? '')].join('|');
}

export function message(
  { sender, type, control, at }: MessageHead,
  segments: readonly string[],
): string {
  const [kind, event] = type.split('^');
  const head = `MSH|^~\\&|${sender}|MERCY|CHARTKEEPER|HIM|${stamp(at)}||${type}|${control}|P|2.5.1`;
  const evn = kind === 'ORU' ? [] : [`EVN|${event}|${stamp(at)}`];
  return `${[head, ...evn, ...segments].join('\r')}\r`;
}

/** Text as a field holds it: HL7 v2.5.1 chapter 2.7. */
export function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\E\\')
    .replaceAll('|', '\\F\\')
    .replaceAll('^', '\\S\\')
    .replaceAll('~', '\\R\\')
    .replaceAll('&', '\\T\\');
}

export function xcn({ id, family, given }: Pick<Physician, 'id' | 'family' | 'given'>): string {
  return `${id}^${escaped(family)}^${escaped(given)}^^^Dr^^^demo-practitioner`;
}

export function pid(patient: Patient, account?: string): string {
  const { mrn, family, given, birthDate, sex, street, city, zip, phone } = patient;
  return segment('PID', {
    1: '1',
    3: `${mrn}^^^HOSPITAL^MR`,
    5: `${escaped(family)}^${escaped(given)}^^^^^L`,
    7: birthDate.replaceAll('-', ''),
    8: sex === 'female' ? 'F' : 'M',
    11: `${escaped(street)}^^${city}^NY^${zip}`,
    13: phone,
    ...(account === undefined ? {} : { 18: `${account}^^^HOSPITAL^AN` }),
  });
}

const admissionTypes = { emergency: 'E', urgent: 'U', elective: 'C', newborn: 'N' } as const;

/** The visit as its system knows it at that instant. */
export function pv1(
  stay: Stay,
  { isDischarge = false, ward }: { readonly isDischarge?: boolean; readonly ward?: string } = {},
): string {
  const { service, room, attending, lacksAttending, consultant, writer, visit, story } = stay;
  return segment('PV1', {
    1: '1',
    2: 'I',
    3: `${ward ?? service.ward}^${room}^A^mercy`,
    4: admissionTypes[story.admission],
    ...(lacksAttending ? {} : { 7: xcn(attending) }),
    ...(consultant === null ? {} : { 9: xcn(consultant) }),
    10: service.code,
    14: story.admission === 'emergency' ? '7' : '1',
    17: xcn(writer.isResident ? attending : writer),
    19: `${visit}^^^HOSPITAL^VN`,
    ...(isDischarge ? { 36: stay.disposition } : {}),
    44: stamp(stay.admittedAt),
    ...(isDischarge ? { 45: stamp(stay.dischargedAt) } : {}),
  });
}

/** The visit alone, for messages about something else. */
export function pv1Short(
  { visit, service, room }: Pick<Stay, 'visit' | 'service' | 'room'>,
  patientClass = 'I',
): string {
  return segment('PV1', {
    1: '1',
    2: patientClass,
    3: `${service.ward}^${room}^A^mercy`,
    19: `${visit}^^^HOSPITAL^VN`,
  });
}

export function dg1(
  n: number,
  [code = '', name = '']: readonly string[],
  { use, at }: { use: 'A' | 'W' | 'F'; at: number },
): string {
  return segment('DG1', {
    1: String(n),
    3: `${code}^${escaped(name)}^I10`,
    5: stamp(at),
    6: use,
    ...(use === 'F' ? { 15: String(n), 26: 'Y' } : {}),
  });
}

export function in1({ payer, policy }: Patient): string {
  return segment('IN1', {
    1: '1',
    2: payer.plan,
    3: `${payer.plan}^^^PAYERS`,
    4: payer.name,
    36: policy,
  });
}

/** Charges by revenue code (NUBC), one line for each: never by procedure code. */
export function ft1(
  n: number,
  control: string,
  {
    code,
    name,
    at,
    quantity,
    price,
  }: { code: string; name: string; at: number; quantity: number; price: number },
): string {
  return segment('FT1', {
    1: String(n),
    2: `${control}-${n}`,
    4: stamp(at),
    5: stamp(at),
    6: 'CG',
    7: `${code}^${name}^REVENUE`,
    10: String(quantity),
    12: `${price.toFixed(2)}&USD`,
  });
}

/** Lines of text, one OBX for each. */
export function textRows(text: string, code: string): string[] {
  return text.split('\n').map((line, n) => `OBX|${n + 1}|TX|${code}||${escaped(line)}||||||F`);
}

/** A file, in one OBX. */
export function fileRow(
  bytes: Uint8Array,
  kind: 'application/pdf' | 'image/png',
  code: string,
): string {
  const [type, subtype] = kind === 'application/pdf' ? ['AP', 'PDF'] : ['IM', 'PNG'];
  return `OBX|1|ED|${code}||SCANNING^${type}^${subtype}^Base64^${Buffer.from(bytes).toString('base64')}||||||F`;
}
