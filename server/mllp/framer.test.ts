import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFramer, type Framed, frame } from './framer.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const texts = (framed: readonly Framed[]): string[] =>
  framed.map((one) =>
    one.kind === 'message'
      ? new TextDecoder().decode(one.bytes)
      : `too large: ${new TextDecoder().decode(one.head)}`,
  );
const read = (...chunks: readonly string[]) => {
  const framer = createFramer({ mostBytes: 1000 });
  return { found: texts(chunks.flatMap((chunk) => framer.push(bytes(chunk)))), framer };
};
const untouched = { strayBytes: 0, missingStarts: 0, oddEnds: 0, brokenOff: 0 };

describe('a stream', () => {
  test('gives one message from many chunks and many from one', () => {
    expect(read('\x0bMS', 'H|1\r', '\x1c', '\r').found).toEqual(['MSH|1\r']);
    expect(read('\x0bMSH|1\x1c\r\x0bMSH|2\x1c\r\x0bMSH|3').found).toEqual(['MSH|1', 'MSH|2']);
  });

  test('gives the same messages however it is cut', () => {
    const message = fc.string({
      unit: fc.constantFrom('a', '\r', '\x1c ', 'é', '|'),
      maxLength: 20,
    });
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 5 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        (messages, sizes) => {
          const stream = messages.flatMap((one) => [...frame(`MSH${one}.`)]);
          const framer = createFramer({ mostBytes: 1000 });
          const found: Framed[] = [];
          for (let at = 0; at < stream.length; ) {
            const size = sizes.next().value as number;
            found.push(...framer.push(Uint8Array.from(stream.slice(at, at + size))));
            at += size;
          }
          expect(texts(found)).toEqual(messages.map((one) => `MSH${one}.`));
          expect(framer.oddities()).toEqual(untouched);
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });

  test('keeps an end of block that ends nothing as part of the message', () => {
    expect(read('\x0bMSH|a\x1cb\x1c\r').found).toEqual(['MSH|a\x1cb']);
    expect(read('\x0bMSH|a\x1c', '\x1c\r').found).toEqual(['MSH|a\x1c']);
  });

  test('puts up with LF, or nothing, behind the end of block, and counts it', () => {
    const { found, framer } = read('\x0bMSH|1\x1c\n\x0bMSH|2\x1c\x0bMSH|3\x1c\r');
    expect(found).toEqual(['MSH|1', 'MSH|2', 'MSH|3']);
    expect(framer.oddities()).toEqual({ ...untouched, oddEnds: 2 });
  });

  test('puts up with a message without start of block, and counts it', () => {
    const { found, framer } = read('M', 'SH|1\x1c\r', 'MSH|2\x1c\r');
    expect(found).toEqual(['MSH|1', 'MSH|2']);
    expect(framer.oddities()).toEqual({ ...untouched, missingStarts: 2 });
  });

  test('passes over what stands between messages, and counts all but blanks and line ends', () => {
    const { found, framer } = read(
      '\r\n \x00',
      'noise',
      '\x0bMSH|1\x1c\r\r\n',
      'MS\x0bMSH|2\x1c\r',
    );
    expect(found).toEqual(['MSH|1', 'MSH|2']);
    expect(framer.oddities()).toEqual({ ...untouched, strayBytes: 7 });
  });

  test('drops a message that broke off before another began', () => {
    const { found, framer } = read('\x0bMSH|broken off\r\x0bMSH|whole\x1c\r');
    expect(found).toEqual(['MSH|whole']);
    expect(framer.oddities()).toEqual({ ...untouched, brokenOff: 1 });
  });

  test('ends at a message that is too long, of which it keeps the beginning alone', () => {
    const framer = createFramer({ mostBytes: 10 });
    expect(texts(framer.push(bytes('\x0bMSH|123456\x1c\r')))).toEqual(['MSH|123456']);
    expect(texts(framer.push(bytes('\x0bMSH|1234567')))).toEqual(['too large: MSH|123456']);
    expect(framer.push(bytes('\x1c\r\x0bMSH|1\x1c\r'))).toEqual([]);
  });

  test('says whether a message has begun and not ended', () => {
    const framer = createFramer({ mostBytes: 10 });
    expect(framer.isInside()).toBe(false);
    framer.push(bytes('\x0bMSH'));
    expect(framer.isInside()).toBe(true);
    framer.push(bytes('\x1c\r'));
    expect(framer.isInside()).toBe(false);
  });
});
