import { expect } from '@open-wc/testing';
import { fullDate, localDay, shortDate, stay } from './dates.ts';

describe('dates in words', () => {
  const now = new Date('2026-11-24T05:00:00Z');

  it('leaves the year out only in the current one', () => {
    expect(shortDate('2026-11-26', now)).to.equal('26 Nov');
    expect(shortDate('2025-11-26', now)).to.equal('26 Nov 2025');
  });

  it('keeps a birth date on its own day in every time zone', () => {
    expect(fullDate('1961-03-14')).to.equal('14 Mar 1961');
  });

  it('writes a stay as one range', () => {
    expect(stay('2026-11-03T08:00:00Z', '2026-11-09T15:00:00Z')).to.match(/^3\s?–\s?9 Nov 2026$/);
  });

  it('counts days in the reader’s calendar, not in Greenwich', () => {
    expect(localDay(new Date('2026-11-24T20:00:00Z'))).to.equal('2026-11-25');
  });
});
