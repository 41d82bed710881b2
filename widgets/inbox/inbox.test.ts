import { expect, oneEvent } from '@open-wc/testing';
import { html } from 'lit';
import { drawn, isDrawn, look, says, until, wordsOf } from '../test-desk.ts';
import { openHospital } from '../test-hospital.ts';
import { alone } from '../test-story.ts';
import type { HimInbox } from './inbox.ts';

const markup = html`<him-inbox class="test-task"></him-inbox>`;
const open = (options: Parameters<typeof alone>[2] = {}) =>
  alone<HimInbox>('him-inbox', markup, { user: 'physician', ...options });

const unsigned = 'deficiency.stay-21.unsigned.discharge-summary-stay-21-2';

/** The physician has read the words of the one unsigned document, and no other. */
async function read() {
  const hospital = await openHospital();
  await hospital.call('physician', '/api/documents/discharge-summary-stay-21-2/words');
  return open({ hospital });
}
const box = (widget: HimInbox) => drawn<HTMLInputElement>(widget, 'li input:not([disabled])');

describe('him-inbox should', () => {
  it('list what is the reader’s by chart, with how late it is', async () => {
    const { widget } = await open();
    await says(widget, 'Your charts');
    await says(widget, /\d+ open, \d+ late/);
    expect(widget.renderRoot.querySelectorAll('article').length).to.be.greaterThan(0);
    const button = await drawn<HTMLButtonElement>(widget, '.open');
    setTimeout(() => button.click());
    const { detail } = await oneEvent(widget, 'him-task-open');
    expect(detail.instanceId).to.contain('deficiency.');
    await drawn(widget, 'li[aria-current="true"]');
  });

  it('let sign only what was read, and say what became of it', async () => {
    const { widget } = await open();
    await says(widget, 'Open and read it before you sign');
    expect(isDrawn(widget, 'li input:not([disabled])')).to.equal(false);
    const after = await read();
    (await box(after.widget)).click();
    await says(after.widget, 'One selected');
    (await drawn<HTMLButtonElement>(after.widget, '.bar .primary')).click();
    await says(after.widget, 'One signed');
    const state = (await after.hospital.call('supervisor', `/api/instances/${unsigned}`)) as {
      state: string;
    };
    expect(state.state).to.equal('verified');
  });

  it('let tick what was read once something else is opened', async () => {
    const { widget, hospital } = await open();
    await says(widget, 'Open and read it before you sign');
    widget.instanceId = unsigned;
    await widget.updateComplete;
    await hospital.call('physician', '/api/documents/discharge-summary-stay-21-2/words');
    expect(isDrawn(widget, 'li input:not([disabled])')).to.equal(false);
    widget.instanceId = 'another';
    await box(widget);
  });

  it('let tick what was read as soon as it stands before the reader', async () => {
    const { widget, hospital } = await open();
    await says(widget, 'Open and read it before you sign');
    await hospital.call('physician', '/api/documents/discharge-summary-stay-21-2/words');
    const detail = { encounterId: 'stay-21', documentId: 'discharge-summary-stay-21-2' };
    const shown = new CustomEvent('him-document-shown', { detail, bubbles: true, composed: true });
    document.body.dispatchEvent(shown);
    await box(widget);
  });

  it('take the focus where the reader was, so that Tab goes on from there', async () => {
    const { widget } = await open();
    await drawn(widget, '.open');
    const [, second] = [...widget.renderRoot.querySelectorAll<HTMLElement>('.open')];
    second?.click();
    await drawn(widget, 'li[aria-current="true"]');
    widget.focus();
    await until(() => widget.shadowRoot?.activeElement === second, 'the open one has the focus');
  });

  it('sign nothing that the host vetoes', async () => {
    const { widget, hospital } = await read();
    widget.addEventListener('him-action', (event) => event.preventDefault());
    (await box(widget)).click();
    (await drawn<HTMLButtonElement>(widget, '.bar .primary')).click();
    const { state } = (await hospital.call('supervisor', `/api/instances/${unsigned}`)) as {
      state: string;
    };
    expect(state).to.equal('assigned');
    expect(isDrawn(widget, '.notice')).to.equal(false);
  });

  it('decline a chart as a whole, with a reason', async () => {
    const { widget } = await open();
    const button = await drawn<HTMLButtonElement>(widget, 'article header .button');
    const before = widget.renderRoot.querySelectorAll('article').length;
    button.click();
    const dialog = await drawn<HTMLDialogElement>(widget, 'dialog[open]');
    await expect(dialog).to.be.accessible();
    const reason = await drawn<HTMLTextAreaElement>(widget, '#decline-reason');
    reason.value = 'Not my patient.';
    (await drawn<HTMLButtonElement>(widget, 'dialog .primary')).click();
    await says(widget, /declined/);
    await until(
      () => widget.renderRoot.querySelectorAll('article').length === before - 1,
      'the chart left the list',
    );
  });

  it('show only what is to be signed, when asked', async () => {
    const { widget } = await open();
    const select = await drawn<HTMLSelectElement>(widget, '.top select');
    select.value = 'sign';
    select.dispatchEvent(new Event('change'));
    await until(
      () =>
        [...widget.renderRoot.querySelectorAll('li')].every((one) => one.querySelector('input')) ||
        wordsOf(widget.renderRoot).includes('Nothing of that kind'),
      'the others are gone',
    );
  });

  it('say so when it is nobody’s list', async () => {
    const { widget } = await open({ user: 'analyst' });
    await says(widget, 'You have no such list');
    await expect(widget).to.be.accessible();
  });

  for (const scheme of ['light', 'dark'] as const)
    it(`be accessible, ${scheme}`, async () => {
      await look({ scheme });
      const { widget } = await open();
      await says(widget, 'Your charts');
      await expect(widget).to.be.accessible();
    });
});
