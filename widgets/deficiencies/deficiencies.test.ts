import { expect, oneEvent } from '@open-wc/testing';
import { html } from 'lit';
import { cure, drawn, look, says, until, wordsOf } from '../test-desk.ts';
import { alone } from '../test-story.ts';
import type { HimDeficiencies } from './deficiencies.ts';

const open = (id = 'stay-01', user = 'analyst', className = 'test-task') =>
  alone<HimDeficiencies>(
    'him-deficiencies',
    html`<him-deficiencies encounter-id=${id} instance-id=${cure} class=${className}></him-deficiencies>`,
    { user },
  );
const rows = (widget: HimDeficiencies) => [...widget.renderRoot.querySelectorAll('tbody tr')];

describe('him-deficiencies should', () => {
  it('say what a chart lacks, whose it is and when it is due', async () => {
    const { widget } = await open();
    await says(widget, 'Discharge summary: missing');
    const row = await drawn(widget, 'tr[aria-current="true"]');
    expect(wordsOf(row)).to.contain('Reyes');
    expect(wordsOf(row)).to.contain('Assigned');
    expect(row.querySelector('time')).to.have.attribute('title').that.contains('20');
  });

  it('show what is closed when asked, with why', async () => {
    const { widget, hospital } = await open();
    await says(widget, 'Discharge summary: missing');
    const before = rows(widget).length;
    const event = { type: 'deficiency.void', reason: 'Entered twice' };
    await hospital.call('supervisor', `/api/instances/${cure}/events`, event);
    await until(() => rows(widget).length === before - 1, 'it left the open ones');
    (await drawn<HTMLButtonElement>(widget, '.choice button[aria-pressed="false"]')).click();
    await says(widget, 'Voided');
    await says(widget, 'Entered twice');
  });

  it('ask the host to open one, and to add one where the reader may', async () => {
    const { widget } = await open();
    const link = await drawn<HTMLButtonElement>(widget, 'tbody .link');
    setTimeout(() => link.click());
    const opened = await oneEvent(widget, 'him-task-open');
    expect(opened.detail.instanceId).to.contain('deficiency.stay-01.');
    const add = await drawn<HTMLButtonElement>(widget, '.head .button');
    setTimeout(() => add.click());
    expect((await oneEvent(widget, 'him-task-open')).detail.instanceId).to.equal('chart.stay-01');
    const { widget: physicians } = await open('stay-01', 'physician');
    await says(physicians, 'Discharge summary: missing');
    expect(physicians.renderRoot.querySelector('.head .button')).to.equal(null);
  });

  for (const scheme of ['light', 'dark'] as const)
    it(`be accessible, ${scheme}, wide and narrow, and where nothing is to be seen`, async () => {
      await look({ scheme });
      const { widget } = await open();
      await says(widget, 'Discharge summary: missing');
      await expect(widget).to.be.accessible();
      const { widget: narrow } = await open('stay-01', 'analyst', 'test-list narrow');
      await says(narrow, 'Discharge summary: missing');
      await expect(narrow).to.be.accessible();
      const { widget: none } = await open('nothing');
      await says(none, 'This chart is not open to you');
      await expect(none).to.be.accessible();
    });
});
