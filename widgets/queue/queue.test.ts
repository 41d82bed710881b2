import { aTimeout, expect, oneEvent, waitUntil } from '@open-wc/testing';
import { emulateMedia, sendKeys } from '@web/test-runner-commands';
import { html } from 'lit';
import { drawn, focused, queueDesk, rowsOf, says } from '../test-desk.ts';
import { makeTask, startTestServer } from '../test-server.ts';
import type { HimQueue } from './queue.ts';

const activeIndex = (): string | undefined => (focused() as HTMLElement | null)?.dataset.index;

async function focusedList(server = startTestServer(40)) {
  const made = await queueDesk(server);
  await drawn(made.queue, '.row');
  made.queue.focus();
  await waitUntil(() => activeIndex() === '0');
  return made;
}

describe('him-queue', () => {
  it('says who, what, when and how each task stands', async () => {
    const { queue } = await queueDesk();
    await drawn(queue, '.row');
    const words = rowsOf(queue)[1]?.textContent?.replace(/\s+/g, ' ').trim();
    expect(words).to.equal('Okafor, Ada 2 days late Discharge summary · Dr Reyes Overdue');
  });

  it('tells position and length, and each row its place in the whole list', async () => {
    const { queue } = await queueDesk(startTestServer(412));
    const grid = await drawn(queue, '[role="grid"]');
    await says(queue, '1 of 412');
    expect(grid.getAttribute('aria-rowcount')).to.equal('412');
    expect(rowsOf(queue)[3]?.getAttribute('aria-rowindex')).to.equal('4');
  });

  it('opens the first queue of the user when none is named', async () => {
    const { queue } = await queueDesk(undefined, html`<him-queue class="test-list"></him-queue>`);
    await drawn(queue, '.row');
    expect(queue.queue).to.equal('deficiencies');
  });

  it('owns none of its properties on the instance, or they would not be reactive', async () => {
    const { queue } = await queueDesk();
    expect(Object.hasOwn(queue, 'queue')).to.equal(false);
  });
});

describe('him-queue by keyboard', () => {
  it('moves with letters and arrows and keeps one tab stop', async () => {
    const { queue } = await focusedList();
    for (const press of ['j', 'j', 'ArrowDown', 'k']) await sendKeys({ press });
    await waitUntil(() => activeIndex() === '2');
    expect(queue.renderRoot.querySelectorAll('.row[tabindex="0"]')).to.have.length(1);
  });

  it('reaches the last row by End and the first by Home', async () => {
    await focusedList(startTestServer(300));
    await sendKeys({ press: 'End' });
    await waitUntil(() => activeIndex() === '299');
    await sendKeys({ press: 'Home' });
    await waitUntil(() => activeIndex() === '0');
  });

  it('moves most of a page with PageDown', async () => {
    await focusedList();
    await sendKeys({ press: 'PageDown' });
    await waitUntil(() => Number(activeIndex()) >= 6);
  });

  it('opens a task with Enter and marks its row, telling the host ids only', async () => {
    const { queue } = await focusedList();
    const opened = oneEvent(queue, 'him-task-open');
    await sendKeys({ press: 'Enter' });
    const event = await opened;
    expect(event.detail).to.deep.equal({
      taskId: 'deficiency-0001/complete',
      instanceId: 'deficiency-0001',
      queue: 'deficiencies',
    });
    await drawn(queue, '.row[data-index="0"][aria-selected="true"]');
  });

  it('claims with C and gives back with U, and shows the holder', async () => {
    const { queue, server } = await focusedList();
    await sendKeys({ press: 'c' });
    await says(queue, 'Yours');
    expect(server.tasks[0]?.claim?.mine).to.equal(true);
    await sendKeys({ press: 'u' });
    await waitUntil(() => server.tasks[0]?.claim === null);
  });

  it('does not claim what the host vetoes', async () => {
    const { queue, server } = await focusedList();
    queue.addEventListener('him-task-claim', (event) => event.preventDefault());
    await sendKeys({ press: 'c' });
    await aTimeout(50);
    expect(server.requests.some((line) => line.includes('/claim'))).to.equal(false);
  });

  it('takes the next free task with N, passing those that others hold', async () => {
    const server = startTestServer(5);
    server.tasks[0] = heldByAnother(0);
    const { queue } = await focusedList(server);
    const opened = oneEvent(queue, 'him-task-open');
    await sendKeys({ press: 'n' });
    expect((await opened).detail.taskId).to.equal('deficiency-0002/complete');
    await says(queue, '2 of 5');
  });

  it('leaves letters alone when they are switched off', async () => {
    const { queue } = await focusedList();
    queue.keys = 'off';
    await sendKeys({ press: 'j' });
    expect(activeIndex()).to.equal('0');
    await sendKeys({ press: 'ArrowDown' });
    await waitUntil(() => activeIndex() === '1');
  });

  it('shows every key on the sheet that ? opens', async () => {
    const { queue } = await focusedList();
    await sendKeys({ press: '?' });
    const sheet = await drawn<HTMLDialogElement>(queue, 'dialog');
    expect(sheet.open).to.equal(true);
    expect(sheet.textContent).to.contain('Claim the task');
  });
});

describe('him-queue when things change', () => {
  it('says who holds a task that cannot be claimed', async () => {
    const { queue, server } = await focusedList();
    server.tasks[0] = heldByAnother(0);
    await sendKeys({ press: 'c' });
    await says(queue, 'Maria Lind holds this task.');
    await waitUntil(() => rowsOf(queue)[0]?.textContent?.includes('Maria Lind'));
  });

  it('counts new tasks and moves no row until the reader asks', async () => {
    const { queue, server } = await focusedList(startTestServer(5));
    server.tasks.unshift({
      ...makeTask(7),
      id: 'deficiency-0000/complete',
      instanceId: 'deficiency-0000',
    });
    server.notify();
    const pill = await drawn(queue, '.pill');
    expect(pill.textContent?.trim()).to.equal('1 new');
    expect(rowsOf(queue)[0]?.textContent).to.contain('Abara, Chidi');
    pill.click();
    await waitUntil(() => rowsOf(queue)[0]?.textContent?.includes('Lindqvist, Sven'));
  });

  it('keeps a task that has left the list in its place, and says so', async () => {
    const { queue, server } = await focusedList(startTestServer(5));
    server.tasks.splice(1, 1);
    server.notify();
    await waitUntil(() => rowsOf(queue)[1]?.textContent?.includes('Moved on'));
    expect(rowsOf(queue)).to.have.length(5);
  });
});

describe('him-queue without a list', () => {
  it('says why a list is empty and what to do', async () => {
    const { queue } = await queueDesk(startTestServer(0));
    await says(queue, 'Nothing is due in Deficiencies');
  });

  it('gives the host’s own words in the empty slot', async () => {
    const mine = html`<him-queue queue="deficiencies"><p slot="empty">Go home.</p></him-queue>`;
    const { queue } = await queueDesk(startTestServer(0), mine);
    const slot = await drawn<HTMLSlotElement>(queue, 'slot[name="empty"]');
    expect(slot.assignedElements()[0]?.textContent).to.equal('Go home.');
  });

  it('says what failed and loads when tried again', async () => {
    const server = startTestServer();
    server.refuseNext('GET /api/tasks', {
      status: 503,
      code: 'unavailable',
      detail: 'The disk is full.',
    });
    const { queue } = await queueDesk(server);
    await says(queue, 'The disk is full.');
    (await drawn(queue, '.state button')).click();
    await drawn(queue, '.row');
  });

  it('does not pretend a queue is empty that is closed to the user', async () => {
    const server = startTestServer();
    server.refuseNext('GET /api/tasks', { status: 403, code: 'not-permitted', detail: 'No.' });
    const { queue } = await queueDesk(server);
    await says(queue, 'This queue is not open to you');
  });

  it('keeps the rows and says how old they are when the network goes', async () => {
    const { queue, server } = await queueDesk();
    await drawn(queue, '.row');
    server.setOffline(true);
    await says(queue, /No connection\. The list is as it was at \d\d:\d\d/);
    expect(rowsOf(queue)).to.have.length(12);
  });
});

describe('him-queue with 100,000 tasks', () => {
  it('draws only what is in view, asks only for what it shows, and keeps the focused row', async () => {
    const server = startTestServer(100_000);
    const { queue } = await focusedList(server);
    const grid = await drawn(queue, '[role="grid"]');
    expect(grid.scrollHeight).to.equal(100_000 * 60);
    grid.scrollTop = 50_000 * 60;
    await waitUntil(() =>
      rowsOf(queue).some((row) => row.dataset.index === '50000' && !row.querySelector('.skeleton')),
    );
    const row = queue.renderRoot.querySelector<HTMLElement>('.row[data-index="50000"]');
    expect(row?.textContent).to.contain(makeTask(50_000).patient?.name);
    expect(row?.getBoundingClientRect().top).to.be.closeTo(grid.getBoundingClientRect().top, 1);
    expect(rowsOf(queue).length).to.be.lessThan(40);
    expect(activeIndex()).to.equal('0');
    expect(
      server.requests.filter((line) => line.startsWith('GET /api/tasks')),
    ).to.have.length.below(4);
    const order = rowsOf(queue).map((one) => Number(one.dataset.index));
    expect(order).to.deep.equal([...order].sort((a, b) => a - b));
  });
});

describe('him-queue for everyone', () => {
  async function accessible(queue: HimQueue): Promise<void> {
    await drawn(queue, '.row');
    await expect(queue).to.be.accessible();
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has no axe findings in ${colorScheme}`, async () => {
      document.documentElement.className = colorScheme;
      const { queue } = await focusedList();
      await sendKeys({ press: 'Enter' });
      await accessible(queue);
      document.documentElement.className = '';
    });
  }

  it('has none in forced colours, right to left, narrow, or in any density', async () => {
    await emulateMedia({ forcedColors: 'active' });
    const { queue } = await queueDesk();
    await accessible(queue);
    await emulateMedia({ forcedColors: 'none' });
    document.documentElement.dir = 'rtl';
    queue.classList.add('narrow');
    for (const density of ['compact', 'cosy', 'comfortable'] as const) {
      queue.density = density;
      await accessible(queue);
      const grid = await drawn(queue, '[role="grid"]');
      expect(grid.scrollWidth).to.be.at.most(grid.clientWidth);
    }
    document.documentElement.dir = 'ltr';
  });

  it('has none when it is empty or failed', async () => {
    const { queue } = await queueDesk(startTestServer(0));
    await says(queue, 'Nothing is due');
    await expect(queue).to.be.accessible();
  });

  it('puts the first row at the start in right-to-left pages', async () => {
    document.documentElement.dir = 'rtl';
    const { queue } = await queueDesk();
    const row = await drawn(queue, '.row');
    const [who, due] = [row.querySelector('.who'), row.querySelector('.due')];
    expect(who?.getBoundingClientRect().right).to.be.greaterThan(
      due?.getBoundingClientRect().right ?? 0,
    );
    document.documentElement.dir = 'ltr';
  });
});

function heldByAnother(i: number) {
  const soon = new Date(Date.now() + 900_000).toISOString();
  const claim = {
    holderId: 'lind',
    holderName: 'Maria Lind',
    claimedAt: soon,
    expiresAt: soon,
    mine: false,
  };
  return { ...makeTask(i), claim };
}
