import type { Message, Repetition } from './message.ts';

export interface Identifier {
  readonly system: string;
  readonly value: string;
  readonly type?: unknown;
}

const typeSystem = 'http://terminology.hl7.org/CodeSystem/v2-0203';
const npi = 'http://hl7.org/fhir/sid/us-npi';
const socialSecurity = 'http://hl7.org/fhir/sid/us-ssn';

/** Names of national authorities, as they stand in CX.4 and XCN.9. */
const knownAuthorities: Readonly<Record<string, string>> = {
  NPI: npi,
  USNPI: npi,
  '2.16.840.1.113883.4.6': npi,
  SSA: socialSecurity,
  USSSA: socialSecurity,
  '2.16.840.1.113883.4.1': socialSecurity,
};

/**
 * The namespace of identifiers that name no authority: the sending facility (MSH-4), else the
 * sending application. Not the facility of the visit, for a patient's number would change with it.
 */
export function ownNamespace(message: Message): string {
  return system(message.header.text(4) || message.header.text(3) || 'unknown');
}

/** CX (PID-3, PV1-19) → Identifier; undefined without a value. */
export function fromCx(cx: Repetition, namespace: string): Identifier | undefined {
  const value = cx.get(1);
  if (value === '') return undefined;
  return typed({ system: authority(cx, 4, namespace, cx.get(5)), value }, cx.get(5));
}

/** XCN or PPN (PV1-7, TXA-9) → Identifier; undefined without an id. */
export function fromXcn(xcn: Repetition, namespace: string): Identifier | undefined {
  const value = xcn.get(1);
  if (value === '') return undefined;
  return typed({ system: authority(xcn, 9, namespace, xcn.get(13)), value }, xcn.get(13));
}

/** EI (TXA-12, TXA-13): entity^namespace^universal id^universal id type. */
export function fromEi(ei: Repetition, namespace: string): Identifier | undefined {
  const value = ei.get(1);
  if (value === '') return undefined;
  return { system: systemOf(ei.get(2), ei.get(3), ei.get(4)) ?? namespace, value };
}

/**
 * The system of an HD: `urn:id:<namespace>` where it has a local name, for senders agree on those,
 * else its universal id (`urn:oid:…`, `urn:uuid:…`).
 */
function authority(field: Repetition, component: number, namespace: string, type: string): string {
  if (type === 'NPI') return npi;
  if (type === 'SS') return socialSecurity;
  const [name, universal, kind] = [1, 2, 3].map((part) => field.get(component, part));
  return systemOf(name ?? '', universal ?? '', kind ?? '') ?? namespace;
}

function systemOf(name: string, universal: string, kind: string): string | undefined {
  const known = knownAuthorities[name.toUpperCase()] ?? knownAuthorities[universal];
  if (known !== undefined) return known;
  if (name !== '') return system(name);
  if (universal === '') return undefined;
  if (kind === 'ISO') return `urn:oid:${universal}`;
  return kind === 'UUID' || kind === 'GUID'
    ? `urn:uuid:${universal.toLowerCase()}`
    : system(universal);
}

function system(name: string): string {
  return `urn:id:${encodeURIComponent(name)}`;
}

function typed(identifier: Identifier, code: string): Identifier {
  return code === ''
    ? identifier
    : { ...identifier, type: { coding: [{ system: typeSystem, code }] } };
}

/** `system|value`. */
export function token({ system: of, value }: Identifier): string {
  return `${of}|${value}`;
}

/** `Patient?identifier=system|value`: what the entries of one message call each other. */
export function keyOf(type: string, identifier: Identifier): string {
  return `${type}?identifier=${token(identifier)}`;
}
