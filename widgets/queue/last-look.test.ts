import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { html } from 'lit';
import { drawn, isDrawn, look, queueDesk, rowsOf, says, until, wordsOf } from '../test-desk.ts';
import { type Hospital, openHospital } from '../test-hospital.ts';
import type { HimQueue } from './queue.ts';

const key = 'chartkeeper.seen.analyst';

/** As if the analyst had last looked at the list then. */
function lookedAt(instant: string, user = 'analyst'): void {
  localStorage.setItem(`chartkeeper.seen.${user}`, JSON.stringify({ deficiencies: instant }));
}

const table = html`<him-queue queue="deficiencies" layout="table" class="test-list wide"></him-queue>`;

async function opened(hospital?: Hospital, widgets?: typeof table) {
  const made = await queueDesk(hospital ? { hospital } : {}, widgets);
  await until(() => rowsOf(made.queue).length > 1, 'rows');
  await until(() => localStorage.getItem(key), 'the look is kept');
  return made;
}

const marked = (queue: HimQueue): string[] =>
  [...queue.renderRoot.querySelectorAll('.row .news')].map((one) => wordsOf(one));

describe('what is new since the last look', () => {
  beforeEach(() => localStorage.clear());
  afterEach(() => localStorage.clear());

  it('is nothing at the first look, then what came, in words; a key and a button call it seen', async () => {
    const { queue, hospital } = await opened();
    expect(marked(queue)).to.deep.equal([]);
    await hospital.admit('12');
    (await drawn(queue, '.pill')).click();
    await until(() => marked(queue).length > 0, 'a mark');
    expect(new Set(marked(queue))).to.deep.equal(new Set(['New']));
    await says(queue, `${marked(queue).length} unseen`);

    const again = await opened(hospital);
    await says(again.queue, 'unseen');
    again.queue.focus();
    await sendKeys({ press: 'm' });
    await until(() => marked(again.queue).length === 0, 'no mark');
    expect(isDrawn(again.queue, '#seen')).to.equal(false);
    await hospital.admit('13');
    (await drawn(again.queue, '.pill')).click();
    (await drawn(again.queue, '#seen')).click();
    await until(() => marked(again.queue).length === 0, 'no mark');
  });

  it('is of one user and one list', async () => {
    lookedAt('2000-01-01T00:00:00.000Z', 'supervisor');
    const { queue } = await opened();
    expect(marked(queue)).to.deep.equal([]);
    expect(Object.keys(JSON.parse(localStorage.getItem(key) ?? ''))).to.deep.equal([
      'deficiencies',
    ]);
  });

  it('marks rows of the table too, and counts no further than it knows', async function () {
    this.timeout(20_000);
    lookedAt('2000-01-01T00:00:00.000Z');
    const hospital = await openHospital();
    await hospital.fill('deficiency.stay-01.missing-document.discharge-summary/cure', 400);
    const { queue, network } = await opened(hospital, table);
    await until(() => marked(queue).length > 10, 'marks');
    await says(queue, /\d+\+ unseen/);
    const pages = network.requests.filter((line) => line.includes('/api/tasks'));
    expect(pages.length).to.be.lessThan(4);
    await sendKeys({ press: 'Tab' });
    queue.focus();
    await sendKeys({ press: 'm' });
    await until(() => marked(queue).length === 0, 'no mark');
  });

  it('tells how much is late and due soon, as the server counts it', async () => {
    const { queue, hospital } = await opened();
    const { queues } = (await hospital.call('analyst', '/api/queues')) as {
      queues: { queue: string; counts: { overdue: number; dueSoon: number } }[];
    };
    const counts = queues.find((one) => one.queue === 'deficiencies')?.counts;
    const { overdue = 0, dueSoon = 0 } = counts ?? {};
    expect(overdue + dueSoon).to.be.greaterThan(0);
    if (overdue > 0) await says(queue, `${overdue} overdue`);
    if (dueSoon > 0) await says(queue, `${dueSoon} due soon`);
  });

  for (const looks of [{ scheme: 'light' }, { scheme: 'dark' }, { forcedColors: true }] as const)
    it(`has no axe findings, ${Object.values(looks)[0]}`, async () => {
      await look(looks);
      lookedAt('2000-01-01T00:00:00.000Z');
      const { queue } = await opened();
      await until(() => marked(queue).length > 0, 'marks');
      await expect(queue).to.be.accessible();
    });
});
