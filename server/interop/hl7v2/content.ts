import { sha1 } from '@noble/hashes/legacy.js';
import { decodeBytes, encodeBytes, encodeText } from '../base64.ts';
import type { Segment } from './message.ts';

/** What a document holds; not said when the message has no OBX with content (a notification). */
export interface Content {
  readonly isSaid: boolean;
  readonly content: { readonly attachment: Readonly<Record<string, unknown>> };
}

const textTypes: ReadonlySet<string> = new Set([
  'TX',
  'FT',
  'ST',
  'CE',
  'CWE',
  'NM',
  'DT',
  'DTM',
  'TS',
  'SN',
  '',
]);

/** Joins the text of all OBX-5 of these rows, or takes the first encapsulated data (ED) or pointer (RP). */
export function contentOf(rows: readonly Segment[], title: string, fileName: string): Content {
  const named = title || fileName ? { title: title || fileName } : {};
  const attachment = encapsulated(rows) ?? pointer(rows) ?? text(rows);
  if (attachment) return { isSaid: true, content: { attachment: { ...attachment, ...named } } };
  return { isSaid: false, content: { attachment: { contentType: 'text/plain', ...named } } };
}

function text(rows: readonly Segment[]): Record<string, unknown> | undefined {
  const lines = rows
    .filter((row) => textTypes.has(row.text(2)))
    .map((row) =>
      row
        .all(5)
        .map((part) => part.text)
        .join('\n'),
    );
  const whole = lines.join('\n');
  if (whole.trim() === '') return undefined;
  return {
    contentType: 'text/plain; charset=utf-8',
    data: encodeText(whole),
    ...hashOf(new TextEncoder().encode(whole)),
  };
}

/** ED: source^type of data^subtype^encoding^data. */
function encapsulated(rows: readonly Segment[]): Record<string, unknown> | undefined {
  for (const row of rows) {
    const value = row.text(2) === 'ED' ? row.first(5) : undefined;
    const data = value?.get(5);
    if (!value || !data) continue;
    const contentType = mimeType(value.get(2), value.get(3));
    const bytes =
      value.get(4).toLowerCase() === 'base64' ? decodeBytes(data) : new TextEncoder().encode(data);
    if (bytes) return { contentType, data: encodeBytes(bytes), ...hashOf(bytes) };
  }
  return undefined;
}

/** RP: pointer^application^type of data^subtype. */
function pointer(rows: readonly Segment[]): Record<string, unknown> | undefined {
  const value = rows.find((row) => row.text(2) === 'RP')?.first(5);
  if (!value || value.get(1) === '') return undefined;
  return { url: value.get(1), contentType: mimeType(value.get(3), value.get(4)) };
}

function mimeType(type: string, subtype: string): string {
  if (type.includes('/')) return type.toLowerCase();
  const major = {
    AP: 'application',
    AU: 'audio',
    IM: 'image',
    TX: 'text',
    FT: 'text',
    TEXT: 'text',
  }[type.toUpperCase()];
  const minor = subtype.toLowerCase() || 'octet-stream';
  return `${major ?? (type.toLowerCase() || 'application')}/${minor.includes('/') ? 'octet-stream' : minor}`;
}

function hashOf(bytes: Uint8Array): Record<string, unknown> {
  return { hash: encodeBytes(sha1(bytes)), size: bytes.length };
}
