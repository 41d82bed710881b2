import { aTimeout, expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { html } from 'lit';
import { keySign } from '../shared/key-sign.ts';
import {
  type DeskOptions,
  drawn,
  focused,
  isDrawn,
  look,
  queueDesk,
  rowsOf,
  says,
  until,
  wordsOf,
} from '../test-desk.ts';
import { type Hospital, openHospital } from '../test-hospital.ts';
import { createTestNetwork, type Fault } from '../test-network.ts';
import type { HimQueue } from './queue.ts';
import { queueKeys } from './queue-keys.ts';

/** The first two and the last of the list of deficiencies in the usual hospital of nine. */
const osman = 'deficiency.stay-24.missing-document.post-anesthesia-evaluation.operation-stay-24';
const larsen = 'deficiency.stay-11.unsigned.discharge-summary-stay-11-3';
const next = 'deficiency.stay-21.unsigned.history-and-physical-stay-21-1';
const park = 'deficiency.stay-03.unsigned.history-and-physical-stay-03-1';

const activeIndex = (): string | undefined => focused()?.dataset.index;

async function isActive(index: string): Promise<void> {
  await until(() => activeIndex() === index, `row ${index} has no focus`);
}

async function listOf(count: number): Promise<Hospital> {
  const hospital = await openHospital();
  await hospital.fill(`${park}/cure`, count);
  return hospital;
}

async function focusedList(options?: DeskOptions) {
  const made = await queueDesk(options);
  await drawn(made.queue, '.row');
  made.queue.focus();
  await isActive('0');
  return made;
}

/** A desk whose network has a fault before the list was ever read. */
async function disturbed(fault: Fault, times?: number) {
  const hospital = await openHospital();
  const network = createTestNetwork(hospital.app);
  network.disturb('GET /api/tasks', fault, times);
  return queueDesk({ hospital, network });
}

/** What another analyst would see: the task as the server lists it. */
async function claimOf(hospital: Hospital, index: number) {
  const { tasks } = (await hospital.call('supervisor', '/api/tasks?queue=deficiencies')) as {
    tasks: { claim: { holderName: string } | null }[];
  };
  return tasks[index]?.claim ?? null;
}

function taskCall(instanceId: string, act: string): string {
  return `/api/tasks/${encodeURIComponent(`${instanceId}/cure`)}/${act}`;
}

/** A supervisor voids a deficiency at another desk. */
async function voidElsewhere(hospital: Hospital, instanceId: string): Promise<void> {
  const event = { type: 'deficiency.void', reason: 'Entered twice' };
  await hospital.call('supervisor', `/api/instances/${instanceId}/events`, event);
}

describe('him-queue', () => {
  it('says who, what, when and how each task stands', async () => {
    const { queue } = await queueDesk();
    await drawn(queue, '.row');
    expect(wordsOf(rowsOf(queue)[4])).to.match(
      /^Okafor, Ada [123] days late Discharge summary: missing · Elena Reyes Overdue$/,
    );
    expect(wordsOf(rowsOf(queue)[2])).to.match(
      /^Park, Min-jun 1[0-2] days late History and physical: not signed · Akua Osei Overdue$/,
    );
  });

  it('does not repeat the reader’s own name in a list of the reader’s own', async () => {
    const { queue } = await queueDesk({ user: 'physician' });
    await until(() => rowsOf(queue).length > 0, 'no rows');
    await says(queue, 'Discharge summary: missing');
    await until(() => !wordsOf(queue.renderRoot).includes('Reyes'), 'the name is gone');
  });

  it('tells position and length, and each row its place in the whole list', async () => {
    const { queue } = await queueDesk({ hospital: await listOf(412) });
    const grid = await drawn(queue, '[role="grid"]');
    await says(queue, '1 of 412');
    expect(grid.getAttribute('aria-rowcount')).to.equal('412');
    expect(rowsOf(queue)[3]?.getAttribute('aria-rowindex')).to.equal('4');
  });

  it('opens the first queue of the user when none is named', async () => {
    const { queue } = await queueDesk({}, html`<him-queue class="test-list"></him-queue>`);
    await drawn(queue, '.row');
    expect(queue.queue).to.equal('chart-analysis');
    await says(queue, 'Analyse the chart');
  });

  it('owns none of its properties on the instance, or they would not be reactive', async () => {
    const { queue } = await queueDesk();
    const own = ['queue', 'show', 'openTask', 'fixed', 'claimOnOpen', 'keys', 'density'];
    expect(own.filter((name) => Object.hasOwn(queue, name))).to.deep.equal([]);
  });
});

describe('him-queue by keyboard', () => {
  it('moves with letters and arrows and keeps one tab stop', async () => {
    const { queue } = await focusedList();
    for (const press of ['j', 'j', 'ArrowDown', 'k']) await sendKeys({ press });
    await isActive('2');
    expect(queue.renderRoot.querySelectorAll('.row[tabindex="0"]')).to.have.length(1);
  });

  it('reaches the last row by End and the first by Home', async () => {
    await focusedList({ hospital: await listOf(300) });
    await sendKeys({ press: 'End' });
    await isActive('299');
    await sendKeys({ press: 'Home' });
    await isActive('0');
  });

  it('moves most of a page with PageDown', async () => {
    await focusedList({ hospital: await listOf(40) });
    await sendKeys({ press: 'PageDown' });
    await until(() => Number(activeIndex()) >= 6, 'a page down');
  });

  it('opens a task with Enter and marks its row, telling the host ids only', async () => {
    const { queue } = await focusedList();
    const opened = oneEvent(queue, 'him-task-open');
    await sendKeys({ press: 'Enter' });
    expect((await opened).detail).to.deep.equal({
      taskId: `${osman}/cure`,
      instanceId: osman,
      queue: 'deficiencies',
    });
    await drawn(queue, '.row[data-index="0"][aria-current]');
  });

  it('claims with C and gives back with U, and shows the holder to both', async () => {
    const { queue, hospital } = await focusedList();
    await sendKeys({ press: 'c' });
    await says(queue, 'Yours');
    expect((await claimOf(hospital, 0))?.holderName).to.equal('Ana Lysander');
    await sendKeys({ press: 'u' });
    await until(() => !wordsOf(rowsOf(queue)[0]).includes('Yours'), 'it is given back');
    expect(await claimOf(hospital, 0)).to.equal(null);
  });

  it('does not claim what the host vetoes', async () => {
    const { queue, network, hospital } = await focusedList();
    queue.addEventListener('him-task-claim', (event) => event.preventDefault());
    await sendKeys({ press: 'c' });
    await aTimeout(50);
    expect(network.requests.some((line) => line.includes('/claim'))).to.equal(false);
    expect(await claimOf(hospital, 0)).to.equal(null);
  });

  it('takes the next free task with N, passing those that others hold', async () => {
    const hospital = await openHospital();
    await hospital.call('supervisor', taskCall(osman, 'claim'), {});
    const { queue } = await focusedList({ hospital });
    const opened = oneEvent(queue, 'him-task-open');
    await sendKeys({ press: 'n' });
    expect((await opened).detail.taskId).to.equal(`${next}/cure`);
    await says(queue, '2 of 9');
    expect((await claimOf(hospital, 1))?.holderName).to.equal('Ana Lysander');
  });

  it('leaves letters alone when they are switched off', async () => {
    const { queue } = await focusedList();
    queue.keys = 'off';
    await sendKeys({ press: 'j' });
    expect(activeIndex()).to.equal('0');
    await sendKeys({ press: 'ArrowDown' });
    await isActive('1');
  });

  it('shows every key on the sheet that ? opens', async () => {
    const { queue } = await focusedList();
    await sendKeys({ press: '?' });
    const sheet = await drawn<HTMLDialogElement>(queue, 'dialog[open]');
    const shown = [...sheet.querySelectorAll('kbd')].map((one) => wordsOf(one));
    const expected = Object.values(queueKeys).flat().map(keySign);
    expect([...shown].sort()).to.deep.equal([...expected].sort());
  });
});

describe('him-queue when things change', () => {
  it('says who holds a task that cannot be claimed', async () => {
    const { queue, hospital } = await focusedList();
    await hospital.call('supervisor', taskCall(osman, 'claim'), {});
    await sendKeys({ press: 'c' });
    await says(queue, /Sue Pereira (holds|has claimed|is working)/);
    await until(() => wordsOf(rowsOf(queue)[0]).includes('Sue Pereira'), 'the row shows it');
  });

  it('counts new tasks and moves no row until the reader asks', async () => {
    const { queue, hospital } = await focusedList();
    await hospital.admit('12');
    const pill = await drawn(queue, '.pill');
    expect(wordsOf(pill)).to.equal('1 new');
    expect(wordsOf(rowsOf(queue)[0])).to.contain('Osman, Fatima');
    expect(rowsOf(queue)).to.have.length(9);
    pill.click();
    await until(() => wordsOf(rowsOf(queue)[0]).includes('Dubois, Camille'), 'it comes first');
    expect(rowsOf(queue)).to.have.length(10);
  });

  it('keeps a task that has left the list in its place, and says so', async () => {
    const { queue, hospital } = await focusedList();
    await voidElsewhere(hospital, larsen);
    await until(() => wordsOf(rowsOf(queue)[3]).includes('Moved on'), 'the row says it');
    expect(wordsOf(rowsOf(queue)[3])).to.contain('Larsen, Ingrid');
    expect(rowsOf(queue)).to.have.length(9);
  });
});

describe('him-queue without a list', () => {
  const empty = html`<him-queue queue="deficiency-triage" class="test-list"></him-queue>`;

  it('says why a list is empty and what to do', async () => {
    const { queue } = await queueDesk({}, empty);
    await says(queue, 'Nothing is due in To decide');
    await says(queue, 'New work appears here by itself.');
  });

  it('gives the host’s own words in the empty slot', async () => {
    const mine = html`<him-queue queue="deficiency-triage"><p slot="empty">Go home.</p></him-queue>`;
    const { queue } = await queueDesk({}, mine);
    const slot = await drawn<HTMLSlotElement>(queue, 'slot[name="empty"]');
    expect(slot.assignedElements()[0]?.textContent).to.equal('Go home.');
  });

  it('shows nothing while the answer is quick, and a skeleton when it is slow', async () => {
    const { queue, network } = await disturbed('slow');
    expect(isDrawn(queue, '.skeleton')).to.equal(false);
    await drawn(queue, '.skeleton');
    network.hurry();
    await drawn(queue, '[role="grid"] .row');
    expect(isDrawn(queue, '[role="status"] .skeleton')).to.equal(false);
  });

  it('says what failed and loads when tried again', async () => {
    const { queue } = await disturbed('gateway down');
    await says(queue, 'The list could not be loaded');
    await says(queue, 'The server is not available just now.');
    (await drawn(queue, '.state button')).click();
    await drawn(queue, '.row');
  });

  it('does not pretend a queue is empty that is closed to the user', async () => {
    const { queue } = await queueDesk({ user: 'coder' });
    await says(queue, 'This queue is not open to you');
  });

  it('says so when the user has no queue at all', async () => {
    const { queue } = await queueDesk({ user: 'coder' }, html`<him-queue></him-queue>`);
    await says(queue, 'You have no queues');
  });

  it('keeps the rows, says how old they are when the network goes, and reads again when it is back', async () => {
    const { queue, network, hospital } = await queueDesk();
    await drawn(queue, '.row');
    network.setOffline(true);
    await says(queue, /No connection\. The list is as it was at \d\d:\d\d/);
    expect(rowsOf(queue)).to.have.length(9);
    await voidElsewhere(hospital, larsen);
    network.setOffline(false);
    window.dispatchEvent(new Event('online'));
    await until(() => wordsOf(rowsOf(queue)[3]).includes('Moved on'), 'the list is read again');
    expect(wordsOf(queue.renderRoot)).not.to.contain('No connection');
  });
});

describe('him-queue with 100,000 tasks', () => {
  it('draws only what is in view, asks only for what it shows, and keeps the focused row', async function () {
    this.timeout(20_000);
    const hospital = await listOf(100_000);
    const { queue, network } = await focusedList({ hospital });
    const grid = await drawn(queue, '[role="grid"]');
    await until(() => grid.scrollHeight === 100_000 * 60, 'the scrollbar knows the whole list');
    grid.scrollTop = 50_000 * 60;
    const row = await drawn(queue, '.row[data-index="50000"]:not(:has(.skeleton))');
    expect(row.getAttribute('aria-rowindex')).to.equal('50001');
    expect(row.getBoundingClientRect().top).to.be.closeTo(grid.getBoundingClientRect().top, 1);
    expect(rowsOf(queue).length).to.be.lessThan(40);
    expect(activeIndex()).to.equal('0');
    const asked = network.requests.filter((line) => line.startsWith('GET /api/tasks'));
    const places = asked.map((line) => Number(/offset=(\d+)/.exec(line)?.[1] ?? 0));
    const isNear = (place: number) => place === 0 || Math.abs(place - 50_000) <= 100;
    expect(places.filter((place) => !isNear(place))).to.deep.equal([]);
    expect(asked).to.have.length.below(10);
    const order = rowsOf(queue).map((one) => Number(one.dataset.index));
    expect(order).to.deep.equal([...order].sort((a, b) => a - b));

    // Who scrolls on meets rows, not places for them.
    for (let step = 0; step < 40; step += 1) {
      grid.scrollTop += 300;
      await new Promise((go) => setTimeout(go, 30));
    }
    expect(queue.renderRoot.querySelectorAll('.row:has(.skeleton)')).to.have.length(0);
    grid.scrollTop = 50_000 * 60;
    await drawn(queue, '.row[data-index="50000"]');

    const { tasks } = (await hospital.call(
      'analyst',
      '/api/tasks?queue=deficiencies&offset=50000&limit=1',
    )) as { tasks: { id: string }[] };
    const opened = oneEvent(queue, 'him-task-open');
    (await drawn(queue, '.row[data-index="50000"]')).click();
    expect((await opened).detail.taskId).to.equal(tasks[0]?.id);
  });
});

describe('him-queue for everyone', () => {
  async function isAccessible(queue: HimQueue): Promise<void> {
    await drawn(queue, '.row');
    await expect(queue).to.be.accessible();
  }

  for (const scheme of ['light', 'dark'] as const) {
    it(`has no axe findings in ${scheme}: list, open row, keys, empty, failed, denied, offline, loading`, async () => {
      await look({ scheme });
      const { queue, network } = await focusedList();
      await sendKeys({ press: 'Enter' });
      await isAccessible(queue);
      await sendKeys({ press: '?' });
      await expect(await drawn(queue, 'dialog[open]')).to.be.accessible();
      await sendKeys({ press: 'Escape' });
      network.setOffline(true);
      await says(queue, 'No connection');
      await isAccessible(queue);

      const failed = (await disturbed('gateway down', 9)).queue;
      await says(failed, 'The list could not be loaded');
      await expect(failed).to.be.accessible();

      const denied = (await queueDesk({ user: 'coder' })).queue;
      await says(denied, 'not open to you');
      await expect(denied).to.be.accessible();

      const none = html`<him-queue queue="deficiency-triage" class="test-list"></him-queue>`;
      const empty = (await queueDesk({}, none)).queue;
      await says(empty, 'Nothing is due');
      await expect(empty).to.be.accessible();

      const loading = (await disturbed('slow', 9)).queue;
      await drawn(loading, '.skeleton');
      await expect(loading).to.be.accessible();
    });
  }

  it('has none in forced colours', async () => {
    await look({ forcedColors: true });
    const { queue } = await queueDesk();
    await isAccessible(queue);
  });

  it('has none and cuts nothing off at the side, narrow, right to left, in any density', async () => {
    await look({ dir: 'rtl' });
    const { queue } = await queueDesk();
    queue.classList.add('narrow');
    for (const density of ['two-line', 'compact', 'cosy', 'comfortable'] as const) {
      queue.density = density;
      await isAccessible(queue);
      const grid = await drawn(queue, '[role="grid"]');
      expect(grid.scrollWidth).to.be.at.most(grid.clientWidth);
    }
  });

  it('begins each row at the right in right-to-left pages', async () => {
    await look({ dir: 'rtl' });
    const { queue } = await queueDesk();
    const row = await drawn(queue, '.row');
    const rightOf = (part: string) => row.querySelector(part)?.getBoundingClientRect().right ?? 0;
    expect(rightOf('.who')).to.be.greaterThan(rightOf('.due'));
  });
});
