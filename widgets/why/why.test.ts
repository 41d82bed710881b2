import { expect, oneEvent } from '@open-wc/testing';
import { html } from 'lit';
import { cure, drawn, isDrawn, look, says, until, wordsOf } from '../test-desk.ts';
import { openHospital } from '../test-hospital.ts';
import { createTestNetwork } from '../test-network.ts';
import { alone } from '../test-story.ts';
import type { HimWhy } from './why.ts';

const ofTask = html`<him-why instance-id=${cure} class="test-list"></him-why>`;
const ofChart = html`<him-why encounter-id="stay-01" class="test-list"></him-why>`;
const open = (markup = ofTask, options?: Parameters<typeof alone>[2]) =>
  alone<HimWhy>('him-why', markup, options);

describe('him-why should', () => {
  it('name the rule with what is so here, and what would end it', async () => {
    const { widget } = await open();
    await says(widget, 'Discharge summary: missing');
    await says(widget, '42 CFR 482.24(c)(4)');
    await says(widget, 'Here: Inpatient');
    await says(widget, 'Discharge summary arrives, signed by the practitioner who owes it');
    await says(widget, /Void, by Analyst/);
    await says(widget, 'Due by law');
  });

  it('say which rows do not ask for a document, and what is against them', async () => {
    const { widget } = await open(ofChart);
    await says(widget, 'Not required, and why');
    const against = await drawn(widget, '.conditions .mark.danger');
    expect(wordsOf(against)).to.contain('Does not hold');
    const field = await drawn<HTMLInputElement>(widget, 'input[type="search"]');
    field.value = 'discharge';
    field.dispatchEvent(new Event('input'));
    await until(
      () => !wordsOf(widget.renderRoot).includes('History and physical'),
      'the others are gone',
    );
    field.value = 'nothing of the kind';
    field.dispatchEvent(new Event('input'));
    await says(widget, 'No rule speaks of');
  });

  it('ask the host to open the deficiency of a row', async () => {
    const { widget } = await open(ofChart);
    const link = await drawn<HTMLButtonElement>(widget, '.link');
    setTimeout(() => link.click());
    const { detail } = await oneEvent(widget, 'him-task-open');
    expect(detail.instanceId).to.contain('deficiency.stay-01.');
  });

  it('tell anew when the work moves', async () => {
    const { widget, hospital } = await open();
    await says(widget, 'Void, by');
    const event = { type: 'deficiency.complete', reason: 'Found in the paper chart' };
    await hospital.call('supervisor', `/api/instances/${cure}/events`, event);
    await says(widget, /Verify, by/);
  });

  it('say that it is not open to someone, and what failed', async () => {
    const { widget } = await open(ofChart, { user: 'coder' });
    await says(widget, /Required of this chart|not open to you/);
    const hospital = await openHospital();
    const network = createTestNetwork(hospital.app);
    network.disturb(`GET /api/instances/${cure}/why`, 'gateway down');
    const failed = await open(ofTask, { hospital, network });
    await says(failed.widget, 'The reasons could not be loaded');
    await expect(failed.widget).to.be.accessible();
    (await drawn<HTMLButtonElement>(failed.widget, '.state button')).click();
    await says(failed.widget, 'Why it is here');
  });

  for (const scheme of ['light', 'dark'] as const)
    it(`be accessible, ${scheme}, and with nothing chosen`, async () => {
      await look({ scheme });
      const { widget } = await open(
        html`<him-why instance-id=${cure} encounter-id="stay-01" class="test-list"></him-why>`,
      );
      await says(widget, 'Not required, and why');
      await expect(widget).to.be.accessible();
      const { widget: empty } = await open(html`<him-why class="test-list"></him-why>`);
      await says(empty, 'Choose a task or a chart');
      await expect(empty).to.be.accessible();
      expect(isDrawn(empty, 'section')).to.equal(false);
    });
});
