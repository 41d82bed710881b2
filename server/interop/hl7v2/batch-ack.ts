import type { BatchFile } from './batch.ts';
import { decode } from './charset.ts';
import { type Delimiters, escapeText, standardDelimiters } from './escape.ts';
import { stamp } from './timestamp.ts';

export interface BatchAckOptions {
  readonly now: number;
  readonly controlId: string;
}

/**
 * The acknowledgments of a batch as a batch of their own (v2.5.1 chapter 2.10.3.3), addressed to whom its header names:
 * BHS with BHS-12 naming the batch answered, the acknowledgments in the order of the messages, BTS with their count.
 * What is wrong with the envelope stands in BTS-2. A file that came with FHS is answered with FHS and FTS around it.
 */
export function batchAck(
  file: BatchFile,
  acknowledgments: readonly string[],
  options: BatchAckOptions,
): string {
  const batch = headerOf(file.batchHeader ?? file.fileHeader);
  const { field } = batch.delimiters;
  const problems = file.problems.map(({ message }) => message).join(' ');
  const comment = problems ? [escapeText(problems, batch.delimiters)] : [];
  const body = [
    answering('BHS', batch, options),
    ...acknowledgments.map((one) => one.replace(/\r$/, '')),
    ['BTS', acknowledgments.length, ...comment].join(field),
  ];
  if (file.fileHeader === null) return `${body.join('\r')}\r`;
  const envelope = headerOf(file.fileHeader);
  const end = ['FTS', 1].join(envelope.delimiters.field);
  return `${[answering('FHS', envelope, options), ...body, end].join('\r')}\r`;
}

interface Header {
  readonly delimiters: Delimiters;
  /** A field as sent, numbered as the standard prints it. */
  at(field: number): string;
}

function headerOf(bytes: Uint8Array | null): Header {
  const line = bytes ? (decode(bytes).split(/[\r\n]/, 1)[0] ?? '') : '';
  const separator = line[3] ?? standardDelimiters.field;
  const fields = line.split(separator);
  const [component, repetition, mark, subcomponent] = fields[1] ?? '';
  return {
    delimiters: {
      field: separator,
      component: component ?? standardDelimiters.component,
      repetition: repetition ?? standardDelimiters.repetition,
      escape: mark ?? standardDelimiters.escape,
      subcomponent: subcomponent ?? standardDelimiters.subcomponent,
    },
    at: (field) => fields[field - 1] ?? '',
  };
}

/** BHS and FHS have the same fields: 3 to 6 say from whom to whom, 11 is the control id and 12 the one answered. */
function answering(name: 'BHS' | 'FHS', received: Header, options: BatchAckOptions): string {
  const { delimiters, at } = received;
  const { field, component, repetition, escape: mark, subcomponent } = delimiters;
  return [
    `${name}${field}${component}${repetition}${mark}${subcomponent}`,
    at(5),
    at(6),
    at(3),
    at(4),
    stamp(options.now),
    '',
    '',
    '',
    escapeText(options.controlId, delimiters),
    at(11),
  ].join(field);
}
