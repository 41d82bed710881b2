import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { html } from 'lit';
import { pdfOf } from '../../server/documents/sample-pdf.fixture.ts';
import type { HimRecord } from '../record/record.ts';
import { haveRead, sendDocuments } from '../record/test-documents.ts';
import { desk, drawn, focused, look, until } from '../test-desk.ts';
import { openHospital } from '../test-hospital.ts';

/** A record with a PDF of two pages, the focus on the title above its toolbar. */
async function opened(): Promise<{ readonly record: HimRecord; readonly names: () => string[] }> {
  const hospital = await openHospital();
  const pdf = pdfOf(['First page.', 'Second page.'].map((words) => ({ words })));
  await sendDocuments(hospital, [{ id: 'c-pdf', contentType: 'application/pdf', bytes: pdf }]);
  await haveRead(hospital, pdf, { text: 'First page.\n\nSecond page.', pages: 2 });
  const { app } = await desk(
    html`<him-record encounter-id="stay-01" document-id="c-pdf" class="test-task"></him-record>`,
    { hospital },
  );
  const record = app.querySelector('him-record') as HimRecord;
  await drawn(record, '.page .content > *');
  const bar = await drawn(record, '[role="toolbar"]');
  const all = () => [...bar.querySelectorAll<HTMLElement>('button:not(:disabled), input')];
  await until(() => all().length > 10, 'all buttons are there');
  (await drawn(record, '#document-title')).focus();
  return { record, names: () => all().map((one) => one.getAttribute('aria-label') ?? '') };
}

const name = (): string => focused()?.getAttribute('aria-label') ?? '';
const stopsOf = (record: HimRecord): Element[] =>
  [...record.renderRoot.querySelectorAll('[role="toolbar"] :is(button, input)')].filter(
    (one) => (one as HTMLElement).tabIndex === 0 && !(one as HTMLButtonElement).disabled,
  );

/** From the title, past the buttons behind it. */
async function toToolbar(record: HimRecord): Promise<void> {
  for (let presses = 0; presses < 6; presses += 1) {
    await sendKeys({ press: 'Tab' });
    if (focused()?.closest('[role="toolbar"]')) return;
  }
  expect(record.id, 'Tab comes to the toolbar').to.equal('reached');
}

describe('the toolbar of the record', () => {
  it('is one tab stop, with arrows from control to control and round', async () => {
    const { record, names } = await opened();
    expect(stopsOf(record)).to.have.length(1);
    await toToolbar(record);
    expect(name()).to.equal(names()[0]);
    // The first is the field of the page: its caret goes to the end before the focus does.
    await sendKeys({ press: 'End' });
    await sendKeys({ press: 'End' });
    expect(name()).to.equal('Print');
    await sendKeys({ press: 'ArrowRight' });
    expect(name()).to.equal(names()[0]);
    (await drawn<HTMLInputElement>(record, '.pager input')).setSelectionRange(0, 0);
    await sendKeys({ press: 'ArrowLeft' });
    await sendKeys({ press: 'ArrowLeft' });
    expect(name()).to.equal('Compare');
    await sendKeys({ press: 'Tab' });
    expect(focused()?.closest('[role="toolbar"]')).to.equal(null);
    await sendKeys({ press: 'Shift+Tab' });
    expect(name()).to.equal('Compare');
    expect(stopsOf(record)).to.have.length(1);
  });

  it('lets the arrows move in the field of the page first', async () => {
    const { record, names } = await opened();
    await toToolbar(record);
    const field = await drawn<HTMLInputElement>(record, '.pager input');
    field.focus();
    field.setSelectionRange(0, 0);
    await sendKeys({ press: 'ArrowRight' });
    expect(name()).to.equal('Page');
    await sendKeys({ press: 'ArrowRight' });
    expect(name()).to.equal(names()[names().indexOf('Page') + 1]);
  });

  it('goes the other way from right to left', async () => {
    await look({ dir: 'rtl' });
    const { record } = await opened();
    (await drawn(record, '[aria-label="Print"]')).focus();
    await sendKeys({ press: 'ArrowRight' });
    expect(name()).to.equal('Compare');
    await sendKeys({ press: 'ArrowLeft' });
    expect(name()).to.equal('Print');
  });
});
