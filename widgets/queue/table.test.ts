import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { html } from 'lit';
import { drawn, focused, look, queueDesk, says, until, wordsOf } from '../test-desk.ts';
import { type Hospital, openHospital } from '../test-hospital.ts';
import type { HimQueue } from './queue.ts';

const table = html`<him-queue queue="deficiencies" layout="table" class="test-list wide"></him-queue>`;
const analysis = html`<him-queue queue="chart-analysis" layout="table" class="test-list wide"></him-queue>`;

const heads = (queue: HimQueue): string[] =>
  [...queue.renderRoot.querySelectorAll('.head')].map((one) => wordsOf(one));
const head = (queue: HimQueue, key: string): Promise<HTMLElement> =>
  drawn(queue, `.head[data-key="${key}"]`);
const column = (queue: HimQueue, key: string): string[] =>
  [...queue.renderRoot.querySelectorAll(`.row:not(.group) .column-${key}`)].map((one) =>
    wordsOf(one),
  );
const groups = (queue: HimQueue): string[] =>
  [...queue.renderRoot.querySelectorAll('.row.group')].map((one) => wordsOf(one));

interface Kept {
  readonly name: string;
  readonly isDefault: boolean;
  readonly columns: { key: string; width: number | null; isShown: boolean }[];
}
const views = async (hospital: Hospital): Promise<Kept[]> =>
  ((await hospital.call('analyst', '/api/views')) as { views: Kept[] }).views;

async function tableDesk(widgets = table, options = {}) {
  const made = await queueDesk(options, widgets);
  await drawn(made.queue, '.cell');
  return made;
}

describe('him-queue as a table', () => {
  it('names its columns, numbers its rows and cells, and says how it is ordered', async () => {
    const { queue } = await tableDesk();
    const grid = await drawn(queue, '[role="grid"]');
    expect(heads(queue)).to.deep.equal([
      'Patient',
      'MRN',
      'Task',
      'Practitioner',
      'Discharged',
      'Days out',
      'Due',
      'Status',
    ]);
    expect(grid.getAttribute('aria-rowcount')).to.equal('10');
    expect(grid.getAttribute('aria-colcount')).to.equal('9');
    const row = await drawn(queue, '.row[data-index="0"]');
    expect(row.getAttribute('aria-rowindex')).to.equal('2');
    expect(row.querySelector('.column-patient')?.getAttribute('aria-colindex')).to.equal('2');
    expect((await head(queue, 'due')).getAttribute('aria-sort')).to.equal('other');
  });

  it('shows an analyst the stay, and how much of each chart is open', async () => {
    const { queue } = await tableDesk(analysis);
    expect(heads(queue)).to.include.members([
      'Class',
      'LOS',
      'Days out',
      'Open/total',
      'Oldest owner',
    ]);
    expect(column(queue, 'class')[0]).to.equal('Inpatient');
    expect(column(queue, 'stay-days')[0]).to.match(/^\d+$/);
    expect(column(queue, 'deficiencies').join(' ')).to.match(/\d+ \/ \d+/);
    await until(() => column(queue, 'oldest-owner').some((name) => name !== ''), 'an owner');
  });

  it('is a table by itself where there is room, and two lines where there is none', async () => {
    const { queue } = await queueDesk();
    await drawn(queue, '.who');
    queue.classList.add('wide');
    await drawn(queue, '.cell');
    queue.layout = 'list';
    await drawn(queue, '.who');
  });

  it('sorts by a head: up, down, and back to the published order', async () => {
    const { queue } = await tableDesk();
    const published = column(queue, 'patient');
    const sorted = published.toSorted((a, b) => a.localeCompare(b));
    const told = oneEvent(queue, 'him-view-change');
    (await head(queue, 'patient')).click();
    await until(() => column(queue, 'patient')[0] === sorted[0], 'sorted');
    expect(column(queue, 'patient')).to.deep.equal(sorted);
    expect((await told).detail.sort).to.deep.equal([{ key: 'patient', isDescending: false }]);
    expect((await head(queue, 'patient')).getAttribute('aria-sort')).to.equal('ascending');
    (await head(queue, 'patient')).click();
    await until(() => column(queue, 'patient')[0] === sorted.at(-1), 'sorted down');
    (await head(queue, 'patient')).click();
    await until(() => column(queue, 'patient')[0] === published[0], 'as published');
  });

  it('changes widths and places by keyboard, and keeps them for the user', async () => {
    const { queue, hospital } = await tableDesk();
    (await head(queue, 'patient')).focus();
    await sendKeys({ press: 'ArrowRight' });
    await until(() => focused()?.dataset.key === 'mrn', 'the next head has the focus');
    await sendKeys({ press: 'Shift+ArrowRight' });
    await sendKeys({ press: 'Control+ArrowLeft' });
    await until(() => heads(queue)[0] === 'MRN', 'it is the first');
    let found: Kept | undefined;
    for (let tries = 0; found === undefined && tries < 40; tries += 1) {
      found = (await views(hospital))[0];
      await new Promise((go) => setTimeout(go, 50));
    }
    expect(found?.isDefault).to.equal(true);
    expect(found?.columns[0]).to.deep.equal({ key: 'mrn', width: 106, isShown: true });

    const again = await tableDesk(table, { hospital });
    await until(() => heads(again.queue)[0] === 'MRN', 'the same at another desk');
  });

  it('is widened at the edge of a head by pointer', async () => {
    const { queue } = await tableDesk();
    const first = await head(queue, 'patient');
    const edge = first.querySelector('.edge') as HTMLElement;
    const { left, top, width } = edge.getBoundingClientRect();
    const before = first.getBoundingClientRect().width;
    const at = (by: number): [number, number] => [
      Math.round(left + width / 2 + by),
      Math.round(top + 5),
    ];
    await sendMouse({ type: 'move', position: at(0) });
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'move', position: at(60) });
    await sendMouse({ type: 'up' });
    await until(async () => true, 'moved');
    const after = (await head(queue, 'patient')).getBoundingClientRect().width;
    expect(after - before).to.be.greaterThan(30);
    expect((await head(queue, 'patient')).getAttribute('aria-sort')).to.equal('none');
  });

  it('chooses columns in a dialog, and never none', async () => {
    const { queue } = await tableDesk();
    queue.focus();
    await until(() => focused()?.dataset.index === '0', 'a row has the focus');
    await sendKeys({ press: 'f' });
    const button = () =>
      [...queue.renderRoot.querySelectorAll<HTMLElement>('.filters .button')].find((one) =>
        wordsOf(one).startsWith('Columns'),
      );
    (await until(button, 'the button for columns')).click();
    const dialog = await drawn<HTMLDialogElement>(queue, '#columns[open]');
    await expect(dialog).to.be.accessible();
    dialog.querySelector<HTMLElement>('[aria-label="Show MRN"]')?.click();
    await until(() => !heads(queue).includes('MRN'), 'MRN is gone');
    dialog.querySelector<HTMLElement>('[aria-label="Show Facility"]')?.click();
    await until(() => heads(queue).includes('Facility'), 'the facility is there');
    for (const box of dialog.querySelectorAll<HTMLInputElement>('input:checked')) {
      box.click();
      await queue.updateComplete;
    }
    expect(heads(queue)).to.have.length(1);
  });

  it('groups by practitioner with counts; a group closes and opens', async () => {
    const { queue } = await tableDesk();
    const all = column(queue, 'patient').length;
    queue.focus();
    await until(() => focused()?.dataset.index === '0', 'a row has the focus');
    await sendKeys({ press: 'f' });
    const choice = await drawn<HTMLSelectElement>(queue, 'select[aria-label="Group by"]');
    choice.value = 'practitioner';
    choice.dispatchEvent(new Event('change'));
    const first = await drawn(queue, '.row.group[aria-expanded="true"]');
    const counts = groups(queue).map((words) => Number(/(\d+)$/.exec(words)?.[1]));
    expect(counts.reduce((sum, n) => sum + n, 0)).to.equal(all);
    const [own = 0] = counts;
    const grid = await drawn(queue, '[role="treegrid"]');
    await expect(queue).to.be.accessible();
    first.click();
    await drawn(queue, '.row.group[aria-expanded="false"]');
    expect(column(queue, 'patient')).to.have.length(all - own);
    expect(grid.getAttribute('aria-rowcount')).to.equal(String(all - own + counts.length + 1));
  });

  it('moves nothing in the reader’s own order: what left is struck through, what came is counted', async () => {
    const { queue, hospital } = await tableDesk();
    (await head(queue, 'patient')).click();
    await until(
      () => wordsOf(queue.renderRoot.querySelector('[aria-sort="ascending"]')) === 'Patient',
      'sorted',
    );
    await until(
      () =>
        column(queue, 'patient')[0] === 'Larsen, Ingrid' || column(queue, 'patient').length === 9,
      'drawn',
    );
    const before = column(queue, 'patient');
    const larsen = 'deficiency.stay-11.unsigned.discharge-summary-stay-11-3';
    const event = { type: 'deficiency.void', reason: 'Entered twice' };
    await hospital.call('supervisor', `/api/instances/${larsen}/events`, event);
    await hospital.admit('12');
    const gone = await drawn(queue, '.row.gone');
    expect(wordsOf(gone)).to.contain('Larsen, Ingrid');
    expect(wordsOf(gone)).to.contain('Moved on');
    expect(getComputedStyle(gone.querySelector('.cell') as Element).textDecorationLine).to.equal(
      'line-through',
    );
    const pill = await drawn(queue, '.pill');
    expect(wordsOf(pill)).to.equal('1 new');
    expect(column(queue, 'patient')).to.deep.equal(before);
    pill.click();
    await until(() => column(queue, 'patient').includes('New Dubois, Camille'), 'it is there');
    // From now on it is no news.
    queue.focus();
    await sendKeys({ press: 'm' });
    await until(() => column(queue, 'patient').includes('Dubois, Camille'), 'it is seen');
    const after = column(queue, 'patient');
    await until(
      () => {
        const now = column(queue, 'patient');
        return now.join() === now.toSorted((a, b) => a.localeCompare(b)).join();
      },
      `sorted again: ${after.join(' ')}`,
    );
    expect(column(queue, 'patient')).not.to.include('Larsen, Ingrid');
  });

  it('does not pretend to sort a list of 100,000', async function () {
    this.timeout(20_000);
    const hospital = await openHospital();
    await hospital.fill('deficiency.stay-03.unsigned.history-and-physical-stay-03-1/cure', 100_000);
    const { queue } = await tableDesk(table, { hospital });
    (await head(queue, 'patient')).click();
    await says(queue, 'lists of 2,000 tasks at most');
    expect((await head(queue, 'patient')).getAttribute('aria-sort')).to.equal('none');
    const grid = await drawn(queue, '[role="grid"]');
    grid.scrollTop = 36 * 90_000;
    const row = await drawn(queue, '.row[data-index="90000"]:not(:has(.skeleton))');
    expect(row.getAttribute('aria-rowindex')).to.equal('90002');
    const top = grid.getBoundingClientRect().top + 33;
    expect(row.getBoundingClientRect().top).to.be.closeTo(top, 1);
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`has no axe findings in ${scheme}, and none right to left`, async () => {
      await look({ scheme });
      const { queue } = await tableDesk(analysis);
      await expect(queue).to.be.accessible();
      await look({ scheme, dir: 'rtl' });
      await expect(queue).to.be.accessible();
    });
  }
});
