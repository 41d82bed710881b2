import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { html } from 'lit';
import { desk, drawn, focused, isDrawn, look, says, until, wordsOf } from '../test-desk.ts';
import { type Hospital, openHospital } from '../test-hospital.ts';
import type { HimRecord } from './record.ts';
import type { Annotation } from './record-calls.ts';

const sheet = new CSSStyleSheet();
sheet.replaceSync('.test-edit { block-size: 700px; inline-size: 1200px; }');
document.adoptedStyleSheets.push(sheet);

const stay = 'stay-01';

function write(hospital: Hospital, user: string, text: string, more: object = {}) {
  return hospital.call(user, '/api/annotations', {
    kind: 'note',
    target: { source: `/api/charts/${stay}` },
    body: [{ type: 'TextualBody', value: text }],
    audience: 'chart-readers',
    ...more,
  }) as Promise<Annotation>;
}

async function opened(hospital: Hospital) {
  const made = await desk(html`<him-record encounter-id=${stay} class="test-edit"></him-record>`, {
    hospital,
  });
  const record = made.app.querySelector('him-record') as HimRecord;
  await drawn(record, '.plain');
  record.focus();
  await sendKeys({ press: 'a' });
  await drawn(record, '.notes li');
  return { ...made, record };
}

const item = (record: HimRecord, words: string) =>
  until(
    () =>
      [...record.renderRoot.querySelectorAll<HTMLElement>('.notes li')].find((one) =>
        wordsOf(one).includes(words),
      ),
    `no annotation says ${words}`,
  );

/** As the same author at another desk, or someone who leads. */
async function change(
  hospital: Hospital,
  method: string,
  { id, version }: Annotation,
  body: object,
  user = 'analyst',
) {
  const { token } = await hospital.tokenOf(user);
  const answer = await hospital.app.request(id, {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'If-Match': `"${version}"`,
    },
    body: JSON.stringify(body),
  });
  expect(answer.status).to.equal(200);
}
const saying = (text: string) => ({
  body: [{ type: 'TextualBody', value: text }],
  audience: 'chart-readers',
});
const field = (record: HimRecord) => drawn<HTMLTextAreaElement>(record, 'dialog[open] textarea');

describe('an annotation that is edited', () => {
  it('changes by mouse: its words and whom it is for; the history has both, and others cannot', async () => {
    const hospital = await openHospital();
    const mine = await write(hospital, 'analyst', 'Ask the ward');
    await write(hospital, 'supervisor', 'Of somebody else');
    const { record } = await opened(hospital);
    expect((await item(record, 'Of somebody else')).querySelector('.edit')).to.equal(null);
    (await item(record, 'Ask the ward')).querySelector<HTMLElement>('.edit')?.click();
    expect((await field(record)).value).to.equal('Ask the ward');
    (await field(record)).value = 'Asked the ward';
    (await drawn<HTMLSelectElement>(record, 'dialog[open] select')).value = 'me';
    (await drawn(record, 'dialog[open] .primary')).click();
    await says(record, 'Changed. What it said before stays in the history.');
    const words = wordsOf(await item(record, 'Asked the ward'));
    expect(words).to.match(/edited .* only the author|edited .*/i);
    const { entries } = (await hospital.call('analyst', `${mine.id}/history`)) as {
      entries: { type: string; payload: { text: string; audience: string } }[];
    };
    expect(
      entries.map(({ type, payload }) => [type, payload.text, payload.audience]),
    ).to.deep.equal([
      ['start', 'Ask the ward', 'chart-readers'],
      ['annotation.edit', 'Asked the ward', 'me'],
    ]);
  });

  it('changes by keys, and is withdrawn by them; of another it says why not', async () => {
    const hospital = await openHospital();
    await write(hospital, 'analyst', 'Ask the ward');
    await write(hospital, 'supervisor', 'Of somebody else');
    const { record } = await opened(hospital);
    (await item(record, 'Of somebody else')).querySelector<HTMLElement>('.note')?.focus();
    await sendKeys({ press: 'F2' });
    await says(record, 'Only its author edits or withdraws an annotation here');
    (await item(record, 'Ask the ward')).querySelector<HTMLElement>('.note')?.focus();
    await sendKeys({ press: 'F2' });
    await field(record);
    await sendKeys({ press: 'Escape' });
    await until(() => !isDrawn(record, 'dialog.modal'), 'the form is left');
    await until(() => focused()?.classList.contains('note'), 'the focus is where it was');
    await sendKeys({ press: 'F2' });
    await until(async () => focused() === (await field(record)), 'the words have the focus');
    await sendKeys({ press: 'End' });
    await sendKeys({ type: ' again' });
    await sendKeys({ press: 'Control+Enter' });
    await item(record, 'Ask the ward again');
    await until(() => focused()?.classList.contains('note'), 'the note has the focus');
    await sendKeys({ press: 'Delete' });
    await drawn(record, 'dialog[open] [name="reason"]');
    await sendKeys({ type: 'Was answered' });
    await sendKeys({ press: 'Enter' });
    await says(record, 'Withdrawn. It stays in the history.');
    await until(
      () => !wordsOf(record.renderRoot.querySelector('.notes')).includes('again'),
      'it is gone',
    );
  });

  it('shows what it was changed to meanwhile, and takes its place only then', async () => {
    const hospital = await openHospital();
    const mine = await write(hospital, 'analyst', 'Ask the ward');
    const { record, network } = await opened(hospital);
    (await item(record, 'Ask the ward')).querySelector<HTMLElement>('.edit')?.click();
    (await field(record)).value = 'Mine';
    await change(hospital, 'PUT', mine, saying('Theirs'));
    (await drawn(record, 'dialog[open] .primary')).click();
    await says(record, 'It was changed meanwhile');
    await says(record, 'Theirs');
    expect((await field(record)).value).to.equal('Mine');
    await expect(await drawn(record, 'dialog[open]')).to.be.accessible();
    (await drawn(record, 'dialog[open] .primary:not([disabled])')).click();
    await says(record, 'Changed. What it said before');
    await item(record, 'Mine');
    expect(network.requests.filter((line) => line.startsWith('PUT'))).to.have.length.within(1, 2);
  });

  it('says that it was withdrawn meanwhile, and saves nothing', async () => {
    const hospital = await openHospital();
    const mine = await write(hospital, 'analyst', 'Ask the ward');
    const { record } = await opened(hospital);
    (await item(record, 'Ask the ward')).querySelector<HTMLElement>('.edit')?.click();
    (await field(record)).value = 'Mine';
    await change(hospital, 'DELETE', mine, { reason: 'On the wrong chart' }, 'supervisor');
    await until(async () => {
      (record.renderRoot.querySelector('dialog[open] .primary') as HTMLElement).click();
      return wordsOf(record.renderRoot).includes('It was withdrawn meanwhile');
    }, 'it says so');
    await drawn(record, 'dialog[open] .primary[disabled]');
    expect((await field(record)).value).to.equal('Mine');
  });

  it('keeps the roles it was written for, where they are no choice of the form', async () => {
    const hospital = await openHospital();
    const mine = await write(hospital, 'analyst', 'For coders', { audience: ['coder', 'quality'] });
    const { record } = await opened(hospital);
    (await item(record, 'For coders')).querySelector<HTMLElement>('.edit')?.click();
    (await field(record)).value = 'For coders alone';
    (await drawn(record, 'dialog[open] .primary')).click();
    await item(record, 'For coders alone');
    const now = (await hospital.call('analyst', mine.id)) as Annotation;
    expect(now.audience).to.deep.equal(['coder', 'quality']);
  });

  for (const scheme of ['light', 'dark'] as const)
    it(`has no axe findings, ${scheme}`, async () => {
      await look({ scheme });
      const hospital = await openHospital();
      await write(hospital, 'analyst', 'Ask the ward');
      const { record } = await opened(hospital);
      await expect(record).to.be.accessible();
      (await item(record, 'Ask the ward')).querySelector<HTMLElement>('.edit')?.click();
      await expect(await drawn(record, 'dialog[open]')).to.be.accessible();
    });
});
