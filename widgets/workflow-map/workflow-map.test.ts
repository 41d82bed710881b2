import { expect } from '@open-wc/testing';
import { html } from 'lit';
import { cure, drawn, isDrawn, look, says, until } from '../test-desk.ts';
import { alone } from '../test-story.ts';
import { currentStates } from './current-states.ts';
import type { HimWorkflowMap } from './workflow-map.ts';

const open = (
  markup = html`<him-workflow-map instance-id=${cure} class="test-task"></him-workflow-map>`,
) => alone<HimWorkflowMap>('him-workflow-map', markup);
const namesOf = (widget: HimWorkflowMap, selector: string) =>
  [...widget.renderRoot.querySelectorAll(`${selector} > text`)].map((one) => one.textContent);

describe('him-workflow-map should', () => {
  it('mark where an instance stands, and the ways open from there', async () => {
    const { widget, hospital } = await open();
    await drawn(widget, 'svg.map');
    expect(namesOf(widget, '.state.current')).to.deep.equal(['Assigned']);
    expect(isDrawn(widget, '.way.open')).to.equal(true);
    const event = { type: 'deficiency.complete', reason: 'Found in the paper chart' };
    await hospital.call('supervisor', `/api/instances/${cure}/events`, event);
    await until(() => namesOf(widget, '.state.current').includes('Completed'), 'it moved');
  });

  it('draw every state of a machine with regions, and a state of another day', async () => {
    const { widget } = await open(
      html`<him-workflow-map workflow="chart" class="test-task"></him-workflow-map>`,
    );
    await drawn(widget, 'svg.map');
    expect(namesOf(widget, '.group')).to.include.members(['Analysis', 'Completion', 'Identity']);
    expect(namesOf(widget, '.state.current')).to.deep.equal([]);
    widget.state = { analysis: 'analysed', completion: 'complete' };
    await until(() => namesOf(widget, '.state.current').length === 2, 'two are marked');
    expect(isDrawn(widget, '.way.open')).to.equal(false);
  });

  it('draw no two states over each other', async () => {
    const { widget } = await open(
      html`<him-workflow-map workflow="deficiency" class="test-task"></him-workflow-map>`,
    );
    await drawn(widget, 'svg.map');
    const boxes = [...widget.renderRoot.querySelectorAll('.state > rect')].map((one) =>
      one.getBoundingClientRect(),
    );
    const meets = (a: DOMRect, b: DOMRect) =>
      a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    expect(boxes.some((a, i) => boxes.slice(i + 1).some((b) => meets(a, b)))).to.equal(false);
  });

  it('say the same as a list, larger and smaller, and be accessible', async () => {
    await look({ scheme: 'dark' });
    const { widget } = await open();
    await drawn(widget, 'svg.map');
    (await drawn<HTMLElement>(widget, 'summary')).click();
    await says(widget, 'Completed');
    const svg = await drawn<HTMLElement>(widget, 'svg.map');
    const before = Number(svg.getAttribute('width'));
    (await drawn<HTMLButtonElement>(widget, '[aria-label="Larger"]')).click();
    await until(() => Number(svg.getAttribute('width')) > before, 'it is larger');
    await expect(widget).to.be.accessible();
  });

  it('say that there is no such workflow for one', async () => {
    const { widget } = await open(html`<him-workflow-map workflow="nothing"></him-workflow-map>`);
    await says(widget, 'not open to you');
    await expect(widget).to.be.accessible();
  });
});

describe('the states of a state value', () => {
  it('are found at every depth', () => {
    expect([...currentStates({ a: { b: 'c' }, d: 'e' })]).to.deep.equal([
      'a',
      'a.b',
      'a.b.c',
      'd',
      'd.e',
    ]);
    expect([...currentStates('a')]).to.deep.equal(['a']);
    expect([...currentStates(undefined)]).to.deep.equal([]);
  });
});
