import { expect, oneEvent } from '@open-wc/testing';
import { html } from 'lit';
import { drawn, queueDesk, rowsOf, says, until, wordsOf } from '../test-desk.ts';
import { type Hospital, openHospital } from '../test-hospital.ts';
import type { HimQueue } from './queue.ts';

interface Kept {
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
  readonly sharedWith: string | null;
  readonly filters: { readonly due: unknown };
}
const views = async (hospital: Hospital, user = 'analyst'): Promise<Kept[]> =>
  ((await hospital.call(user, '/api/views')) as { views: Kept[] }).views;

const button = (queue: HimQueue, words: string): Promise<HTMLElement> => {
  const find = () =>
    [...queue.renderRoot.querySelectorAll<HTMLElement>('button')].find(
      (one) => wordsOf(one) === words,
    );
  return until(find, `no button ${words}`);
};

async function choose(queue: HimQueue, label: string, words: string): Promise<void> {
  const select = await drawn<HTMLSelectElement>(queue, `select[aria-label="${label}"]`);
  const find = () => [...select.options].find((one) => wordsOf(one).startsWith(words));
  select.value = (await until(find, `no choice ${words}`)).value;
  select.dispatchEvent(new Event('change'));
}

async function filtering(options = {}) {
  const made = await queueDesk(options);
  await drawn(made.queue, '.row');
  (await drawn(made.queue, '[aria-label="Filter and views"]')).click();
  await drawn(made.queue, '.filters');
  return made;
}

async function saveAs(
  queue: HimQueue,
  name: string,
  role?: string,
  isDefault = false,
): Promise<void> {
  (await button(queue, 'Save as…')).click();
  const dialog = await drawn<HTMLDialogElement>(queue, '#view[open]');
  const field = dialog.querySelector<HTMLInputElement>('[name="name"]') as HTMLInputElement;
  field.value = name;
  if (isDefault) dialog.querySelector<HTMLElement>('[name="default"]')?.click();
  if (role !== undefined)
    (await drawn<HTMLSelectElement>(queue, '#view [name="role"]')).value = role;
  dialog.querySelector('form')?.requestSubmit();
}

const chosen = (queue: HimQueue): string =>
  wordsOf(
    queue.renderRoot.querySelector<HTMLSelectElement>('select[aria-label="Show"]')
      ?.selectedOptions[0],
  );

describe('him-queue with filters', () => {
  it('shows only what is overdue, says how many, and tells the host in words without health data', async () => {
    const { queue } = await filtering();
    await expect(queue).to.be.accessible();
    const told = oneEvent(queue, 'him-view-change');
    await choose(queue, 'Due', 'Due within 7 days');
    expect((await told).detail).to.deep.equal({
      queue: 'deficiencies',
      show: 'open',
      view: '',
      filters: { practitioner: null, facility: null, due: { from: 0, to: 7 } },
      sort: [],
      groupBy: 'none',
    });
    await until(() => rowsOf(queue).every((row) => !/late/.test(wordsOf(row))), 'nothing late');
  });

  it('narrows to one practitioner, and back by one press', async () => {
    const { queue } = await filtering();
    const all = rowsOf(queue).length;
    await choose(queue, 'Practitioner', 'Elena Reyes');
    await until(
      () =>
        rowsOf(queue).length < all &&
        rowsOf(queue).every((row) => wordsOf(row).includes('Elena Reyes')),
      'only hers',
    );
    (await button(queue, 'Clear')).click();
    await until(() => rowsOf(queue).length === all, 'all again');
  });

  it('says that nothing matches, and leads back to the whole list', async () => {
    const { queue } = await filtering();
    await choose(queue, 'Due', 'Due between');
    const from = await drawn<HTMLInputElement>(queue, '[aria-label="Due from"]');
    from.value = '2040-01-01';
    from.dispatchEvent(new Event('change'));
    await says(queue, 'Nothing matches the filter');
    await expect(queue).to.be.accessible();
    (await button(queue, 'Show open tasks')).click();
    await drawn(queue, '.row');
  });
});

describe('him-queue with saved views', () => {
  it('saves a view, counts it, opens with it when it is the default, and by its id', async () => {
    const { queue, hospital } = await filtering();
    await choose(queue, 'Due', 'Overdue');
    const overdue = await until(
      () => rowsOf(queue).length < 9 && rowsOf(queue).length,
      'fewer rows',
    );
    await saveAs(queue, 'Late ones', undefined, true);
    await until(() => chosen(queue) === `Late ones · ${overdue}`, 'it is chosen and counted');
    const [view] = await views(hospital);
    expect(view?.filters.due).to.deep.equal({ from: null, to: -1 });
    expect(queue.view).to.equal(view?.id);

    const again = await queueDesk({ hospital });
    await until(() => rowsOf(again.queue).length === overdue, 'the default view');
    expect(again.queue.view).to.equal(view?.id);

    const named = html`<him-queue queue="deficiencies" view=${view?.id ?? ''} class="test-list"></him-queue>`;
    const third = await queueDesk({ hospital }, named);
    await until(() => rowsOf(third.queue).length === overdue, 'the named view');
    const none = html`<him-queue queue="deficiencies" view="no-such" class="test-list"></him-queue>`;
    const fourth = await queueDesk({ hospital }, none);
    await until(
      () => rowsOf(fourth.queue).length === 9,
      'the whole list where there is no such view',
    );
  });

  it('marks a view as changed, saves it, renames and deletes it', async () => {
    const { queue, hospital } = await filtering();
    await saveAs(queue, 'Mine');
    await until(() => chosen(queue).startsWith('Mine'), 'it is chosen');
    await choose(queue, 'Due', 'Overdue');
    await until(() => chosen(queue) === 'Mine · changed', 'it is changed');
    (await button(queue, 'Save')).click();
    await until(() => /^Mine · \d$/.test(chosen(queue)), 'it is saved');
    expect((await views(hospital))[0]?.filters.due).to.deep.equal({ from: null, to: -1 });

    (await button(queue, 'View…')).click();
    const dialog = await drawn<HTMLDialogElement>(queue, '#view[open]');
    await expect(dialog).to.be.accessible();
    (dialog.querySelector('[name="name"]') as HTMLInputElement).value = 'Very late';
    dialog.querySelector('form')?.requestSubmit();
    await until(() => chosen(queue).startsWith('Very late'), 'it has another name');

    (await button(queue, 'View…')).click();
    await drawn(queue, '#view[open]');
    (await button(queue, 'Delete')).click();
    await until(() => queue.view === '' && rowsOf(queue).length === 9, 'the whole list');
    expect(await views(hospital)).to.deep.equal([]);
  });

  it('lets go of filter and view where the host puts another queue in its place', async () => {
    const { queue } = await filtering();
    await choose(queue, 'Due', 'Overdue');
    await saveAs(queue, 'Late ones');
    await until(() => queue.view !== '', 'it is chosen');
    queue.queue = queue.queue === 'deficiencies' ? 'chart-analysis' : 'deficiencies';
    await until(() => queue.view === '', 'the view is of another queue');
    expect(queue.filters.due).to.equal(null);
    const words = [...queue.renderRoot.querySelectorAll('.filters button')].map(wordsOf);
    expect(words).to.deep.equal(['Save as…']);
  });

  it('says what is wrong with a name, and keeps what was typed', async () => {
    const { queue, hospital } = await filtering();
    await saveAs(queue, 'MRN 0012345');
    const problem = await drawn(queue, '#view .problem');
    expect(wordsOf(problem)).to.contain('five digits');
    expect(await views(hospital)).to.deep.equal([]);
  });

  it('is shared by a lead with a role, and only read by those who have it', async () => {
    const hospital = await openHospital();
    const lead = await filtering({ hospital, user: 'supervisor' });
    await choose(lead.queue, 'Due', 'Overdue');
    await saveAs(lead.queue, 'For the team', 'analyst');
    await until(() => chosen(lead.queue).startsWith('For the team'), 'it is chosen');
    expect((await views(hospital))[0]?.sharedWith).to.equal('analyst');
    const { queue } = await filtering({ hospital });
    await choose(queue, 'Show', 'For the team');
    await until(() => queue.view !== '' && rowsOf(queue).length < 9, 'the analyst has it');
    const words = [...queue.renderRoot.querySelectorAll('.filters button')].map((one) =>
      wordsOf(one),
    );
    expect(words).to.include('Save as…');
    expect(words).not.to.include('View…');
    (await button(queue, 'Save as…')).click();
    await drawn(queue, '#view[open]');
    expect(queue.renderRoot.querySelector('#view [name="role"]') === null).to.equal(true);
  });
});
