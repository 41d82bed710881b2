import { expect } from '@open-wc/testing';
import { factsOf } from './record-text.ts';

const entry = {
  id: 'd1',
  version: 1,
  type: 'progress-note',
  title: 'Progress note',
  docStatus: 'final',
  completionStatus: 'LA',
  act: 'late-entry' as 'late-entry' | 'addendum' | null,
  author: { id: 'marsh', name: 'Peter Marsh' },
  eventAt: '2026-10-31T16:00:00.000Z',
  filedAt: '2026-11-04T14:00:00.000Z' as string | null,
  signedAt: '2026-11-04T14:00:00.000Z',
  contentHash: null,
  contentType: 'text/plain',
};

describe('a document', () => {
  it('that is a late entry says so, with the time it tells of and its own', () => {
    const words = factsOf(entry);
    expect(words).to.match(/^Late entry · Peter Marsh · about .*31.* · filed .*4/);
  });

  it('of which nobody knows when it was written says that', () => {
    const words = factsOf({ ...entry, filedAt: null });
    expect(words).to.contain('no time of writing').and.not.to.contain('filed');
  });

  it('that is an addendum says so; an entry in its time says nothing of the kind', () => {
    expect(factsOf({ ...entry, act: 'addendum' })).to.match(/^Addendum · Peter Marsh · filed/);
    expect(factsOf({ ...entry, act: null })).to.match(/^Peter Marsh · filed/);
  });
});
