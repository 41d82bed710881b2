import { expect, fixture, oneEvent, waitUntil } from '@open-wc/testing';
import { html } from 'lit';
import type { HimApp } from './app/app.ts';
import { load } from './define.ts';
import { admitOkafor, startTestApp, tokenFor } from './test-app.ts';
import { drawn, rowsOf, says } from './test-desk.ts';

async function deskOf(demo: string) {
  await load('him-task');
  const assembled = startTestApp();
  await admitOkafor(assembled);
  const { app: server } = assembled;
  const send = async (input: RequestInfo | URL, init?: RequestInit) =>
    server.request(String(input), init);
  const page = await fixture<HimApp>(
    html`<him-app .fetch=${send} .getToken=${() => tokenFor(server, demo)}>
      <him-queue queue="deficiencies" class="test-list"></him-queue>
      <him-task class="test-task"></him-task>
    </him-app>`,
  );
  const queue = page.querySelector('him-queue');
  const task = page.querySelector('him-task');
  if (queue === null || task === null) throw new Error('the page has no desk');
  queue.addEventListener('him-task-open', ({ detail }) => {
    task.instanceId = detail.instanceId;
    task.taskId = detail.taskId;
  });
  return { queue, task, assembled };
}

describe('the widgets on the real server', () => {
  it('show an analyst what a chart lacks, and why', async () => {
    const { queue, task } = await deskOf('analyst');
    const row = await drawn(queue, '.row');
    expect(row.textContent).to.contain('Okafor, Ada');
    row.click();
    await says(task, 'MRN 1002 3345');
    await says(task, /42 CFR 482\.24/);
  });

  it('let a physician claim, read and sign, and take the task from the list', async () => {
    const { queue, task } = await openedUnsigned();
    const sign = await drawn(task, '.actions .primary');
    expect(sign.textContent).to.contain('Sign and next');
    sign.click();
    const done = oneEvent(task, 'him-task-done');
    const dialog = await drawn(task, 'dialog');
    expect(dialog.textContent).to.match(/discharge summary/i);
    dialog.querySelector<HTMLElement>('.primary')?.click();
    expect((await done).detail.type).to.equal('deficiency.sign');
    await waitUntil(() => queue.renderRoot.textContent?.includes('Done'));
  });

  it('sign nothing but the document the task is about, and only when it is on the desk', async () => {
    const { task } = await openedUnsigned();
    const shown = (): string => task.renderRoot.querySelector('.text')?.textContent ?? '';
    for (const press of ['n', 'p', 'p', 'n']) {
      if (shown().includes('Short of breath')) break;
      task.dispatchEvent(new KeyboardEvent('keydown', { key: press }));
      await waitUntil(() => shown() !== '');
    }
    expect(shown()).to.contain('Short of breath');
    (await drawn(task, '.actions .primary')).click();
    await says(task, 'This is the document to sign. Read it, then sign.');
    await says(task, 'She was admitted with heart failure.');
    expect(task.renderRoot.querySelector('dialog')).to.equal(null);
  });
});

/** A physician who has opened the task of the unsigned discharge summary. */
async function openedUnsigned() {
  const desk = await deskOf('physician');
  const isSummary = (row: HTMLElement) =>
    /discharge summary: not signed/i.test(row.textContent ?? '');
  const find = () => rowsOf(desk.queue).find(isSummary);
  await waitUntil(find, 'the summary is not in the list');
  find()?.click();
  await says(desk.task, 'She was admitted with heart failure.');
  return desk;
}
