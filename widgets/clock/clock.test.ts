import { expect, fixture } from '@open-wc/testing';
import { html } from 'lit';
import type { LawClock } from '../shared/story-calls.ts';
import { cure, drawn, look, says, wordsOf } from '../test-desk.ts';
import { alone } from '../test-story.ts';
import type { HimClock } from './clock.ts';
import { clockCard } from './clock-card.ts';

const open = (instanceId: string) =>
  alone<HimClock>(
    'him-clock',
    html`<him-clock instance-id=${instanceId} class="test-list"></him-clock>`,
  );

/** Thirty days from 2 November, with a week of leave that moves only the practitioner's date. */
const clock: LawClock = {
  key: 'missing-document.discharge-summary',
  citation: '42 CFR 482.24(c)(4)(vii)',
  kind: 'days',
  amount: 30,
  startedAt: '2026-11-02T15:00:00.000Z',
  ownedFrom: '2026-11-02T15:00:00.000Z',
  zone: 'America/New_York',
  pauses: [{ fromOn: '2026-11-09', toOn: '2026-11-15', reason: 'Leave' }],
  extension: null,
  regulatory: { dueAt: '2026-12-03T04:59:59.999Z', dueOn: '2026-12-02' },
  accountability: { dueAt: '2026-12-10T04:59:59.999Z', dueOn: '2026-12-09' },
};
const card = async (changes: Partial<LawClock>, now: string) =>
  wordsOf(await fixture(html`<div>${clockCard({ ...clock, ...changes }, new Date(now))}</div>`));

describe('him-clock should', () => {
  it('say by which law, from when, and when it is due', async () => {
    const { widget } = await open(cure);
    await says(widget, '30 days');
    await says(widget, '42 CFR 482.24(c)(4)');
    await says(widget, 'Due by law');
    expect(await drawn(widget, 'svg[role="img"]')).to.have.attribute('aria-label');
  });

  it('show leave as a pause that the law does not know', async () => {
    const words = await card({}, '2026-11-20T12:00:00Z');
    expect(words).to.contain('9 Nov 2026 to 15 Nov 2026: Leave');
    expect(words).to.match(/Due by law\s*2 Dec 2026/);
    expect(words).to.match(/Due for the practitioner\s*9 Dec 2026/);
    expect(words).to.contain('12 days left');
  });

  it('count the day it is due as in time, and the next as late', async () => {
    expect(await card({}, '2026-12-02T12:00:00Z')).to.contain('Due today');
    expect(await card({}, '2026-12-04T12:00:00Z')).to.contain('2 days late');
  });

  it('give a clock of hours its time of day, and one before an operation no picture', async () => {
    const hours = await card(
      { kind: 'hours', amount: 24, pauses: [], accountability: clock.regulatory },
      '2026-11-20T12:00:00Z',
    );
    expect(hours).to.contain('24 hours');
    expect(hours).to.match(/Started\s*2 Nov 2026, \d\d:\d\d/);
    const before = await fixture(
      html`<div>${clockCard({ ...clock, kind: 'before', pauses: [] })}</div>`,
    );
    expect(before.querySelector('svg.bar')).to.equal(null);
  });

  it('say that nothing runs where nothing does, accessible in dark', async () => {
    await look({ scheme: 'dark' });
    const { widget } = await open(cure);
    await says(widget, 'Due by law');
    await expect(widget).to.be.accessible();
    const { widget: none } = await open('');
    await says(none, 'No clock runs');
    await expect(none).to.be.accessible();
  });
});
