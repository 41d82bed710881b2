import { expect } from '@open-wc/testing';
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

async function recordDesk(options: DeskOptions & { documentId?: string } = {}) {
  await load('him-record');
  const { documentId = '' } = options;
  const made = await desk(
    html`<him-record encounter-id="stay-01" document-id=${documentId} class="test-record"></him-record>`,
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
});
void [sendKeys, isDrawn, look, wordsOf];
