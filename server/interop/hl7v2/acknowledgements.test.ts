import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../engine/errors.ts';
import { ackErrorOf, ackFor } from './ack.ts';
import {
  acknowledgements,
  acknowledgementsForUnreadable,
  type Outcome,
} from './acknowledgements.ts';
import { parseMessage } from './message.ts';
import { missing, outOfSequence, unreadable } from './refusals.ts';

const now = Date.parse('2026-03-01T13:00:00Z');
const header = (accept: string, application: string, version = '2.5.1'): string =>
  `MSH|^~\\&|EHR|GH|CK|HIM|2026||ADT^A01|42|P|${version}|||${accept}|${application}`;
const options = () => {
  let made = 0;
  return { now, newId: () => `N${++made}` };
};
const codes = (answers: readonly string[]): string[] =>
  answers.map((answer) => parseMessage(answer).segment('MSA')?.text(1) ?? '');
const answersTo = (accept: string, application: string, outcome: Outcome): string[] =>
  codes(acknowledgements(parseMessage(header(accept, application)), outcome, options()).answers);

const taken: Outcome = { code: 'AA' };
const inError: Outcome = { code: 'AE' };
const rejected: Outcome = { code: 'AR' };
const notKept: Outcome = { code: 'AE', isNotKept: true };

describe('in original mode', () => {
  test.each([taken, inError, rejected])(
    'one acknowledgment says what became of the message',
    (outcome) => {
      expect(answersTo('', '', outcome)).toEqual([outcome.code]);
    },
  );
});

describe('in enhanced mode', () => {
  test.each<[string, string, Outcome, readonly string[]]>([
    ['AL', 'AL', taken, ['CA', 'AA']],
    ['AL', 'AL', inError, ['CA', 'AE']],
    ['AL', 'AL', rejected, ['CR']],
    ['AL', 'AL', notKept, ['CE']],
    ['AL', 'NE', taken, ['CA']],
    ['AL', 'NE', inError, ['CA']],
    ['AL', '', taken, ['CA']],
    ['NE', 'AL', taken, ['AA']],
    ['NE', 'AL', rejected, ['AR']],
    ['', 'AL', taken, ['AA']],
    ['NE', 'NE', taken, []],
    ['NE', 'NE', rejected, []],
    ['ER', 'ER', taken, []],
    ['ER', 'ER', inError, ['AE']],
    ['ER', 'ER', rejected, ['CR']],
    ['SU', 'SU', taken, ['CA', 'AA']],
    ['SU', 'SU', inError, ['CA']],
    ['SU', 'AL', rejected, ['AR']],
    ['al', 'ne', taken, ['CA']],
    ['XX', 'NE', taken, ['CA']],
  ])(
    'MSH-15 %j and MSH-16 %j of %j are answered with %j',
    (accept, application, outcome, expected) => {
      expect(answersTo(accept, application, outcome)).toEqual(expected);
    },
  );

  test('each acknowledgment has an id of its own and asks for none in turn', () => {
    const { answers } = acknowledgements(parseMessage(header('AL', 'AL')), taken, options());
    const acks = answers.map((answer) => parseMessage(answer));
    expect(acks.map(({ controlId }) => controlId)).toEqual(['N1', 'N2']);
    expect(acks.map((ack) => ack.segment('MSA')?.text(2))).toEqual(['42', '42']);
    expect(acks.map((ack) => [ack.header.text(15), ack.header.text(16)])).toEqual([
      ['NE', 'NE'],
      ['NE', 'NE'],
    ]);
  });

  test('bytes that are no message are rejected as far as their header can be read', () => {
    const text = `${header('AL', 'AL')}\r${header('AL', 'AL')}`;
    const read = (received: string) => acknowledgementsForUnreadable(received, rejected, options());
    expect(codes(read(text).answers)).toEqual(['CR']);
    expect(read(text).mode).toBe('enhanced');
    expect(codes(read('garbage').answers)).toEqual(['AR']);
    expect(codes(read('MSH').answers)).toEqual(['AR']);
  });
});

describe('the place of an error', () => {
  const errorLine = (refusal: Refusal, version = '2.5.1'): string => {
    const message = parseMessage(header('', '', version));
    const error = ackErrorOf(refusal);
    return ackFor(message, { code: 'AE', error, now, controlId: 'A' }).split('\r')[2] ?? '';
  };

  test.each([
    [missing('PID-3', 'x'), 'PID^1^3^1', '101'],
    [missing('PV1-3.4', 'x'), 'PV1^1^3^1^4', '101'],
    [missing('MRG[2]-1', 'x'), 'MRG^2^1^1', '101'],
    [unreadable('PID-3[2].4.2', 'x'), 'PID^1^3^2^4^2', '102'],
    [outOfSequence('MRG', 'x'), 'MRG^1', '100'],
    [
      new Refusal('invalid-input', 'x', { issues: [{ path: 'TXA', message: 'x' }] }),
      'TXA^1',
      '100',
    ],
    [
      new Refusal('unsupported', 'x', { issues: [{ path: 'MSH-9.2', message: 'x' }] }),
      'MSH^1^9^1^2',
      '201',
    ],
    [new Refusal('unavailable', 'x'), '', '207'],
  ])('is named as the standard numbers it', (refusal, place, code) => {
    expect(errorLine(refusal)).toMatch(`ERR||${place}|${code}^`);
  });

  test('stands in ERR-1 before 2.5, with segment, sequence and field', () => {
    expect(errorLine(missing('MRG[2]-1', 'x'), '2.4')).toBe(
      'ERR|MRG^2^1^101&Required field missing&HL70357',
    );
  });
});

test.each([
  ['2.1', 'ACK'],
  ['2.2', 'ACK^A01'],
  ['2.3', 'ACK^A01'],
  ['2.3.1', 'ACK^A01^ACK'],
  ['2.8', 'ACK^A01^ACK'],
])('an acknowledgment in %s is of type %s', (version, type) => {
  const answer = ackFor(parseMessage(header('', '', version)), { code: 'AA', now, controlId: 'A' });
  expect(answer.split('|')[8]).toBe(type);
});

test('an acknowledgment that is more than ASCII says that it is UTF-8', () => {
  const set = (facility: string): string => {
    const message = parseMessage(header('', '').replace('GH', facility));
    return parseMessage(ackFor(message, { code: 'AA', now, controlId: 'A' })).header.text(18);
  };
  expect(set('Köln')).toBe('UNICODE UTF-8');
  expect(set('GH')).toBe('');
});
