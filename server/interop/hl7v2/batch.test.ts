import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ackFor } from './ack.ts';
import { splitBatch } from './batch.ts';
import { batchAck } from './batch-ack.ts';
import { parseMessage } from './message.ts';

const bytes = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));
const latin = new TextDecoder('latin1');
const one = (id: string): string => `MSH|^~\\&|EHR|GH|CK|HIM|2026||ADT^A01|${id}|P|2.5.1\rPID|1||7`;
const split = (...lines: readonly string[]) => {
  const file = splitBatch(bytes(lines.join('\r')));
  return { ...file, texts: file.messages.map((message) => latin.decode(message)) };
};
const fhs = 'FHS|^~\\&|EHR|GH|CK|HIM|2026||f.hl7||F1';
const bhs = 'BHS|^~\\&|EHR|GH|CK|HIM|2026||||B1';

describe('a file', () => {
  test('with file and batch headers is cut into its messages', () => {
    const file = split(fhs, bhs, one('1'), one('2'), 'BTS|2', bhs, one('3'), 'BTS|1', 'FTS|2');
    expect(file).toMatchObject({
      isBatch: true,
      problems: [],
      texts: [one('1'), one('2'), one('3')],
    });
    expect(latin.decode(file.fileHeader ?? bytes(''))).toBe(fhs);
    expect(latin.decode(file.batchHeader ?? bytes(''))).toBe(bhs);
  });

  test.each(['\r', '\n', '\r\n', '\r\n\r\n'])(
    'of messages without a header is cut as well (%j between)',
    (between) => {
      const file = splitBatch(bytes([one('1'), one('2')].join(between)));
      expect(file).toMatchObject({ isBatch: false, problems: [] });
      expect(file.messages.map((message) => parseMessage(message).controlId)).toEqual(['1', '2']);
    },
  );

  test('of one message is that message', () => {
    expect(split(one('1'))).toMatchObject({ isBatch: false, problems: [], texts: [one('1')] });
  });

  test('may have its messages in MLLP frames, and a byte-order mark before them', () => {
    const file = splitBatch(bytes(`\xef\xbb\xbf\x0b${one('1')}\r\x1c\r\x0b${one('2')}\r\x1c\r`));
    expect(file.messages.map((message) => latin.decode(message))).toEqual([one('1'), one('2')]);
    expect(file.problems).toEqual([]);
  });

  test('is not cut at the letters MSH inside a text', () => {
    const text = `${one('1')}\rOBX|1|TX|||see MSH|^~\\&|x\nMSH is the header\nMSH| of it|||||F`;
    expect(split(text).texts).toEqual([text]);
  });

  test('is cut by bytes, whatever character set its messages are in', () => {
    const german = one('1').replace('PID|1||7', 'PID|1||7||M\xfcller');
    const file = split(german, one('2'));
    expect(file.texts).toEqual([german, one('2')]);
    expect(Buffer.compare(file.messages[0] ?? bytes(''), bytes(german))).toBe(0);
  });

  test('with delimiters of its own is cut as well', () => {
    const own = 'MSH$%*!@$A$B$C$D$2026$$ADT%A01$1$P$2.3';
    const file = split('BHS$%*!@$A$B', own, 'BTS$1');
    expect(file).toMatchObject({ isBatch: true, problems: [], texts: [own] });
  });

  test('that is no HL7 at all is left whole, to be refused as a message', () => {
    const file = splitBatch(bytes('hello'));
    expect(file.messages).toHaveLength(1);
    expect(() => parseMessage(file.messages[0] ?? bytes(''))).toThrow(/no HL7/);
  });

  test('of headers alone has no message', () => {
    expect(split(fhs, bhs, 'BTS|0', 'FTS|1')).toMatchObject({
      isBatch: true,
      texts: [],
      problems: [],
    });
  });

  test('cut anywhere gives messages or nothing, and never fails', () => {
    const whole = [fhs, bhs, one('1'), one('2'), 'BTS|2', 'FTS|1'].join('\r');
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length), (from, to) => {
        const file = splitBatch(bytes(whole.slice(from, to)));
        expect(file.messages.length).toBeLessThanOrEqual(2);
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});

describe('what is wrong with a file is told, and its messages are taken', () => {
  const paths = (...lines: readonly string[]): string[] =>
    split(...lines).problems.map(({ path }) => path);

  test.each<[string, readonly string[], readonly string[]]>([
    ['a count of messages that disagrees', [bhs, one('1'), 'BTS|2'], ['BTS-1']],
    ['a count of batches that disagrees', [fhs, bhs, one('1'), 'BTS|1', 'FTS|3'], ['FTS-1']],
    ['a batch without an end', [bhs, one('1')], ['BTS']],
    ['a batch without an end before another', [bhs, one('1'), bhs, one('2'), 'BTS|1'], ['BTS']],
    ['a file without an end', [fhs, bhs, one('1'), 'BTS|1'], ['FTS']],
    ['bytes before the first header', ['junk', one('1')], ['MSH']],
    ['nothing, where a trailer counts nothing', [fhs, one('1'), 'BTS', 'FTS'], []],
    ['nothing, where a batch has no header', [fhs, one('1'), one('2'), 'BTS|2', 'FTS|1'], []],
  ])('%s', (_, lines, expected) => {
    expect(paths(...lines)).toEqual(expected);
    expect(split(...lines).texts.length).toBeGreaterThan(0);
  });

  test('names both counts', () => {
    expect(split(bhs, one('1'), 'BTS|2').problems[0]?.message).toMatch(/2 messages, but 1/);
  });
});

describe('the answer to a file', () => {
  const options = { now: Date.parse('2026-03-01T13:00:00Z'), controlId: 'N1' };
  const acksOf = (file: ReturnType<typeof splitBatch>): string[] =>
    file.messages.map((message) =>
      ackFor(parseMessage(message), { code: 'AA', now: options.now, controlId: 'A' }),
    );

  test('is a batch of acknowledgments that names the batch it answers', () => {
    const file = split(bhs, one('1'), one('2'), 'BTS|2');
    const answer = splitBatch(bytes(batchAck(file, acksOf(file), options)));
    expect(answer.problems).toEqual([]);
    expect(answer.messages.map((ack) => parseMessage(ack).segment('MSA')?.text(2))).toEqual([
      '1',
      '2',
    ]);
    expect(latin.decode(answer.batchHeader ?? bytes(''))).toBe(
      'BHS|^~\\&|CK|HIM|EHR|GH|20260301130000.000+0000||||N1|B1',
    );
  });

  test('has a file header where the file had one', () => {
    const file = split(fhs, bhs, one('1'), 'BTS|1', 'FTS|1');
    const answer = batchAck(file, acksOf(file), options);
    expect(splitBatch(bytes(answer))).toMatchObject({ isBatch: true, problems: [] });
    expect(answer).toMatch(/^FHS\|.*\|N1\|F1\rBHS\|/);
    expect(answer).toMatch(/\rFTS\|1\r$/);
  });

  test('says what is wrong with the file', () => {
    const file = split(bhs, one('1'), 'BTS|2');
    expect(batchAck(file, acksOf(file), options)).toMatch(/\rBTS\|1\|BTS-1 counts 2 messages/);
  });

  test('to messages without a header is a batch as well', () => {
    const file = split(one('1'), one('2'));
    expect(batchAck(file, acksOf(file), options)).toMatch(/^BHS\|\^~\\&\|.*\rBTS\|2\r$/s);
  });
});
