import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { html, type LitElement } from 'lit';
import { inboxKeys } from '../inbox/inbox-keys.ts';
import { recordKeys } from '../record/record-keys.ts';
import { deskKeys } from '../review/desk-keys.ts';
import {
  desk,
  drawn,
  focused,
  isDrawn,
  recordOf,
  reviewDesk,
  says,
  until,
  wordsOf,
} from '../test-desk.ts';
import { openHospital } from '../test-hospital.ts';
import { keySign } from './key-sign.ts';

const kept = 'chartkeeper.keys.';

async function openSheet(element: LitElement): Promise<HTMLElement> {
  await sendKeys({ press: '?' });
  return drawn(element, '#keys[open]');
}

/** Presses the line of an act on the open sheet, then a key. */
async function give(element: LitElement, line: string, key: string): Promise<void> {
  (await drawn(element, `.key[${line}]`)).click();
  await says(element, 'Press the new key…');
  await sendKeys({ press: key });
}

const signOf = (element: LitElement, line: string): string =>
  wordsOf(element.renderRoot.querySelector(`.key[${line}] kbd`));

const hasSign = (element: LitElement, line: string, sign: string) =>
  until(() => signOf(element, line) === sign, `${line} is ${sign}`);

async function close(element: LitElement): Promise<void> {
  await sendKeys({ press: 'Escape' });
  await until(() => !isDrawn(element, '#keys[open]'), 'the sheet is closed');
}

async function openedDesk(options?: Parameters<typeof reviewDesk>[1]) {
  const made = await reviewDesk(undefined, options);
  const record = await recordOf(made.task);
  await drawn(record, '.plain');
  made.task.focus();
  await until(() => focused()?.id === 'document-title', 'the title has the focus');
  return { ...made, record };
}

const sorted = (signs: readonly string[]): string[] => [...signs].sort();
const shownOn = (sheet: HTMLElement): string[] =>
  sorted([...sheet.querySelectorAll('.key kbd')].map((one) => wordsOf(one)));

describe('keys of one’s own', () => {
  beforeEach(() => localStorage.clear());
  afterEach(() => localStorage.clear());

  it('on a desk are for it and for the record on it, kept for the user, and the usual ones again', async () => {
    const { task, hospital } = await openedDesk();
    await openSheet(task);
    await give(task, 'data-widget="review"][data-act="claim"', 'u');
    await says(task, 'U is the key for: Back to the list');
    await sendKeys({ press: 'e' });
    await says(task, 'E is the key for: Highlight');
    await expect(await drawn(task, '#keys[open]')).to.be.accessible();
    await sendKeys({ press: 'g' });
    await hasSign(task, 'data-act="claim"', 'G');
    await give(task, 'data-act="nextDocument"', 'm');
    await give(task, 'data-act="list"', 'k');
    await hasSign(task, 'data-act="list"', 'K');
    await close(task);
    expect(wordsOf(await drawn(task, '.panel .button'))).to.equal('Claim G');

    const again = await openedDesk({ hospital });
    const title = (): string => wordsOf(again.record.titleElement);
    const before = title();
    await sendKeys({ press: 'n' });
    await sendKeys({ press: 'g' });
    await says(again.task, 'You, until');
    expect(title()).to.equal(before);
    await sendKeys({ press: 'm' });
    await until(() => title() !== before, 'the next document');
    await sendKeys({ press: 'k' });
    await drawn(again.record, '.list:not([hidden])');
    await openSheet(again.task);
    [...again.task.renderRoot.querySelectorAll<HTMLElement>('#keys .buttons button')][0]?.click();
    await hasSign(again.task, 'data-act="claim"', 'C');
    await hasSign(again.task, 'data-act="list"', 'L');
    expect(localStorage.getItem(`${kept}analyst`)).to.equal('{"review":{},"record":{}}');
  });

  it('of the desk and the record are on the sheet, each of them once', async () => {
    const { task } = await openedDesk();
    const { nextDocument: _, documentBefore: __, help: ___, ...ofRecord } = recordKeys;
    const all = [deskKeys, ofRecord].flatMap((keys) => Object.values(keys).flat());
    expect(shownOn(await openSheet(task))).to.deep.equal(sorted(all.map(keySign)));
  });

  it('do not complete a task while a letter is typed', async () => {
    const { app, task, record } = await openedDesk();
    app.keys = { review: { complete: ['m'] } };
    await app.updateComplete;
    await sendKeys({ press: '/' });
    await until(() => focused()?.id === 'find', 'the search has the focus');
    await sendKeys({ type: 'mm' });
    expect(isDrawn(task, 'dialog.modal')).to.equal(false);
    expect((await drawn<HTMLInputElement>(record, '#find')).value).to.equal('mm');
  });

  it('of a record by itself are other ones too, and none that the desk has', async () => {
    const { app } = await desk(
      html`<him-record encounter-id="stay-01" class="test-task"></him-record>`,
    );
    const record = app.querySelector('him-record') as LitElement & HTMLElement;
    await drawn(record, '.plain');
    record.focus();
    expect(shownOn(await openSheet(record))).to.deep.equal(
      sorted(Object.values(recordKeys).flat().map(keySign)),
    );
    await give(record, 'data-act="find"', 'h');
    await says(record, 'H is the key for: Hold or resume, on the desk');
    await sendKeys({ press: 'e' });
    await says(record, 'E is the key for: Highlight');
    await sendKeys({ press: 'z' });
    await hasSign(record, 'data-act="find"', 'Z');
    await close(record);
    await drawn(record, '[aria-label="Find in the chart"][title$="(Z)"]');
    record.focus();
    await sendKeys({ press: 'z' });
    await until(() => focused()?.id === 'find', 'the search has the focus');
  });

  it('of a physician’s list move, open, tick and sign, and can be others', async () => {
    const hospital = await openHospital();
    await hospital.call('physician', '/api/documents/discharge-summary-stay-21-2/words');
    const { app } = await desk(html`<him-inbox class="test-task"></him-inbox>`, {
      user: 'physician',
      hospital,
    });
    const inbox = app.querySelector('him-inbox') as LitElement & HTMLElement;
    const rows = () => [...inbox.renderRoot.querySelectorAll('li')];
    const at = (): number => rows().findIndex((row) => row.contains(focused()));
    await says(inbox, 'Your charts');
    (await drawn(inbox, '.keys')).focus();
    await sendKeys({ press: 'j' });
    expect(at()).to.equal(0);
    await sendKeys({ press: 'End' });
    expect(at()).to.equal(rows().length - 1);
    await sendKeys({ press: 'k' });
    expect(at()).to.equal(rows().length - 2);
    const opened = oneEvent(inbox, 'him-task-open');
    await sendKeys({ press: 'Enter' });
    expect((await opened).detail.instanceId).to.contain('deficiency.');

    expect(shownOn(await openSheet(inbox))).to.deep.equal(
      sorted(Object.values(inboxKeys).flat().map(keySign)),
    );
    await give(inbox, 'data-act="tick"', 'd');
    await says(inbox, 'D is the key for: Decline all of the chart');
    await sendKeys({ press: 't' });
    await hasSign(inbox, 'data-act="tick"', 'T');
    await expect(await drawn(inbox, '#keys[open]')).to.be.accessible();
    await close(inbox);
    const readNow = await drawn<HTMLInputElement>(inbox, 'li input:not([disabled])');
    readNow.focus();
    await sendKeys({ press: 't' });
    await says(inbox, 'One selected');
    await sendKeys({ press: 'Control+Enter' });
    await says(inbox, 'One signed');
    (await drawn(inbox, '.open')).focus();
    await sendKeys({ press: 'd' });
    await drawn(inbox, '#decline[open]');
  });
});
