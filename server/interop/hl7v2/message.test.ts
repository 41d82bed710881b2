import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../engine/errors.ts';
import { ackErrorOf, ackFor, ackForUnreadable } from './ack.ts';
import { parseMessage } from './message.ts';
import { timestamp } from './timestamp.ts';

const lines = [
  'MSH|^~\\&|EHR|NORTH&1.2.3&ISO|CK|HIM|20260301080000||ADT^A01^ADT_A01|42|P|2.5.1',
  'PID|1||7^^^NORTH&1.2.3&ISO^MR~8^^^SSA^SS||Roe\\T\\Poe^Ann||""',
  'OBX|1|FT|||first\\.br\\second \\X48C3A9\\ 3\\S\\4 \\H\\bold\\N\\ \\E\\ \\Q9\\ end',
];
const message = parseMessage(lines.join('\r'));

describe('a message', () => {
  test.each([
    ['CR', '\r'],
    ['LF', '\n'],
    ['CR LF', '\r\n'],
  ])('may end its segments with %s', (_, end) => {
    expect(parseMessage(lines.join(end) + end).segments.map(({ name }) => name)).toEqual([
      'MSH',
      'PID',
      'OBX',
    ]);
  });

  test('keeps bare line ends inside a text as part of it', () => {
    const broken = parseMessage(
      `${lines[0]}\rOBX|1|TX|||first\nsecond\n\nthird|||||F\rOBX|2|TX|||last`,
    );
    expect(broken.all('OBX').map((row) => row.first(5)?.text)).toEqual([
      'first\nsecond\n\nthird',
      'last',
    ]);
    expect(broken.segment('OBX')?.text(10)).toBe('F');
  });

  test('counts fields, components and subcomponents from 1, MSH included', () => {
    expect(message.header.text(1)).toBe('|');
    expect(message.header.text(3)).toBe('EHR');
    expect(message.header.text(4, 1, 2)).toBe('1.2.3');
    expect(
      message
        .segment('PID')
        ?.all(3)
        .map((cx) => [cx.get(1), cx.get(4), cx.get(5)]),
    ).toEqual([
      ['7', 'NORTH', 'MR'],
      ['8', 'SSA', 'SS'],
    ]);
    expect(message).toMatchObject({
      type: 'ADT',
      trigger: 'A01',
      version: '2.5.1',
      controlKey: 'EHR|NORTH|42',
    });
  });

  test('has its escapes resolved, and those unknown left as written', () => {
    expect(message.segment('PID')?.text(5)).toBe('Roe&Poe');
    expect(message.segment('OBX')?.first(5)?.text).toBe('first\nsecond Hé 3^4 bold \\ \\Q9\\ end');
  });

  test('says "" where a field is to be deleted', () => {
    expect(message.segment('PID')?.first(7)?.isDeletion).toBe(true);
    expect(message.segment('PID')?.text(7)).toBe('');
  });

  test('may declare delimiters of its own', () => {
    const own = parseMessage('MSH$%*!@$A$B$C$D$2026$$ADT%A01$1$P$2.3\rPID$1$$1%%%X@1.2*2');
    expect(own.trigger).toBe('A01');
    expect(
      own
        .segment('PID')
        ?.all(3)
        .map((cx) => cx.get(1)),
    ).toEqual(['1', '2']);
    expect(own.segment('PID')?.text(3, 4, 2)).toBe('1.2');
  });

  test('that declares few delimiters has no others in their place', () => {
    const few = parseMessage('MSH|~\\&|A|B|C|D|2026||ADT~A01|1|P|2.3\rPID|||a&b');
    expect(few.trigger).toBe('A01');
    const ack = ackFor(few, { code: 'AA', now: 0, controlId: '1' });
    expect(parseMessage(ack).segment('MSA')?.text(1)).toBe('AA');
  });

  test('is read in the character set of MSH-18, else as UTF-8, else as Windows-1252', () => {
    const withSet = (set: string) =>
      `MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5|||||| ${set}`.replace(' ', '');
    const latin = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
    const named = parseMessage(latin(`${withSet('8859/1')}\rPID|||1||M\u00fcller`));
    const unnamed = parseMessage(latin(`${withSet('')}\rPID|||1||M\u00fcller`));
    const utf8 = parseMessage(
      new TextEncoder().encode(`${withSet('UNICODE UTF-8')}\rPID|||1||M\u00fcller`),
    );
    for (const one of [named, unnamed, utf8]) expect(one.segment('PID')?.text(5)).toBe('Müller');
  });

  test('may switch its character set inside a field, which is decoded already', () => {
    const one = parseMessage(
      'MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5\rPID|||1||A\\C2842\\B\\M2A42\\C',
    );
    expect(one.segment('PID')?.text(5)).toBe('ABC');
  });

  test('may be UTF-16 with its byte-order mark', () => {
    const text = '\ufeffMSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5\rPID|||1||Müller';
    expect(parseMessage(Buffer.from(text, 'utf16le')).segment('PID')?.text(5)).toBe('Müller');
  });

  test('may repeat MSH-18, whose first set is that of the message', () => {
    const text =
      'MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5||||||8859/1~ISO IR87\rPID|||1||M\u00fcller';
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    expect(parseMessage(bytes).segment('PID')?.text(5)).toBe('Müller');
  });

  test('may have segments of the sender and segments out of order', () => {
    const one = parseMessage([lines[0], 'ZPI|own|data', 'PV1|1|I', lines[1]].join('\r'));
    expect(one.segment('ZPI')?.text(2)).toBe('data');
    expect(one.segment('PID')?.text(3)).toBe('7');
    expect(one.segment('PV1')?.text(2)).toBe('I');
  });

  test.each([
    '',
    'hello',
    'MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5\rpid|1||7',
    'PID|1',
    'MSH',
    'MSH|',
    'MSH|||||',
    'MSHA^~\\&|x',
    `${lines.join('\r')}\r${lines.join('\r')}`,
  ])('that is none, or two, is refused (%j)', (text) => {
    expect(() => parseMessage(text)).toThrow(Refusal);
  });
});

describe('a timestamp', () => {
  test('without offset is local in the zone of the facility, daylight saving included', () => {
    expect(timestamp('202601151200', 'America/New_York')?.dateTime).toBe(
      '2026-01-15T17:00:00.000Z',
    );
    expect(timestamp('202607151200', 'America/New_York')?.dateTime).toBe(
      '2026-07-15T16:00:00.000Z',
    );
  });

  test('with offset is that instant', () => {
    expect(timestamp('20260115120000.1234+0130', 'America/New_York')?.dateTime).toBe(
      '2026-01-15T10:30:00.123Z',
    );
  });

  test('keeps the precision that was told', () => {
    expect(timestamp('2026', 'UTC')).toMatchObject({ precision: 'year', dateTime: '2026' });
    expect(timestamp('202601', 'UTC')).toMatchObject({ precision: 'month', dateTime: '2026-01' });
    expect(timestamp('20260115', 'Asia/Dubai')).toEqual({
      precision: 'day',
      dateTime: '2026-01-15',
      instant: Date.parse('2026-01-14T20:00:00Z'),
    });
    expect(timestamp('2026011512', 'UTC')).toMatchObject({ precision: 'hour' });
  });

  test.each(['', 'x', '20260230', '202613', '2026011525', '20260115120', '2026-01-15', '00000000'])(
    'that is none is null (%s)',
    (value) => {
      expect(timestamp(value, 'UTC')).toBeNull();
    },
  );
});

describe('an acknowledgment', () => {
  const now = Date.parse('2026-03-01T13:00:00Z');

  test('goes back to the sender, with the delimiters and version of the message', () => {
    expect(ackFor(message, { code: 'AA', now, controlId: 'A1' })).toBe(
      'MSH|^~\\&|CK|HIM|EHR|NORTH&1.2.3&ISO|20260301130000.000+0000||ACK^A01^ACK|A1|P|2.5.1\rMSA|AA|42\r',
    );
  });

  test('says where and why it failed, in the form of 2.5 and in that before', () => {
    const error = { segment: 'PID', field: 3, code: '101' };
    const options = { code: 'AE' as const, text: 'PID-3 | is empty', error, now, controlId: 'A1' };
    expect(ackFor(message, options).split('\r').slice(1)).toEqual([
      'MSA|AE|42|PID-3 \\F\\ is empty',
      'ERR||PID^1^3^1|101^Required field missing^HL70357|E||||PID-3 \\F\\ is empty',
      '',
    ]);
    const older = parseMessage(lines.join('\r').replace('2.5.1', '2.3'));
    expect(ackFor(older, options).split('\r')[2]).toBe(
      'ERR|PID^1^3^101&Required field missing&HL70357',
    );
  });

  test('is possible for bytes that are no message', () => {
    const options = { code: 'AR' as const, text: 'Unreadable', now, controlId: 'A1' };
    expect(ackForUnreadable('garbage', options)).toBe(
      'MSH|^~\\&|||||20260301130000.000+0000||ACK|A1|P|2.5.1\rMSA|AR||Unreadable\r',
    );
    expect(ackForUnreadable(`noise${lines[0]}\rMSH`, options)).toContain('|EHR|NORTH&1.2.3&ISO|');
    expect(ackForUnreadable(Uint8Array.of(0, 255, 254), options)).toContain('MSA|AR');
  });

  test('takes the place from a refusal', () => {
    const refusal = new Refusal('invalid-input', 'x', {
      issues: [{ path: 'PV1-19', message: 'x' }],
    });
    expect(ackErrorOf(refusal)).toEqual({ segment: 'PV1', field: 19, code: '101' });
    const type = new Refusal('unsupported', 'x', { issues: [{ path: 'MSH-9.1', message: 'x' }] });
    expect(ackErrorOf(type)).toEqual({
      segment: 'MSH',
      field: 9,
      component: 1,
      code: '200',
    });
    expect(ackErrorOf(new Refusal('unavailable', 'x'))).toEqual({ code: '207' });
  });
});
