import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { html } from 'lit';
import { pdfOf } from '../../server/documents/sample-pdf.fixture.ts';
import { load } from '../define.ts';
import {
  type DeskOptions,
  desk,
  drawn,
  isDrawn,
  look,
  says,
  until,
  wordsOf,
} from '../test-desk.ts';
import { type Hospital, openHospital } from '../test-hospital.ts';
import { createTestNetwork } from '../test-network.ts';
import type { HimRecord } from './record.ts';
import { haveRead, pngOf, sendDocuments, utf8 } from './test-documents.ts';

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  .test-record { block-size: 700px; inline-size: 1200px; }
  .test-record.in-desk { inline-size: 720px; }
  .test-record.on-phone { inline-size: 360px; }
`);
document.adoptedStyleSheets.push(sheet);

const words =
  'HOSPITAL COURSE. The patient was stable. Aspirin was stopped on day two. PLAN. Home.';

const pdfWords = [
  'First page. The patient was admitted.',
  'Second page. Heparin was started on day one.',
  'Third page. Heparin was stopped.',
];

async function recordDesk(options: DeskOptions & { documentId?: string; stay?: string } = {}) {
  await load('him-record');
  const { documentId = '', stay = 'stay-01' } = options;
  const made = await desk(
    html`<him-record encounter-id=${stay} document-id=${documentId} class="test-record"></him-record>`,
    options,
  );
  return { ...made, record: made.app.querySelector('him-record') as HimRecord };
}

/** Text, markup, a PDF of three pages and a picture in one chart. */
async function everyKind(): Promise<Hospital> {
  const hospital = await openHospital();
  const markup = utf8('<h1>Plan</h1><p>Heparin <b>was started</b>.</p>');
  const pdf = pdfOf(pdfWords.map((one) => ({ words: one })));
  await sendDocuments(hospital, [
    { id: 'a-text', contentType: 'text/plain', bytes: utf8(words) },
    { id: 'b-markup', contentType: 'text/html', bytes: markup },
    { id: 'c-pdf', contentType: 'application/pdf', bytes: pdf },
    { id: 'd-picture', contentType: 'image/png', bytes: await pngOf(850, 1100) },
  ]);
  await haveRead(hospital, markup, {
    text: 'Plan\nHeparin was started.',
    html: '<h1>Plan</h1><p>Heparin <b>was started</b>.</p>',
  });
  await haveRead(hospital, pdf, {
    text: pdfWords.join('\n\n'),
    pages: 3,
  });
  return hospital;
}

const page = (record: HimRecord, n = 1) => drawn(record, `.page[data-page="${n}"] .content > *`);

/** The words that a mark covers, as the browser has it. */
function marked(name: string): string[] {
  return [...(CSS.highlights.get(`him-${name}`) ?? [])].map((range) =>
    String(range).replace(/\s+/g, ' ').trim(),
  );
}

async function press(record: HimRecord, label: string): Promise<void> {
  const find = () => record.renderRoot.querySelector<HTMLElement>(`button[aria-label^="${label}"]`);
  (await until(find, `no button ${label}`)).click();
}

async function seek(record: HimRecord, sought: string): Promise<void> {
  await press(record, 'Find in the chart');
  const field = await drawn<HTMLInputElement>(record, '#find');
  field.value = sought;
  field.focus();
  await sendKeys({ press: 'Enter' });
}

/** The title of the open document. */
const title = (record: HimRecord): string => wordsOf(record.renderRoot.querySelector('h2'));

async function fill(record: HimRecord, name: string, value: string): Promise<void> {
  const find = () =>
    record.renderRoot.querySelector<HTMLInputElement>(`dialog[open] [name="${name}"]`);
  const field = await until(find, `no field ${name}`);
  if (field instanceof HTMLSelectElement)
    await until(() => field.querySelector(`option[value="${value}"]`), `no choice ${value}`);
  field.value = value;
}

interface Kept {
  readonly kind: string;
  readonly reasonCode: string | null;
  readonly audience: string | readonly string[];
  readonly target: { readonly selector: readonly Record<string, unknown>[] };
}

async function kept(hospital: Hospital): Promise<readonly Kept[]> {
  const path = '/api/annotations?encounter=stay-01';
  return ((await hospital.call('analyst', path)) as { annotations: Kept[] }).annotations;
}

/** Marks the first words of the open text by keys. */
async function markByKeys(record: HimRecord, presses: number): Promise<void> {
  await press(record, 'Text cursor');
  (await drawn(record, '.desk-box .desk')).focus();
  for (let n = 0; n < presses; n += 1) await sendKeys({ press: 'Control+Shift+ArrowRight' });
}

describe('him-record', () => {
  it('shows text, markup, a PDF and a picture in one viewer', async () => {
    const hospital = await everyKind();
    const { record } = await recordDesk({ hospital, documentId: 'a-text' });
    await says(record, 'Aspirin was stopped on day two.');
    record.documentId = 'b-markup';
    await until(() => record.renderRoot.querySelector('.markup b'), 'no markup');
    record.documentId = 'c-pdf';
    await until(() => record.renderRoot.querySelectorAll('.page').length === 3, 'no pages');
    await page(record);
    await says(record, 'The patient was admitted.');
    record.documentId = 'd-picture';
    await until(() => record.renderRoot.querySelector('.page canvas')?.clientWidth, 'no picture');
  });

  it('tells the host which document was opened, by ids alone', async () => {
    const { record } = await recordDesk({ hospital: await everyKind(), documentId: 'a-text' });
    await says(record, 'HOSPITAL COURSE');
    const opened = oneEvent(record, 'him-record-document');
    await press(record, 'Next document');
    expect((await opened).detail).to.deep.equal({
      encounterId: 'stay-01',
      documentId: 'b-markup',
    });
  });

  it('groups documents by type, month, author and status, and filters them', async () => {
    const { record } = await recordDesk({ hospital: await everyKind() });
    const groups = () =>
      [...record.renderRoot.querySelectorAll('.group span:first-child')].map(wordsOf);
    await until(() => groups().length > 0, 'no groups');
    expect(groups()).to.include('Progress note');
    const [grouping, type, status] = [
      ...record.renderRoot.querySelectorAll<HTMLSelectElement>('.choices select'),
    ];
    for (const [select, value, label] of [
      [grouping, 'author', 'Elena Reyes'],
      [grouping, 'status', 'Signed'],
      [type, 'progress-note', 'Signed'],
    ] as const) {
      if (select === undefined) throw new Error('no choice');
      select.value = value;
      select.dispatchEvent(new Event('change'));
      await until(() => groups().includes(label), `no group ${label}`);
    }
    const rows = () => [...record.renderRoot.querySelectorAll('[role="option"]')].map(wordsOf);
    expect(rows().length).to.be.above(3);
    expect(rows().filter((row) => row.startsWith('History'))).to.deep.equal([]);
    if (status === undefined) throw new Error('no choice');
    expect([...status.options].map((one) => one.value)).to.include('signed');
  });

  it('draws a screenful of a long list, and reaches its end by keys', async function () {
    this.timeout(20_000);
    const hospital = await openHospital();
    const many = Array.from({ length: 240 }, (_, n) => ({
      id: `note-${String(n).padStart(3, '0')}`,
      contentType: 'text/plain',
      bytes: utf8(`Note ${n}`),
    }));
    await sendDocuments(hospital, many);
    const { record } = await recordDesk({ hospital, documentId: 'note-000' });
    await says(record, 'note-000');
    expect(record.renderRoot.querySelectorAll('[role="option"]').length).to.be.below(60);
    (await drawn(record, '.rows')).focus();
    await sendKeys({ press: 'End' });
    await sendKeys({ press: 'ArrowUp' });
    await sendKeys({ press: 'Enter' });
    await until(
      () => title(record) === 'Sent note-239' || title(record) === 'Sent note-238',
      'not opened',
    );
  });

  it('says so when there is nothing to show: no stay, no documents read yet, no right, no server', async () => {
    const { app } = await desk(html`<him-record class="test-record"></him-record>`);
    const unchosen = app.querySelector('him-record') as HimRecord;
    await says(unchosen, 'Choose a chart');
    await expect(unchosen).to.be.accessible();
    const denied = await recordDesk({
      user: 'physician',
      hospital: await everyKind(),
      stay: 'stay-03',
    });
    await says(denied.record, 'not open to you');
    await expect(denied.record).to.be.accessible();
    const hospital = await everyKind();
    const network = createTestNetwork(hospital.app);
    network.disturb('GET /api/charts', 'gateway down');
    for (const scheme of ['light', 'dark'] as const) {
      await look({ scheme });
      const held = createTestNetwork(hospital.app);
      held.disturb('GET /api/charts', 'slow', 9);
      const waiting = await recordDesk({ hospital, network: held, documentId: 'a-text' });
      await says(waiting.record, 'Loading the chart…');
      await expect(waiting.record).to.be.accessible();
      const cut = createTestNetwork(hospital.app);
      cut.disturb('GET /api/charts', 'gateway down');
      const { record } = await recordDesk({ hospital, network: cut, documentId: 'a-text' });
      await says(record, 'The chart could not be loaded');
      await expect(record).to.be.accessible();
    }
    const failed = await recordDesk({ hospital, network, documentId: 'a-text' });
    await says(failed.record, 'The chart could not be loaded');
    (await drawn(failed.record, '.state button')).click();
    await says(failed.record, 'Aspirin was stopped');
  });
});

describe('him-record finding', () => {
  it('finds words in the whole chart and goes from hit to hit, document to document', async () => {
    const hospital = await everyKind();
    const { record, network } = await recordDesk({ hospital, documentId: 'b-markup' });
    await drawn(record, '.markup');
    await seek(record, 'heparin  WAS');
    await says(record, '1 of 1 here');
    await says(record, '3 in 2 documents');
    expect(marked('find-now')).to.deep.equal(['Heparin was']);
    await sendKeys({ press: 'Enter' });
    await until(() => title(record) === 'Sent c-pdf', 'the next document is not open');
    await says(record, '1 of 2 here');
    await until(() => marked('find-now')[0] === 'Heparin was', 'not marked');
    await sendKeys({ press: 'Enter' });
    await says(record, '2 of 2 here');
    await until(
      () => record.renderRoot.querySelector<HTMLInputElement>('.pager input')?.value === '3',
      'not on page 3',
    );
    await sendKeys({ press: 'Shift+Enter' });
    await says(record, '1 of 2 here');
    // What someone looks for in a chart stands in no address.
    expect(network.requests.some((line) => /heparin/i.test(line))).to.equal(false);
  });

  it('says how many documents it could not look into, and what it did not find', async () => {
    const hospital = await everyKind();
    const { record } = await recordDesk({ hospital, documentId: 'a-text' });
    await says(record, 'Aspirin');
    await seek(record, 'warfarin');
    await says(record, 'Nowhere in this chart · 1 document cannot be searched yet');
  });

  it('shows a hit in a scan among its words, for they lie nowhere on the picture', async () => {
    const hospital = await openHospital();
    const scan = await pngOf(850, 1100);
    await sendDocuments(hospital, [{ id: 'a-scan', contentType: 'image/png', bytes: scan }]);
    await haveRead(hospital, scan, { text: 'CONSENT signed by the daughter', pages: 1 });
    const { record } = await recordDesk({ hospital, documentId: 'a-scan' });
    await drawn(record, '.page canvas');
    await seek(record, 'daughter');
    await says(record, 'CONSENT signed');
    await until(() => marked('find-now')[0] === 'daughter', 'not marked');
  });
});

describe('him-record and evidence', () => {
  it('opens the document, scrolls to the quoted words and lights them', async () => {
    const { record } = await recordDesk({ hospital: await everyKind(), documentId: 'a-text' });
    await says(record, 'Aspirin');
    record.evidence = {
      documentId: 'c-pdf',
      quote: { exact: 'Heparin was stopped', prefix: 'page.' },
    };
    await until(() => marked('evidence')[0] === 'Heparin was stopped', 'not lit');
    expect(title(record)).to.equal('Sent c-pdf');
    record.evidence = { documentId: 'a-text', quote: { exact: 'Aspirin was\nstopped' } };
    await until(() => marked('evidence')[0] === 'Aspirin was stopped', 'not lit');
  });

  it('lights a box, also on a page that is turned', async () => {
    const { record } = await recordDesk({ hospital: await everyKind(), documentId: 'd-picture' });
    await drawn(record, '.page canvas');
    record.evidence = {
      documentId: 'd-picture',
      boxes: [{ page: 1, x: 10, y: 20, width: 30, height: 5 }],
    };
    const box = await drawn(record, '.box.evidence');
    expect([box.style.left, box.style.top]).to.deep.equal(['10%', '20%']);
    await press(record, 'Turn by a quarter');
    await until(
      () => record.renderRoot.querySelector<HTMLElement>('.box.evidence')?.style.left === '75%',
      'not turned',
    );
  });

  it('says so when the words are not there any more', async () => {
    const { record } = await recordDesk({ hospital: await everyKind(), documentId: 'a-text' });
    await says(record, 'Aspirin');
    record.evidence = { documentId: 'a-text', quote: { exact: 'Warfarin was stopped' } };
    await says(record, 'These words are not in the document as it is now.');
  });
});

describe('him-record and what is written on it', () => {
  it('puts a comment on words marked by keys, and keeps it on them at any size', async () => {
    const hospital = await everyKind();
    const { record } = await recordDesk({ hospital, documentId: 'a-text' });
    await says(record, 'Aspirin');
    await markByKeys(record, 2);
    await sendKeys({ press: 'c' });
    await fill(record, 'text', 'Who says so?');
    const made = oneEvent(record, 'him-annotation-made');
    await sendKeys({ press: 'Control+Enter' });
    expect(JSON.stringify((await made).detail)).not.to.contain('Who says');
    await until(() => marked('note')[0] === 'HOSPITAL COURSE.', 'not marked');
    const [annotation] = await kept(hospital);
    expect(annotation?.target.selector).to.deep.include({
      type: 'TextQuoteSelector',
      exact: 'HOSPITAL COURSE.',
      prefix: '',
      suffix: ' The patient was stable. Aspirin',
    });
    await press(record, 'Larger');
    await until(() => marked('note')[0] === 'HOSPITAL COURSE.', 'not marked any more');
  });

  it('keeps words of a PDF as the server has them, with the boxes of their lines', async () => {
    const hospital = await everyKind();
    const { record } = await recordDesk({ hospital, documentId: 'c-pdf' });
    await says(record, 'The patient was admitted.');
    await markByKeys(record, 2);
    await sendKeys({ press: 'e' });
    await drawn(record, 'dialog[open] form');
    await sendKeys({ press: 'Control+Enter' });
    await until(() => marked('note')[0] === 'First page.', 'not marked');
    const [annotation] = await kept(hospital);
    expect(annotation?.target.selector.map((one) => one.type)).to.deep.equal([
      'TextQuoteSelector',
      'TextPositionSelector',
      'FragmentSelector',
    ]);
    expect(annotation?.target.selector[0]).to.include({ exact: 'First page.' });
    expect(annotation?.target.selector[2]).to.include({ page: 1 });
  });

  it('tells what moved and what was changed since, with the words as they were', async () => {
    const hospital = await everyKind();
    const contentHash = await hashOf(words);
    for (const exact of ['Aspirin was stopped', 'The patient was stable'])
      await hospital.call('analyst', '/api/annotations', {
        kind: 'highlight',
        audience: 'chart-readers',
        target: {
          source: '/api/documents/a-text/content',
          contentHash,
          selector: [{ type: 'TextQuoteSelector', exact }],
        },
      });
    const later = utf8(`ADDENDUM. ${words.replace('Aspirin', 'Heparin')}`);
    await sendDocuments(hospital, [{ id: 'a-text', contentType: 'text/plain', bytes: later }]);
    const { record } = await recordDesk({ hospital, documentId: 'a-text' });
    await says(record, 'ADDENDUM');
    await until(() => marked('note').length === 1, 'not marked');
    expect(marked('note')).to.deep.equal(['The patient was stable']);
    await press(record, 'Annotations');
    const items = [...(await drawn(record, '.notes')).querySelectorAll('li')].map(wordsOf);
    expect(items[0]).to.match(/Words changed.*Aspirin was stopped.*These were the words/);
    expect(items[1]).to.match(/Moved.*The patient was stable/);
  });

  it('proposes a redaction on a box drawn by keys, only with a reason, and leaves the document as it is', async () => {
    const hospital = await everyKind();
    const { record } = await recordDesk({ hospital, documentId: 'd-picture' });
    await drawn(record, '.page canvas');
    const before = record.shownHash;
    await press(record, 'Redact');
    await says(record, 'Draw a box');
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'Enter' });
    await drawn(record, 'dialog[open]');
    await sendKeys({ press: 'Control+Enter' });
    expect(await kept(hospital)).to.deep.equal([]);
    await fill(record, 'reasonCode', 'psychotherapy-notes');
    await sendKeys({ press: 'Control+Enter' });
    const box = await drawn(record, '.box.redaction');
    expect(box.title).to.contain('Psychotherapy notes');
    const [redaction] = await kept(hospital);
    expect(redaction).to.include({ kind: 'redaction-proposal', reasonCode: 'psychotherapy-notes' });
    expect(redaction?.target.selector[0]).to.include({ value: 'xywh=percent:20,41,40,4', page: 1 });
    record.documentId = 'a-text';
    await says(record, 'Aspirin');
    record.documentId = 'd-picture';
    await until(() => record.shownHash === before, 'other content');
    await drawn(record, '.box.redaction');
  });

  it('covers words of a page that flows line by line, wherever the lines fall', async () => {
    const hospital = await everyKind();
    const { record } = await recordDesk({ hospital, documentId: 'a-text' });
    await says(record, 'Aspirin');
    await markByKeys(record, 10);
    await sendKeys({ press: 'x' });
    await fill(record, 'reasonCode', 'third-party');
    await fill(record, 'audience', 'him');
    await sendKeys({ press: 'Control+Enter' });
    await drawn(record, '.box.redaction');
    const lines = () => record.renderRoot.querySelectorAll('.box.redaction').length;
    expect(lines()).to.equal(1);
    const [redaction] = await kept(hospital);
    expect(redaction?.audience).to.include('release-specialist');
    expect(redaction?.audience).not.to.include('physician');
    record.classList.add('on-phone');
    await until(() => lines() > 1, 'the boxes do not follow');
  });

  it('asks why before it withdraws', async () => {
    const hospital = await everyKind();
    await hospital.call('analyst', '/api/annotations', {
      kind: 'note',
      audience: 'me',
      body: [{ type: 'TextualBody', value: 'Ask' }],
      target: { source: '/api/charts/stay-01' },
    });
    const { record } = await recordDesk({ hospital, documentId: 'a-text' });
    await press(record, 'Annotations');
    (await drawn(record, '.withdraw')).click();
    await fill(record, 'reason', 'Answered');
    await sendKeys({ press: 'Control+Enter' });
    await says(record, 'Withdrawn. It stays in the history.');
    expect(await kept(hospital)).to.deep.equal([]);
  });
});

describe('him-record and versions', () => {
  it('shows what changed between two versions, by sign and not by colour alone', async () => {
    const hospital = await everyKind();
    const later = utf8(words.replace('Aspirin was stopped', 'Aspirin was paused'));
    await sendDocuments(hospital, [{ id: 'a-text', contentType: 'text/plain', bytes: later }]);
    const { record } = await recordDesk({ hospital, documentId: 'a-text' });
    await says(record, 'Aspirin was paused');
    record.focus();
    await sendKeys({ press: 'd' });
    await says(record, '1 change');
    const compare = await drawn(record, '.compare');
    expect(wordsOf(compare.querySelector('del'))).to.equal('stopped');
    expect(wordsOf(compare.querySelector('ins'))).to.equal('paused');
    expect(wordsOf(compare.querySelector('.out .sign'))).to.equal('−');
    await expect(record).to.be.accessible();
    await sendKeys({ press: 'Escape' });
    await until(() => !isDrawn(record, '.compare'), 'it does not close');
  });

  it('says when the open document has changed, and shows the new one when asked', async () => {
    const hospital = await everyKind();
    const { record } = await recordDesk({ hospital, documentId: 'a-text' });
    await says(record, 'Aspirin was stopped');
    const later = utf8(words.replace('Aspirin was stopped', 'Aspirin was paused'));
    await sendDocuments(hospital, [{ id: 'a-text', contentType: 'text/plain', bytes: later }]);
    await says(record, 'This document has changed since you opened it.');
    await says(record, 'Aspirin was stopped');
    (await drawn(record, '.notice button')).click();
    await says(record, 'Aspirin was paused');
  });
});

describe('him-record for everyone', () => {
  for (const scheme of ['light', 'dark'] as const)
    it(`has no axe findings in ${scheme}: any kind, list, search, annotations, pages, form, keys`, async function () {
      this.timeout(20_000);
      await look({ scheme });
      const { record } = await recordDesk({ hospital: await everyKind(), documentId: 'a-text' });
      await says(record, 'Aspirin');
      await press(record, 'Annotations');
      await expect(record).to.be.accessible();
      record.documentId = 'c-pdf';
      await says(record, 'The patient was admitted.');
      await press(record, 'Page pictures');
      await seek(record, 'heparin');
      await says(record, '3 in 2 documents');
      await expect(record).to.be.accessible();
      await press(record, 'Redact');
      await sendKeys({ press: 'Enter' });
      await expect(await drawn(record, 'dialog[open]')).to.be.accessible();
      await sendKeys({ press: 'Escape' });
      await until(() => !isDrawn(record, 'dialog[open]'), 'the form stays');
      record.focus();
      await sendKeys({ press: '?' });
      await expect(await drawn(record, '#keys[open]')).to.be.accessible();
    });

  it('has none in forced colours, right to left, nor on a phone, and fits there', async () => {
    await look({ forcedColors: true });
    const { record } = await recordDesk({ hospital: await everyKind(), documentId: 'c-pdf' });
    await says(record, 'The patient was admitted.');
    await expect(record).to.be.accessible();
    await look({ dir: 'rtl' });
    record.classList.add('on-phone');
    await record.updateComplete;
    await expect(record).to.be.accessible();
    expect(record.scrollWidth).to.be.at.most(record.clientWidth);
  });
});

async function hashOf(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', utf8(text) as Uint8Array<ArrayBuffer>);
  return [...new Uint8Array(hash)].map((one) => one.toString(16).padStart(2, '0')).join('');
}
