import { expect, test } from 'vitest';
import { placeOf, quoteAt } from './quote.ts';

const text =
  'HOSPITAL COURSE\nThe patient was stable. Aspirin was stopped on day two.\nPLAN\nThe patient was stable. Home with family.';
const at = (words: string, from = 0) => {
  const start = text.indexOf(words, from);
  const quote = quoteAt(text, { start, end: start + words.length });
  if (quote === null) throw new Error('not there');
  return quote;
};
const wordsAt = (changed: string, quote: ReturnType<typeof at>) => {
  const place = placeOf(changed, quote);
  return place && Array.from(changed).slice(place.start, place.end).join('');
};

test('a quote keeps the words around it, and counts in code points', () => {
  expect(quoteAt('a😀b words', { start: 1, end: 2 })).toEqual({
    exact: '😀',
    prefix: 'a',
    suffix: 'b words',
    start: 1,
    end: 2,
  });
  expect(placeOf('😀😀 before a😀b words', at('Home'))).toBeNull();
  for (const place of [
    { start: 3, end: 3 },
    { start: 5, end: 4 },
    { start: 0, end: text.length + 1 },
  ])
    expect(quoteAt(text, place)).toBeNull();
});

test('it is found where words were inserted before it, with other line breaks, and after an emoji', () => {
  const quote = at('Aspirin was stopped');
  expect(placeOf(`😀 New. ${text}`, quote)).toEqual({
    start: quote.start + 7,
    end: quote.end + 7,
  });
  expect(wordsAt(text.replace('Aspirin was stopped', 'Aspirin\n   was stopped'), quote)).toBe(
    'Aspirin\n   was stopped',
  );
});

test('of several the one with the same words around it is meant', () => {
  const second = at('stable', text.indexOf('PLAN'));
  const changed = `ADDENDUM\nNothing.\n${text}`;
  expect(placeOf(changed, second)?.start).toBe(changed.lastIndexOf('stable'));
});

test('it is not found where it is changed, where several could be meant, or short words stand elsewhere', () => {
  expect(placeOf(text.replace('Aspirin', 'Heparin'), at('Aspirin was stopped'))).toBeNull();
  expect(placeOf('No. No. No. No. ', { exact: 'No.', prefix: '', suffix: '' })).toBeNull();
  expect(placeOf('Quite other words, stable here.', at('stable'))).toBeNull();
  expect(placeOf('', at('stable'))).toBeNull();
});

test('a long passage that occurs once is found whatever stands around it now', () => {
  const quote = at('Aspirin was stopped on day two.');
  expect(wordsAt('Rewritten: Aspirin was stopped on day two. End', quote)).toBe(quote.exact);
});

test('a passage among ten thousand like it is looked for in time that grows with the text', () => {
  const many = 'The same words again. '.repeat(10_000);
  const quote = { exact: 'again', prefix: 'same words ', suffix: '. The same' };
  expect(placeOf(many, quote)).toBeNull();
});
