import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { html } from 'lit';
import {
  type DeskOptions,
  drawn,
  focused,
  look,
  queueDesk,
  rowsOf,
  says,
  until,
  wordsOf,
} from '../test-desk.ts';
import { type Hospital, openHospital } from '../test-hospital.ts';
import type { HimQueue } from './queue.ts';

const table = html`<him-queue queue="deficiencies" layout="table" class="test-list wide"></him-queue>`;
const analysis = html`<him-queue queue="chart-analysis" class="test-list"></him-queue>`;
const osman = 'deficiency.stay-24.missing-document.post-anesthesia-evaluation.operation-stay-24';

async function focusedList(options?: DeskOptions, widgets?: typeof table) {
  const made = await queueDesk(options, widgets);
  await drawn(made.queue, '.row:not(:has(.skeleton))');
  made.queue.focus();
  await until(() => focused()?.dataset.index === '0', 'a row has the focus');
  return made;
}

const marked = (queue: HimQueue): number =>
  queue.renderRoot.querySelectorAll('.row[aria-selected="true"]').length;

const button = (queue: HimQueue, words: string): Promise<HTMLElement> => {
  const find = () =>
    [...queue.renderRoot.querySelectorAll<HTMLElement>('button')].find(
      (one) => wordsOf(one) === words,
    );
  return until(find, `no button ${words}`);
};

async function act(queue: HimQueue, words: string): Promise<HTMLDialogElement> {
  const dialog = await drawn<HTMLDialogElement>(queue, '#bulk[open]');
  const select = dialog.querySelector<HTMLSelectElement>('#bulk-act');
  const option = [...(select?.options ?? [])].find((one) => wordsOf(one) === words);
  if (select === null || option === undefined) throw new Error(`${words} cannot be chosen`);
  select.value = option.value;
  select.dispatchEvent(new Event('change'));
  await queue.updateComplete;
  return dialog;
}

function fill(dialog: HTMLElement, name: string, value: string): void {
  const field = dialog.querySelector<HTMLInputElement>(`[name="${name}"]`);
  if (field === null) throw new Error(`there is no field ${name}`);
  field.value = value;
}

function submit(dialog: HTMLElement): void {
  dialog.querySelector('form')?.requestSubmit();
}

async function listOf(hospital: Hospital, state = 'open', queue = 'deficiencies') {
  const path = `/api/tasks?queue=${queue}&listState=${state}`;
  return (await hospital.call('supervisor', path)) as {
    tasks: { instanceId: string; claim: unknown; practitioner: { name: string } | null }[];
  };
}

describe('him-queue with marked rows', () => {
  it('marks by keyboard, says how many, and takes the marks off', async () => {
    const { queue } = await focusedList(undefined, table);
    await sendKeys({ press: 'x' });
    await until(() => marked(queue) === 1, 'one');
    await sendKeys({ press: 'Shift+ArrowDown' });
    await sendKeys({ press: 'Shift+ArrowDown' });
    await until(() => marked(queue) === 3, 'three');
    await says(queue, '3 marked');
    await expect(queue).to.be.accessible();
    await sendKeys({ press: 'Control+a' });
    await until(() => marked(queue) === 9, 'all');
    await sendKeys({ press: 'Escape' });
    await until(() => marked(queue) === 0, 'none');
  });

  it('marks by the box and by Shift and a click, opening nothing', async () => {
    const { queue } = await focusedList(undefined, table);
    let opened = 0;
    queue.addEventListener('him-task-open', () => {
      opened += 1;
    });
    (await drawn(queue, '.row[data-index="1"] .mark')).click();
    await until(() => marked(queue) === 1, 'one');
    const fourth = await drawn(queue, '.row[data-index="3"]');
    fourth.dispatchEvent(
      new MouseEvent('click', { bubbles: true, composed: true, shiftKey: true }),
    );
    await until(() => marked(queue) === 3, 'three');
    expect(opened).to.equal(0);
  });

  it('gives several to another practitioner at once, with a result for each that stays', async () => {
    const { queue, hospital } = await focusedList({ user: 'supervisor' }, table);
    await sendKeys({ press: 'Shift+ArrowDown' });
    await until(() => marked(queue) === 2, 'two');
    await sendKeys({ press: 'a' });
    const dialog = await act(queue, 'Assign');
    expect(wordsOf(dialog.querySelector('h2'))).to.equal('Assign: 2 tasks');
    await expect(dialog).to.be.accessible();
    const people = dialog.querySelector<HTMLSelectElement>('[name="practitionerId"]');
    const cole = [...(people?.options ?? [])].find((one) => wordsOf(one) === 'Marcus Cole');
    fill(dialog, 'practitionerId', cole?.value ?? '');
    submit(dialog);
    await says(queue, 'Assign: 2 done, 0 refused');
    await expect(queue).to.be.accessible();
    const { tasks } = await listOf(hospital);
    const his = tasks.filter(({ practitioner }) => practitioner?.name === 'Marcus Cole');
    expect(his.length).to.be.at.least(2);
    (await button(queue, 'Dismiss')).click();
    await until(() => !wordsOf(queue.renderRoot).includes('2 done'), 'it is gone');
  });

  it('says for each why it was refused, and tries only those again', async () => {
    const { queue, hospital } = await focusedList();
    await sendKeys({ press: 'Shift+ArrowDown' });
    await sendKeys({ press: 'a' });
    const dialog = await act(queue, 'Void');
    // A colleague is quicker with one of the two.
    const event = { type: 'deficiency.void', reason: 'Entered twice' };
    await hospital.call('supervisor', `/api/instances/${osman}/events`, event);
    fill(dialog, 'reason', 'Not needed for this stay');
    submit(dialog);
    await says(queue, 'Void: 1 done, 1 refused');
    await says(queue, /Refused Osman, Fatima \S+/);
    await expect(queue).to.be.accessible();
    const before = (await listOf(hospital)).tasks.length;
    (await button(queue, 'Try the refused again')).click();
    await until(() => wordsOf(queue.renderRoot).includes('1 done, 1 refused'), 'still refused');
    expect((await listOf(hospital)).tasks.length).to.equal(before);
  });

  it('asks again under the same key what got no answer, so that nothing is done twice', async () => {
    const { queue, network, hospital } = await focusedList();
    await sendKeys({ press: 'a' });
    const dialog = await act(queue, 'Void');
    fill(dialog, 'reason', 'Not needed for this stay');
    network.disturb('POST /api/instances/events', 'gateway down');
    submit(dialog);
    await says(queue, 'nothing is done twice');
    (await button(queue, 'Try the refused again')).click();
    await says(queue, 'Void: 1 done, 0 refused');
    const { tasks } = await listOf(hospital);
    expect(tasks.some(({ instanceId }) => instanceId === osman)).to.equal(false);
  });

  it('sends nothing that the host vetoes', async () => {
    const { queue, network } = await focusedList();
    queue.addEventListener('him-tasks-act', (event) => event.preventDefault());
    await sendKeys({ press: 'a' });
    const dialog = await act(queue, 'Void');
    fill(dialog, 'reason', 'Not needed for this stay');
    const told = oneEvent(queue, 'him-tasks-act');
    submit(dialog);
    expect((await told).detail).to.deep.equal({
      type: 'deficiency.void',
      instanceIds: [osman],
      queue: 'deficiencies',
    });
    expect(network.requests.filter((line) => line.startsWith('POST /api/inst'))).to.deep.equal([]);
  });
});

describe('him-queue with skip and hold', () => {
  it('skips with S: the row says so, nothing is claimed, and the next task is another one', async () => {
    const { queue, hospital } = await focusedList();
    await sendKeys({ press: 's' });
    await until(() => focused()?.dataset.index === '1', 'the next row');
    await until(() => wordsOf(rowsOf(queue)[0]).includes('Skipped'), 'the row says it');
    expect((await listOf(hospital)).tasks[0]?.claim).to.equal(null);
    const opened = oneEvent(queue, 'him-task-open');
    await sendKeys({ press: 'n' });
    expect((await opened).detail.instanceId).not.to.equal(osman);
    expect((await listOf(hospital)).tasks[0]?.claim).to.equal(null);
  });

  it('holds a chart with H, with a reason and the day it comes back', async () => {
    const { queue, hospital } = await focusedList(undefined, analysis);
    const { instanceId } = (await listOf(hospital, 'open', 'chart-analysis')).tasks[0] ?? {};
    await sendKeys({ press: 'h' });
    const dialog = await drawn<HTMLDialogElement>(queue, '#bulk[open]');
    expect(wordsOf(dialog.querySelector('h2'))).to.equal('Hold: 1 task');
    await expect(dialog).to.be.accessible();
    fill(dialog, 'reason', 'Waits for the outside record');
    const inAWeek = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
    fill(dialog, 'returnOn', inAWeek);
    submit(dialog);
    await says(queue, 'Hold: 1 done, 0 refused');
    const held = await listOf(hospital, 'on-hold', 'chart-analysis');
    expect(held.tasks.map((one) => one.instanceId)).to.include(instanceId);
  });

  it('says so where nothing can be held', async () => {
    const { queue } = await focusedList();
    await sendKeys({ press: 'h' });
    await says(queue, 'This task cannot be put on hold.');
  });
});

describe('him-queue with keys of one’s own', () => {
  it('changes a key on the sheet, uses it, keeps it for the user in this browser, and gives the usual ones back', async () => {
    localStorage.clear();
    const { queue, hospital } = await focusedList();
    await sendKeys({ press: '?' });
    await drawn(queue, '#keys[open]');
    (await drawn(queue, '.key[data-act="claim"]')).click();
    await says(queue, 'Press the new key…');
    await sendKeys({ press: 'u' });
    await says(queue, 'U is the key for: Give the task back to the queue');
    await expect(await drawn(queue, '#keys[open]')).to.be.accessible();
    await sendKeys({ press: 'g' });
    await until(
      () => wordsOf(queue.renderRoot.querySelector('.key[data-act="claim"] kbd')) === 'G',
      'G',
    );
    await sendKeys({ press: 'Escape' });
    queue.focus();
    await sendKeys({ press: 'g' });
    await says(queue, 'Yours');

    await until(() => localStorage.getItem('chartkeeper.keys.analyst'), 'it is kept');
    const again = await focusedList({ hospital });
    await sendKeys({ press: 'u' });
    await until(() => !wordsOf(rowsOf(again.queue)[0]).includes('Yours'), 'it is free');
    await sendKeys({ press: '?' });
    await drawn(again.queue, '#keys[open]');
    const claimKey = () =>
      wordsOf(again.queue.renderRoot.querySelector('.key[data-act="claim"] kbd'));
    await until(() => claimKey() === 'G', 'G at another desk');
    (await button(again.queue, 'Usual keys')).click();
    await until(() => claimKey() === 'C', 'C again');
    localStorage.clear();
  });

  it('leaves keeping to a host that gives the keys', async () => {
    const hospital = await openHospital();
    const { app, queue } = await focusedList({ hospital });
    app.keys = { queue: { claim: ['g'] } };
    await app.updateComplete;
    const told = oneEvent(app, 'him-keys-change');
    await sendKeys({ press: '?' });
    await drawn(queue, '#keys[open]');
    (await drawn(queue, '.key[data-act="skip"]')).click();
    await says(queue, 'Press the new key…');
    await sendKeys({ press: 'y' });
    expect((await told).detail.keys).to.deep.equal({ queue: { claim: ['g'], skip: ['y'] } });
    expect(localStorage.getItem('chartkeeper.keys.analyst')).to.equal(null);
  });
});

describe('him-queue with marks and results', () => {
  for (const looks of [{ scheme: 'dark' }, { forcedColors: true }] as const) {
    it(`has no axe findings with ${Object.keys(looks)[0]}`, async () => {
      await look(looks);
      const { queue } = await focusedList(undefined, table);
      await sendKeys({ press: 'Shift+ArrowDown' });
      await says(queue, '2 marked');
      await expect(queue).to.be.accessible();
    });
  }
});
