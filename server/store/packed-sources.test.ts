import { expect, test } from 'vitest';
import { packSources, unpackSources } from './packed-sources.ts';

const first = { at: 1_795_123_601_000, messageId: '01a20e0f-1e58-72a4-b194-2c36a2390b1c' };
const second = { at: 1_795_377_401_000, messageId: '01a20e0f-1e75-713d-8f15-082711fa0e26' };
const assumed = { at: 0, messageId: null };
const told = {
  status: second,
  'identifier:urn:id:NORTH|V1': first,
  class: first,
  'period.end': second,
  docStatus: assumed,
};

test('gives back what was put in, each key with its own message', () => {
  expect(unpackSources(packSources(told))).toEqual(told);
  expect(unpackSources(packSources({}))).toEqual({});
});

test('names each message once', () => {
  expect(packSources(told).split(first.messageId)).toHaveLength(2);
});

test('tells one message at two instants apart', () => {
  const late = { ...first, at: first.at + 1 };
  expect(unpackSources(packSources({ a: first, b: late }))).toEqual({ a: first, b: late });
});

test('reads rows that were stored with each key apart', () => {
  expect(unpackSources(JSON.stringify(told))).toEqual(told);
});
