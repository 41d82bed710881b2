import type { Refusal } from '../../../engine/errors.ts';
import { decode } from './charset.ts';
import { type Delimiters, escapeText, standardDelimiters } from './escape.ts';
import { type Message, parseMessage } from './message.ts';
import { FieldRefusal } from './refusals.ts';
import { stamp } from './timestamp.ts';

/** Where and why a message failed, numbered as the standard prints it. `code` is from HL7 table 0357. */
export interface AckError {
  readonly segment?: string;
  /** Which of several segments of the name; the first when not told. */
  readonly sequence?: number;
  readonly field?: number;
  readonly repetition?: number;
  readonly component?: number;
  readonly subcomponent?: number;
  readonly code: string;
}

export interface AckOptions {
  /** Table 0008: accepted, in error (correct and send anew), rejected; by the application or on arrival. */
  readonly code: 'AA' | 'AE' | 'AR' | 'CA' | 'CE' | 'CR';
  /** For the sender's staff; no health data. */
  readonly text?: string;
  readonly error?: AckError;
  readonly now: number;
  readonly controlId: string;
  /** MSH-15 and MSH-16 of the acknowledgment: NE, so that in enhanced mode nobody acknowledges it in turn. */
  readonly isEnhanced?: boolean;
}

/** HL7 table 0357. */
const errorTexts: Readonly<Record<string, string>> = {
  '0': 'Message accepted',
  '100': 'Segment sequence error',
  '101': 'Required field missing',
  '102': 'Data type error',
  '103': 'Table value not found',
  '200': 'Unsupported message type',
  '201': 'Unsupported event code',
  '202': 'Unsupported processing id',
  '203': 'Unsupported version id',
  '204': 'Unknown key identifier',
  '205': 'Duplicate key identifier',
  '206': 'Application record locked',
  '207': 'Application internal error',
};

interface Addressee {
  readonly delimiters: Delimiters;
  readonly application: string;
  readonly facility: string;
  readonly ourApplication: string;
  readonly ourFacility: string;
  readonly trigger: string;
  readonly controlId: string;
  readonly processing: string;
  readonly version: string;
}

/** The acknowledgment of a message, segments ended by CR. */
export function ackFor(message: Message, options: AckOptions): string {
  const { header, delimiters } = message;
  return compose(
    {
      delimiters,
      application: header.first(3)?.raw ?? '',
      facility: header.first(4)?.raw ?? '',
      ourApplication: header.first(5)?.raw ?? '',
      ourFacility: header.first(6)?.raw ?? '',
      trigger: message.trigger,
      controlId: message.controlId,
      processing: header.text(11),
      version: message.version,
    },
    options,
  );
}

/** The acknowledgment of bytes that are no message: addressed to whom the header names, if there is one. */
export function ackForUnreadable(received: string | Uint8Array, options: AckOptions): string {
  const text = typeof received === 'string' ? received : decode(received);
  const start = text.indexOf('MSH');
  const header = start < 0 ? '' : (text.slice(start).split(/[\r\n]/, 1)[0] ?? '');
  try {
    return ackFor(parseMessage(header), options);
  } catch {
    const nobody = { application: '', facility: '', ourApplication: '', ourFacility: '' };
    const rest = { trigger: '', controlId: '', processing: 'P', version: '2.5.1' };
    return compose({ delimiters: standardDelimiters, ...nobody, ...rest }, options);
  }
}

const placePattern =
  /^([A-Z][A-Z0-9]{2})(?:\[(\d+)\])?(?:-(\d+)(?:\[(\d+)\])?(?:\.(\d+))?(?:\.(\d+))?)?/;

/** Reads the place of a refusal (`PV1-19`, `PID-3[2]`, `MRG[2]-1.4`) for ERR. */
export function ackErrorOf(refusal: Refusal): AckError {
  const place = placePattern.exec(refusal.detail.issues?.[0]?.path ?? '');
  const [, segment, ...numbers] = place ?? [];
  const code = errorCodeOf(refusal, segment, numbers[1] !== undefined);
  if (segment === undefined) return { code };
  const names = ['sequence', 'field', 'repetition', 'component', 'subcomponent'] as const;
  const told = names.flatMap((name, index) => {
    const number = numbers[index];
    return number === undefined ? [] : [[name, Number(number)] as const];
  });
  return { segment, ...Object.fromEntries(told), code };
}

function errorCodeOf(refusal: Refusal, segment: string | undefined, hasField: boolean): string {
  if (refusal instanceof FieldRefusal) return refusal.condition;
  switch (refusal.code) {
    case 'unsupported':
      return refusal.detail.issues?.[0]?.path === 'MSH-9.1' ? '200' : '201';
    case 'invalid-input':
      if (segment === undefined || segment === 'MSH') return '102';
      return hasField ? '101' : '100';
    case 'precondition-failed':
    case 'already-exists':
      return '205';
    case 'not-found':
      return '204';
    default:
      return '207';
  }
}

function compose(to: Addressee, options: AckOptions): string {
  const { delimiters } = to;
  const { field, component, repetition, escape: mark, subcomponent } = delimiters;
  const header = [
    `MSH${field}${component}${repetition}${mark}${subcomponent}`,
    to.ourApplication,
    to.ourFacility,
    to.application,
    to.facility,
    stamp(options.now),
    '',
    typeOf(to),
    escapeText(options.controlId, delimiters),
    to.processing || 'P',
    to.version || '2.5.1',
    '',
    '',
    ...(options.isEnhanced ? ['NE', 'NE'] : ['', '']),
    '',
    isAscii(to, options) ? '' : 'UNICODE UTF-8',
  ]
    .join(field)
    .replace(new RegExp(`\\${field}+$`), '');
  const text = escapeText(options.text ?? '', delimiters);
  const answer = [
    'MSA',
    options.code,
    escapeText(to.controlId, delimiters),
    ...(text ? [text] : []),
  ];
  const lines = [header, answer.join(field)];
  if (options.error) lines.push(errorSegment(options.error, text, to));
  return `${lines.join('\r')}\r`;
}

/** An acknowledgment goes out as UTF-8; MSH-18 has to say so only where that differs from ASCII (table 0211). */
function isAscii(to: Addressee, { text = '', controlId }: AckOptions): boolean {
  const { application, facility, ourApplication, ourFacility } = to;
  const words = [application, facility, ourApplication, ourFacility, to.controlId, text, controlId];
  return words.every((word) => [...word].every((character) => character <= '\u007f'));
}

/** MSH-9: 2.1 knows no trigger there, and 2.3.1 brought the structure. */
function typeOf({ version, trigger, delimiters }: Addressee): string {
  if (trigger === '' || !isLater(version, 2.1)) return 'ACK';
  const structure = isLater(version, 2.3) || version === '2.3.1' ? ['ACK'] : [];
  return ['ACK', trigger, ...structure].join(delimiters.component);
}

/** ERR as of 2.5 has its place, code and severity in fields of their own; before, all is in ERR-1. */
function errorSegment(error: AckError, text: string, { delimiters, version }: Addressee): string {
  const { field, component, subcomponent } = delimiters;
  const meaning = errorTexts[error.code] ?? '';
  const { segment, sequence = 1, field: number } = error;
  if (!isLater(version, 2.4)) {
    const place = [segment ?? '', segment ? sequence : '', number ?? ''];
    const code = [error.code, meaning, 'HL70357'].join(subcomponent);
    return `ERR${field}${[...place, code].join(component)}`;
  }
  const code = [error.code, meaning, 'HL70357'].join(component);
  return ['ERR', '', locationOf(error).join(component), code, 'E', '', '', '', text].join(field);
}

/** ERL (v2.5.1 chapter 2.A.28): segment, its sequence, field, repetition, component, subcomponent. */
function locationOf(error: AckError): readonly (string | number)[] {
  const { segment, sequence = 1, field, repetition = 1, component, subcomponent } = error;
  if (segment === undefined) return [];
  if (field === undefined) return [segment, sequence];
  const inside = [component, subcomponent].filter((part) => part !== undefined);
  return [segment, sequence, field, repetition, ...inside];
}

/** An unknown version counts as a late one. */
function isLater(version: string, than: number): boolean {
  const number = Number.parseFloat(version);
  return Number.isNaN(number) || number > than;
}
