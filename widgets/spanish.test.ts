import { expect, fixture } from '@open-wc/testing';
import { html } from 'lit';
import type { HimInbox } from './inbox/inbox.ts';
import { Refused, refusedWords } from './shared/refused.ts';
import { errorState } from './shared/states.ts';
import { useTexts } from './shared/text.ts';
import { en } from './shared/texts/en.ts';
import { enEvents } from './shared/texts/en-events.ts';
import { enLists } from './shared/texts/en-lists.ts';
import { enNames } from './shared/texts/en-names.ts';
import { enRecord } from './shared/texts/en-record.ts';
import { enStates } from './shared/texts/en-states.ts';
import { enStory } from './shared/texts/en-story.ts';
import { enTask } from './shared/texts/en-task.ts';
import { es } from './shared/texts/es/es.ts';
import { cure, drawn, queueDesk, reviewDesk, says, unsigned, until, wordsOf } from './test-desk.ts';
import { alone } from './test-story.ts';
import type { HimWhy } from './why/why.ts';

const english = Object.values({
  ...en,
  ...enEvents,
  ...enLists,
  ...enNames,
  ...enRecord,
  ...enStates,
  ...enStory,
  ...enTask,
}).filter((sentence) => sentence.split(' ').length > 3 && !sentence.includes('{'));
/** What the rules and the titles of tasks say in English, whatever they are put together of. */
const served =
  /: missing|not signed|: incomplete|is at least|is one of| is IMP|arrives|required of|, by /;

function expectNoEnglish(words: string): void {
  expect(english.filter((sentence) => words.includes(sentence))).to.deep.equal([]);
  expect(words).not.to.match(served);
}

/** What is read out or shown at a pointer alone. */
function namesOf(root: ParentNode): string {
  return [...root.querySelectorAll('*')]
    .flatMap((one) => [
      ...['title', 'aria-label', 'placeholder'].map((name) => one.getAttribute(name) ?? ''),
      one.shadowRoot ? namesOf(one.shadowRoot) : '',
    ])
    .join(' | ');
}

describe('in Spanish', () => {
  beforeEach(() => {
    useTexts('es-US', es);
    document.documentElement.lang = 'es-US';
  });
  afterEach(() => {
    useTexts('', {});
    document.documentElement.lang = 'en';
  });

  it('the list is accessible and says nothing in English', async () => {
    const { queue } = await queueDesk();
    await says(queue, 'Resumen de alta: falta');
    await says(queue, 'Tomar siguiente');
    expectNoEnglish(`${wordsOf(queue.renderRoot)} ${namesOf(queue.renderRoot)}`);
    await expect(queue).to.be.accessible();
  });

  it('the desk of a task is accessible and says nothing in English', async () => {
    const { task } = await reviewDesk(`${cure}/cure`);
    await says(task, 'Resumen de alta: falta');
    await says(task, 'Por qué está aquí');
    await says(task, 'Clase: Hospitalización');
    const chrome = wordsOf(task.renderRoot);
    expectNoEnglish(`${chrome} ${namesOf(task.renderRoot)}`);
    await expect(task).to.be.accessible();
  });

  it('the form of an act names its fields, and the reasons name rule and conditions', async () => {
    const { task } = await reviewDesk(`${cure}/cure`);
    await says(task, 'Completar');
    const buttons = () => [...task.renderRoot.querySelectorAll<HTMLButtonElement>('button')];
    const complete = await until(
      () => buttons().find((one) => wordsOf(one).startsWith('Completar')),
      'no button to complete',
    );
    complete.click();
    const dialog = await drawn(task, 'dialog.modal');
    expect(wordsOf(dialog)).to.contain('Motivo');
    expectNoEnglish(wordsOf(dialog));
    const markup = html`<him-why instance-id=${unsigned} encounter-id="stay-11" class="test-list"></him-why>`;
    const { widget } = await alone<HimWhy>('him-why', markup);
    await says(widget, 'No obligatorio, y por qué');
    await says(widget, 'Duración de la estancia (horas): 48 como mínimo');
    expectNoEnglish(wordsOf(widget.renderRoot));
    await expect(widget).to.be.accessible();
  });

  it('what is on the page already is drawn anew when the language changes', async () => {
    useTexts('', {});
    const { queue } = await queueDesk();
    await says(queue, 'Discharge summary: missing');
    useTexts('es-US', es);
    await says(queue, 'Resumen de alta: falta');
    useTexts('', {});
    await says(queue, 'Discharge summary: missing');
  });

  it('a refusal is told by its code, and the words of the server stand below it', async () => {
    const { widget } = await alone<HimInbox>('him-inbox', html`<him-inbox></him-inbox>`, {
      user: 'coder',
    });
    await says(widget, /Usted no tiene esta lista|Su función no permite/);
    expectNoEnglish(wordsOf(widget.renderRoot));
    const problem = { code: 'not-allowed-now', detail: 'The chart is complete already.' };
    const error = new Refused(problem.code, 409, problem);
    const words = wordsOf(await fixture(errorState('Título', error, () => {})));
    expect(words).to.contain('No es posible en el estado actual.');
    expect(words).to.contain('The chart is complete already.');
    useTexts('', {});
    expect(refusedWords(error)).to.equal('The chart is complete already.');
  });
});
