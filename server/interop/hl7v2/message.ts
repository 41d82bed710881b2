import { Hl7Message } from '@medplum/core';
import { Refusal } from '../../../engine/errors.ts';
import { decode } from './charset.ts';
import { type Delimiters, resolveEscapes, standardDelimiters } from './escape.ts';

/** One repetition of a field. Components and subcomponents count from 1, as the standard prints them. */
export interface Repetition {
  /** Component, or one of its subcomponents, with escapes resolved; empty when absent. */
  get(component: number, subcomponent?: number): string;
  /** As sent, and with escapes resolved. */
  readonly raw: string;
  readonly text: string;
  /** True for `""`, HL7's way to say "delete what you have". */
  readonly isDeletion: boolean;
}

/** A segment; fields count from 1 (in MSH, field 1 is the separator itself). */
export interface Segment {
  readonly name: string;
  /** The first repetition's component 1, subcomponent 1. */
  text(field: number, component?: number, subcomponent?: number): string;
  /** The repetitions of a field that are not empty. */
  all(field: number): readonly Repetition[];
  first(field: number): Repetition | undefined;
}

export interface Message {
  readonly segments: readonly Segment[];
  readonly delimiters: Delimiters;
  /** MSH. */
  readonly header: Segment;
  /** `ADT` and `A01`. */
  readonly type: string;
  readonly trigger: string;
  readonly controlId: string;
  /** MSH-3|MSH-4|MSH-10: what names a message once. */
  readonly controlKey: string;
  readonly version: string;
  segment(name: string): Segment | undefined;
  all(name: string): readonly Segment[];
}

/**
 * Reads one message; MLLP framing must be off already. Segments may end with CR, LF or both.
 * @throws Refusal `invalid-input` when it is no HL7 v2 message
 */
export function parseMessage(raw: string | Uint8Array): Message {
  const text = headerFirst(typeof raw === 'string' ? raw : decode(raw));
  const delimiters = delimitersOf(text);
  const parsed = Hl7Message.parse(segmentLines(text, delimiters).join('\r'));
  const segments = parsed.segments.map((segment) =>
    toSegment(
      segment.name,
      segment.fields.map((field) => field.components),
      delimiters,
    ),
  );
  const [header] = segments;
  if (header?.name !== 'MSH') throw notAMessage('The first segment must be MSH.');
  if (segments.filter((segment) => segment.name === 'MSH').length > 1) {
    throw notAMessage('Send one message at a time.');
  }
  return toMessage(segments, header, delimiters);
}

/** Byte-order mark, MLLP's start and end of block, NUL. */
const framing: ReadonlySet<string> = new Set(['\uFEFF', '\u000b', '\u001c', '\u0000']);

/** Drops what stands before MSH (byte-order mark, blank lines, framing left over) and repairs a doubled escape in MSH-2. */
function headerFirst(text: string): string {
  let start = 0;
  while (start < text.length && isBeforeHeader(text.charAt(start))) start += 1;
  const trimmed = text.slice(start);
  if (!trimmed.startsWith('MSH')) throw notAMessage('It must begin with MSH.');
  return trimmed.replace(/^(MSH.)\^~\\\\&/, '$1^~\\&');
}

function isBeforeHeader(character: string): boolean {
  return framing.has(character) || /\s/.test(character);
}

function delimitersOf(text: string): Delimiters {
  const field = text[3] ?? '';
  const encoding =
    text
      .slice(4)
      .split(field, 1)[0]
      ?.split(/[\r\n]/, 1)[0] ?? '';
  if (
    !/^[^\w\s]$/.test(field) ||
    encoding.length < 1 ||
    encoding.length > 5 ||
    /[\w\s]/.test(encoding)
  ) {
    throw notAMessage('MSH-1 and MSH-2 must declare the delimiters.');
  }
  if (new Set([field, ...encoding]).size !== encoding.length + 1) {
    throw notAMessage('The delimiters that MSH-1 and MSH-2 declare must differ.');
  }
  const [component = '', repetition = '', mark = '', subcomponent = ''] = encoding;
  // One that is not declared is the usual one, unless another has that character already.
  const orUsual = (declared: string, usual: string): string =>
    declared || (field === usual || encoding.includes(usual) ? '' : usual);
  return {
    field,
    component,
    repetition: orUsual(repetition, standardDelimiters.repetition),
    escape: mark,
    subcomponent: orUsual(subcomponent, standardDelimiters.subcomponent),
  };
}

/** Segments that, misspelled, would be read as text of the one before, and what they say be lost. */
const knownNames: ReadonlySet<string> = new Set(
  'EVN PID PD1 NK1 PV1 PV2 MRG TXA OBR OBX ORC NTE DG1 PR1 IN1 IN2 GT1 FT1 AL1 SPM'.split(' '),
);

/**
 * The segments as lines. A line that begins with no segment name goes on from the one before:
 * senders leave bare line ends in long texts, and dropping the rest would lose part of a document.
 */
function segmentLines(text: string, { field, escape: mark }: Delimiters): readonly string[] {
  const lines: string[] = [];
  let blank = 0;
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (/^[A-Z][A-Z0-9]{2}$/.test(line.slice(0, 3)) && (line.length === 3 || line[3] === field)) {
      lines.push(line);
      blank = 0;
    } else if (knownNames.has(line.slice(0, 3).toUpperCase()) && line[3] === field) {
      throw notAMessage('Segment names are written in capitals.');
    } else if (line.trim() === '' || framing.has(line)) {
      blank += 1;
    } else {
      const breaks = (mark ? `${mark}.br${mark}` : ' ').repeat(blank + 1);
      lines.push(`${lines.pop() ?? ''}${breaks}${line}`);
      blank = 0;
    }
  }
  return lines;
}

/** Repetitions → components, as sent. */
type RawField = readonly (readonly string[])[];

function toSegment(name: string, fields: readonly RawField[], delimiters: Delimiters): Segment {
  const isHeader = name === 'MSH';
  const at = (field: number): RawField => {
    if (!isHeader) return fields[field] ?? [];
    if (field === 1) return [[delimiters.field]];
    return field === 2 ? [] : (fields[field - 1] ?? []);
  };
  const all = (field: number): readonly Repetition[] =>
    at(field)
      .filter((components) => components.some((component) => component !== ''))
      .map((components) => toRepetition(components, delimiters));
  const first = (field: number): Repetition | undefined => all(field)[0];
  return {
    name,
    all,
    first,
    text: (field, component = 1, subcomponent = 1) =>
      first(field)?.get(component, subcomponent) ?? '',
  };
}

function toRepetition(components: readonly string[], delimiters: Delimiters): Repetition {
  const raw = components.join(delimiters.component);
  return {
    raw,
    text: resolveEscapes(raw, delimiters),
    isDeletion: raw === '""',
    get: (component, subcomponent = 1) => {
      const whole = components[component - 1] ?? '';
      const parts = delimiters.subcomponent ? whole.split(delimiters.subcomponent) : [whole];
      const part = parts[subcomponent - 1] ?? '';
      return part === '""' ? '' : resolveEscapes(part, delimiters).trim();
    },
  };
}

function toMessage(segments: readonly Segment[], header: Segment, delimiters: Delimiters): Message {
  const all = (name: string): readonly Segment[] =>
    segments.filter((segment) => segment.name === name);
  const controlId = header.text(10);
  return {
    segments,
    delimiters,
    header,
    type: header.text(9, 1),
    trigger: triggerOf(header, segments),
    controlId,
    controlKey: [header.text(3), header.text(4), controlId].join('|'),
    version: header.text(12),
    segment: (name) => segments.find((segment) => segment.name === name),
    all,
  };
}

/**
 * MSH-9.2; where it is empty, as in 2.1, EVN-1. MSH-9.3 names a structure that several events share,
 * so it has the last word only.
 */
function triggerOf(header: Segment, segments: readonly Segment[]): string {
  const evn = segments.find((segment) => segment.name === 'EVN');
  return header.text(9, 2) || evn?.text(1) || header.text(9, 3).split('_')[1] || '';
}

function notAMessage(why: string): Refusal {
  return new Refusal('invalid-input', `This is no HL7 v2 message. ${why}`, {
    issues: [{ path: 'MSH', message: why }],
  });
}
