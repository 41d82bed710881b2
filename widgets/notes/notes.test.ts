import { expect, oneEvent } from '@open-wc/testing';
import { html } from 'lit';
import { drawn, focused, look, says, until, wordsOf } from '../test-desk.ts';
import type { Hospital } from '../test-hospital.ts';
import { alone } from '../test-story.ts';
import type { HimNotes } from './notes.ts';

const open = (
  user = 'analyst',
  options: { hospital?: Hospital; id?: string; more?: string } = {},
) =>
  alone<HimNotes>(
    'him-notes',
    html`<him-notes encounter-id=${options.id ?? 'stay-01'} class="test-task ${options.more ?? ''}"></him-notes>`,
    { user, ...(options.hospital ? { hospital: options.hospital } : {}) },
  );
const notes = (widget: HimNotes) => [...widget.renderRoot.querySelectorAll('li')];
const choose = (select: HTMLSelectElement, value: string): void => {
  select.value = value;
  select.dispatchEvent(new Event('change'));
};

async function write(widget: HimNotes, text: string, audience = 'chart-readers'): Promise<void> {
  (await drawn(widget, '#add')).click();
  const words = await drawn<HTMLTextAreaElement>(widget, 'textarea');
  words.value = text;
  choose(await drawn<HTMLSelectElement>(widget, '#note-audience'), audience);
  await widget.updateComplete;
  if (audience === 'roles')
    (await drawn<HTMLInputElement>(widget, '[name="role"][value="supervisor"]')).click();
  (await drawn(widget, '.form .primary')).click();
  await says(widget, text);
}

const call = (hospital: Hospital, user: string, text: string, audience: unknown) =>
  hospital.call(user, '/api/annotations', {
    kind: 'note',
    target: { source: '/api/charts/stay-01' },
    body: [{ type: 'TextualBody', value: text }],
    audience,
  });

describe('him-notes should', () => {
  it('keep a note, say whose it is and for whom, and tell the host how many there are', async () => {
    const { widget } = await open();
    await says(widget, 'No notes');
    const told = oneEvent(widget, 'him-notes-change');
    await write(widget, 'The summary comes tomorrow', 'roles');
    expect((await told).detail).to.deep.equal({ encounterId: 'stay-01', count: 1 });
    await until(() => notes(widget).length === 1, 'there is one');
    await says(widget, 'Ana Lysander');
    await says(widget, 'For Supervisor');
    await until(() => focused()?.id === 'add', 'the focus goes back');
  });

  it('show what others write for everyone, and not what is for others', async () => {
    const { widget, hospital } = await open();
    await says(widget, 'No notes');
    await call(hospital, 'supervisor', 'Ask the ward', 'chart-readers');
    await call(hospital, 'supervisor', 'For my eyes', 'me');
    await says(widget, 'Ask the ward');
    await says(widget, 'For everyone');
    expect(wordsOf(widget.renderRoot)).not.to.contain('For my eyes');
    // What another wrote is theirs to change; an analyst does not remove it.
    expect(notes(widget)[0]?.querySelectorAll('button').length).to.equal(0);
    const { widget: lead } = await open('manager', { hospital });
    await says(lead, 'Ask the ward');
    expect(lead.renderRoot.querySelectorAll('li button').length).to.equal(1);
  });

  it('change a note in place, for others than before', async () => {
    const { widget } = await open();
    await write(widget, 'First words');
    (await drawn(widget, 'li button[aria-label^="Edit"]')).click();
    const words = await drawn<HTMLTextAreaElement>(widget, 'li textarea');
    expect(words.value).to.equal('First words');
    words.value = 'Better words';
    choose(await drawn<HTMLSelectElement>(widget, 'li select'), 'me');
    (await drawn(widget, 'li .primary')).click();
    await says(widget, 'Better words');
    await says(widget, 'Only for you');
    await says(widget, 'changed');
  });

  it('remove a note with a reason, and not without one', async () => {
    const { widget } = await open();
    await write(widget, 'Not needed any more');
    (await drawn(widget, 'li button[aria-label^="Remove"]')).click();
    const reason = await drawn<HTMLInputElement>(widget, '#remove-reason');
    (await drawn(widget, 'li .primary')).click();
    expect(notes(widget).length).to.equal(1);
    reason.value = 'It came';
    (await drawn(widget, 'li .primary')).click();
    await says(widget, 'No notes');
  });

  it('write nothing where the host says no, or for no role at all', async () => {
    const { widget, hospital } = await open();
    widget.addEventListener('him-action', (event) => event.preventDefault(), { once: true });
    (await drawn(widget, '#add')).click();
    (await drawn<HTMLTextAreaElement>(widget, 'textarea')).value = 'Vetoed';
    const save = await drawn(widget, '.form .primary');
    save.click();
    choose(await drawn<HTMLSelectElement>(widget, '#note-audience'), 'roles');
    await widget.updateComplete;
    save.click();
    const found = await hospital.call('analyst', '/api/annotations?encounter=stay-01');
    expect((found as { annotations: unknown[] }).annotations).to.deep.equal([]);
  });

  for (const scheme of ['light', 'dark'] as const)
    it(`be accessible, ${scheme}: empty, with notes, while one is written, narrow, and denied`, async () => {
      await look({ scheme });
      const { widget, hospital } = await open();
      await says(widget, 'No notes');
      await expect(widget).to.be.accessible();
      await write(widget, 'The summary comes tomorrow');
      await expect(widget).to.be.accessible();
      (await drawn(widget, '#add')).click();
      choose(await drawn<HTMLSelectElement>(widget, '#note-audience'), 'roles');
      await drawn(widget, 'fieldset');
      await expect(widget).to.be.accessible();
      const { widget: narrow } = await open('analyst', { hospital, more: 'narrow' });
      await says(narrow, 'The summary comes tomorrow');
      await expect(narrow).to.be.accessible();
      const { widget: none } = await open('analyst', { id: 'nothing' });
      await says(none, 'This chart is not open to you');
      await expect(none).to.be.accessible();
    });
});
