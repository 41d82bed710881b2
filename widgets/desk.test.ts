import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { html } from 'lit';
import {
  desk,
  drawn,
  focused,
  isDrawn,
  recordOf,
  rowsOf,
  says,
  unsigned,
  until,
  wordsOf,
} from './test-desk.ts';

/** List and task side by side, joined as a portal joins them. */
async function deskOf(user: string) {
  const made = await desk(
    html`<him-queue queue="deficiencies" class="test-list"></him-queue>
      <him-review class="test-task"></him-review>`,
    { user },
  );
  const queue = made.app.querySelector('him-queue');
  const task = made.app.querySelector('him-review');
  if (queue === null || task === null) throw new Error('the page has no desk');
  queue.addEventListener('him-task-open', ({ detail }) => {
    task.instanceId = detail.instanceId;
    task.taskId = detail.taskId;
  });
  return { ...made, queue, task };
}

async function opened(user: string, patient: string, what: string) {
  const made = await deskOf(user);
  const find = () =>
    rowsOf(made.queue).find((row) => wordsOf(row).includes(patient) && wordsOf(row).includes(what));
  (await until(find, `${patient} is not in the list`)).click();
  await drawn(await recordOf(made.task), '.plain');
  return made;
}

describe('list and task together', () => {
  it('show an analyst what a chart lacks, and why', async () => {
    const { task } = await opened('analyst', 'Larsen', 'Discharge summary');
    await says(task, 'MRN 1002 1507');
    await says(task, 'Discharge summary: not signed');
    await says(task, /42 CFR 482\.24/);
  });

  it('agree on who holds a task, wherever it was claimed', async () => {
    const { queue, task } = await opened('analyst', 'Larsen', 'Discharge summary');
    queue.focus();
    await until(() => focused()?.dataset.index === '3', 'the row has the focus');
    await sendKeys({ press: 'c' });
    await says(task, /Held byYou, until/);
    const giveBack = task.renderRoot.querySelector<HTMLElement>('.panel .main .button');
    expect(wordsOf(giveBack)).to.equal('Give back');
    giveBack?.click();
    await until(() => !wordsOf(rowsOf(queue)[3]).includes('Yours'), 'the row shows it');
  });

  it('let a physician read and sign, and mark the task as done in the list', async () => {
    const { queue, task, hospital } = await opened('physician', 'Singh', 'Discharge summary');
    const sign = await drawn(task, '.actions .primary');
    expect(sign.textContent).to.contain('Sign and next');
    sign.click();
    const done = oneEvent(task, 'him-task-done');
    const dialog = await drawn(task, 'dialog.modal');
    expect(dialog.textContent).to.match(/discharge summary/i);
    dialog.querySelector<HTMLElement>('.primary')?.click();
    const { type, instanceId } = (await done).detail;
    expect(type).to.equal('deficiency.sign');
    await until(() => queue.renderRoot.textContent?.includes('Done'), 'the row says Done');
    const signed = await hospital.call('analyst', `/api/instances/${instanceId}`);
    expect(signed).to.include({ state: 'verified', isOpen: false });
  });

  it('sign nothing but the document the task is about, and only when it is on the desk', async () => {
    const { task, network } = await opened('physician', 'Singh', 'Discharge summary');
    const record = await recordOf(task);
    await says(record, 'Principal diagnosis');
    task.dispatchEvent(new KeyboardEvent('keydown', { key: 'n' }));
    await says(record, 'Chief complaint');
    (await drawn(task, '.actions .primary')).click();
    await says(task, 'This is the document to sign. Read it, then sign.');
    await says(record, 'Principal diagnosis');
    expect(isDrawn(task, 'dialog.modal')).to.equal(false);
    expect(network.requests.some((line) => line.includes('/events'))).to.equal(false);
  });

  it('show nothing of one patient under the name of another while the next is on its way', async () => {
    const { queue, task, network } = await opened('analyst', 'Larsen', 'Discharge summary');
    expect(task.instanceId).to.equal(unsigned);
    network.disturb('GET /api/instances', 'slow');
    rowsOf(queue)[0]?.click();
    await says(task, 'Loading the task');
    expect(wordsOf(task.renderRoot)).not.to.match(/Larsen|weakness/);
    expect(isDrawn(task, 'him-record')).to.equal(false);
    network.hurry();
    await says(task, 'Osman, Fatima');
    expect(wordsOf((await recordOf(task)).renderRoot)).not.to.contain('weakness');
  });
});
