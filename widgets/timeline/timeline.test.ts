import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { html, type LitElement } from 'lit';
import { cure, drawn, look, says, until, wordsOf } from '../test-desk.ts';
import { alone } from '../test-story.ts';
import type { HimTimeline } from './timeline.ts';

const open = (id = 'stay-01') =>
  alone<HimTimeline>(
    'him-timeline',
    html`<him-timeline encounter-id=${id} class="test-task"></him-timeline>`,
  );
const mapOf = async (widget: HimTimeline) => drawn<LitElement>(widget, 'him-workflow-map');
const marked = async (widget: HimTimeline) =>
  [...(await mapOf(widget)).renderRoot.querySelectorAll('.state.current > text')].map(
    (one) => one.textContent,
  );

describe('him-timeline should', () => {
  it('tell what happened to the chart, oldest first', async () => {
    const { widget } = await open();
    await says(widget, 'Admitted');
    const items = [...widget.renderRoot.querySelectorAll('.happening b')].map(wordsOf);
    expect(items[0]).to.equal('Admitted');
    expect(items).to.include('History and physical filed');
    const times = [...widget.renderRoot.querySelectorAll('.happening time')].map(
      (one) => one.getAttribute('datetime') ?? '',
    );
    expect(times).to.deep.equal(times.toSorted());
  });

  it('show how a part of it stood at the moment chosen, by mouse and by keys', async () => {
    const { widget, hospital } = await open();
    await says(widget, 'Admitted');
    const event = { type: 'deficiency.complete', reason: 'Found in the paper chart' };
    await hospital.call('supervisor', `/api/instances/${cure}/events`, event);
    await says(widget, 'Found in the paper chart');
    await drawn(await mapOf(widget), '.state.current');
    expect(await marked(widget)).to.deep.equal(['Completed']);
    const slider = await drawn<HTMLInputElement>(widget, 'input[type="range"]');
    slider.focus();
    setTimeout(() => sendKeys({ press: 'Home' }));
    const { detail } = await oneEvent(widget, 'him-moment');
    expect(detail.encounterId).to.equal('stay-01');
    await says(widget, 'It had not begun yet.');
    expect(slider).to.have.attribute('aria-valuetext').that.contains('Admitted');
    await sendKeys({ press: 'End' });
    await until(
      () => widget.renderRoot.querySelector('him-workflow-map') !== null,
      'the picture is back',
    );
    const chosen = [...widget.renderRoot.querySelectorAll<HTMLOptionElement>('.moment option')];
    expect(chosen.map((one) => one.value)).to.include(cure);
  });

  it('show only what people did, when asked', async () => {
    const { widget, hospital } = await open();
    await says(widget, 'Admitted');
    const event = { type: 'deficiency.complete', reason: 'Found in the paper chart' };
    await hospital.call('supervisor', `/api/instances/${cure}/events`, event);
    await says(widget, 'Found in the paper chart');
    const kind = await drawn<HTMLSelectElement>(widget, '.tools select');
    kind.value = 'person';
    kind.dispatchEvent(new Event('change'));
    await until(
      () => widget.renderRoot.querySelectorAll('.happening').length === 1,
      'one act is left',
    );
  });

  for (const scheme of ['light', 'dark'] as const)
    it(`be accessible, ${scheme}`, async () => {
      await look({ scheme });
      const { widget } = await open();
      await says(widget, 'Admitted');
      await expect(widget).to.be.accessible();
    });

  it('say that a chart is not there for one', async () => {
    const { widget } = await open('nothing');
    await says(widget, 'This chart is not open to you');
    await expect(widget).to.be.accessible();
  });
});
