import type { Refusal } from '../../../engine/errors.ts';
import { decode } from './charset.ts';
import { type Delimiters, escapeText, standardDelimiters } from './escape.ts';
import { type Message, parseMessage } from './message.ts';

/** Where and why a message failed. `code` is from HL7 table 0357. */
export interface AckError {
  readonly segment?: string;
  readonly field?: number;
  readonly repetition?: number;
  readonly code: string;
}

export interface AckOptions {
  /** Table 0008: accepted, in error (correct and send anew), rejected. */
  readonly code: 'AA' | 'AE' | 'AR';
  /** For the sender's staff; no health data. */
  readonly text?: string;
  readonly error?: AckError;
  readonly now: number;
  readonly controlId: string;
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

/** Reads the place of a refusal (`PV1-19`, `PID-3[2]`) for ERR. */
export function ackErrorOf(refusal: Refusal): AckError {
  const place = /^([A-Z][A-Z0-9]{2})(?:-(\d+))?(?:\[(\d+)\])?/.exec(
    refusal.detail.issues?.[0]?.path ?? '',
  );
  const code = errorCodeOf(refusal, place?.[1]);
  if (!place) return { code };
  return {
    code,
    segment: place[1] ?? '',
    ...(place[2] ? { field: Number(place[2]) } : {}),
    ...(place[3] ? { repetition: Number(place[3]) } : {}),
  };
}

function errorCodeOf(refusal: Refusal, segment: string | undefined): string {
  switch (refusal.code) {
    case 'unsupported':
      return refusal.detail.issues?.[0]?.path === 'MSH-9.1' ? '200' : '201';
    case 'invalid-input':
      return segment === undefined || segment === 'MSH' ? '102' : '101';
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
    ['ACK', to.trigger, ...(isLater(to.version, 2.3) && to.trigger ? ['ACK'] : [])]
      .filter(Boolean)
      .join(component),
    escapeText(options.controlId, delimiters),
    to.processing || 'P',
    to.version || '2.5.1',
  ].join(field);
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

/** ERR as of 2.5 has its place, code and severity in fields of their own; before, all is in ERR-1. */
function errorSegment(error: AckError, text: string, { delimiters, version }: Addressee): string {
  const { field, component, subcomponent } = delimiters;
  const meaning = errorTexts[error.code] ?? '';
  const place = [error.segment ?? '', error.segment ? '1' : '', error.field ?? ''];
  if (!isLater(version, 2.4)) {
    const code = [error.code, meaning, 'HL70357'].join(subcomponent);
    return `ERR${field}${[...place, code].join(component)}`;
  }
  const { segment, field: number, repetition = 1 } = error;
  const whole = number === undefined ? [segment, 1] : [segment, 1, number, repetition];
  const location = segment === undefined ? '' : whole.join(component);
  const code = [error.code, meaning, 'HL70357'].join(component);
  return ['ERR', '', location, code, 'E', '', '', '', text].join(field);
}

/** An unknown version counts as a late one. */
function isLater(version: string, than: number): boolean {
  const number = Number.parseFloat(version);
  return Number.isNaN(number) || number > than;
}

function stamp(now: number): string {
  return `${new Date(now).toISOString().replace(/[-:T]/g, '').replace('Z', '')}+0000`;
}
