import { aTimeout, expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import {
  cure,
  type DeskOptions,
  drawn,
  focused,
  isDrawn,
  look,
  recordOf,
  reviewDesk,
  says,
  unsigned,
  until,
  wordsOf,
} from '../test-desk.ts';
import { type Hospital, openHospital } from '../test-hospital.ts';
import { createTestNetwork, type Fault } from '../test-network.ts';
import type { HimReview } from './review.ts';

const chart = 'chart.stay-01';

async function openedTask(taskId = `${cure}/cure`, options?: DeskOptions) {
  const made = await reviewDesk(taskId, options);
  await drawn(await recordOf(made.task), '.plain');
  made.task.focus();
  await until(() => focused()?.id === 'document-title', 'the title has the focus');
  return made;
}

/** A deficiency that an analyst at another desk has called complete: it waits to be verified. */
async function toVerify(options: DeskOptions = {}) {
  const hospital = await openHospital();
  await send(hospital, cure, { type: 'deficiency.complete', reason: 'Found in the paper chart' });
  return openedTask(`${cure}/verify`, { ...options, hospital });
}

function send(hospital: Hospital, instanceId: string, event: object): Promise<unknown> {
  return hospital.call('supervisor', `/api/instances/${instanceId}/events`, event);
}

/** How an instance stands on the server. */
async function stateOf(hospital: Hospital, instanceId: string): Promise<unknown> {
  return ((await hospital.call('supervisor', `/api/instances/${instanceId}`)) as { state: unknown })
    .state;
}

async function fillIn(task: HimReview, name: string, value: string): Promise<void> {
  (await drawn<HTMLInputElement>(task, `dialog.modal [name="${name}"]`)).value = value;
}

async function action(task: HimReview, title: string): Promise<HTMLButtonElement> {
  const find = () =>
    [...task.renderRoot.querySelectorAll<HTMLButtonElement>('.actions button')].find((one) =>
      one.textContent?.includes(title),
    );
  return until(find, `no action ${title}`);
}

async function disturbed(fault: Fault, times?: number) {
  const hospital = await openHospital();
  const network = createTestNetwork(hospital.app);
  network.disturb('GET /api/instances', fault, times);
  return reviewDesk(undefined, { hospital, network });
}

const hasSent = (requests: readonly string[]): boolean =>
  requests.some((line) => line.includes('/events'));

describe('him-review', () => {
  it('says whose chart it is in one line that cannot be mistaken', async () => {
    const { task } = await openedTask();
    expect(wordsOf(await drawn(task, '.identity'))).to.match(
      /^Okafor, Ada MRN 1002 0137 · 14 Mar 1961 · Inpatient \d+[ \w]*\s?–\s?\d+ \w+ \d{4}$/,
    );
  });

  it('says what is due, why, by which rule and law, and which clock runs', async () => {
    const { task } = await openedTask('deficiency.stay-04.unsigned.consultation-stay-04-2/cure');
    await says(task, 'Consultation: not signed');
    await says(task, /Unsigned documents, row Unsigned entry, version \d/);
    await says(task, '42 CFR 482.24(c)(1)');
    await says(task, /Clocks Signature.*30 days · 42 CFR 482\.24\(c\)\(1\)/);
    await says(task, /Due by law ?\d+ \w+ \d{4}/);
  });

  it('makes the panel wider and narrower by keys, and keeps its width', async () => {
    const { task } = await openedTask();
    const line = await drawn(task, '.splitter');
    const width = () => task.renderRoot.querySelector('.side')?.getBoundingClientRect().width ?? 0;
    const before = width();
    line.focus();
    await sendKeys({ press: 'ArrowLeft' });
    await until(() => width() === before + 16, 'it is wider');
    expect(line).to.have.attribute('aria-valuenow', String(before + 16));
    await sendKeys({ press: 'End' });
    await until(() => width() === 260, 'it is as narrow as it may be');
    task.remove();
    const again = await openedTask();
    expect((await drawn(again.task, '.side')).getBoundingClientRect().width).to.equal(260);
    localStorage.clear();
  });

  it('says in words which event led here', async () => {
    const { task } = await toVerify();
    await says(task, 'Completed, by Sue Pereira');
  });

  it('shows the document the task is about, and goes to the others with N and P', async () => {
    const { task } = await openedTask(`${unsigned}/cure`);
    const record = await recordOf(task);
    await says(record, 'Admitted with weakness.');
    await says(record, 'Document 2 of 3');
    await sendKeys({ press: 'n' });
    await says(record, 'Document 3 of 3');
    await sendKeys({ press: 'p' });
    await says(record, 'Document 2 of 3');
    // The keys are the desk's too, wherever on it the focus is.
    (await drawn(task, '#panel')).focus();
    await sendKeys({ press: 'p' });
    await says(record, 'Document 1 of 3');
  });

  it('says so when a document cannot be shown instead of showing nothing', async () => {
    const hospital = await openHospital();
    await hospital.call('feed', '/fhir', scanOf('stay-01'));
    const { task } = await openedTask(undefined, { hospital });
    const record = await recordOf(task);
    await says(record, 'of 4');
    record.documentId = 'scan-stay-01';
    await says(record, 'This document is still being read.');
  });

  it('tells the history newest first, with who and why', async () => {
    const { task, hospital } = await toVerify();
    await send(hospital, cure, { type: 'deficiency.reject', reason: 'Page two is missing' });
    (await drawn(task, '#tab-history')).click();
    await says(task, 'Page two is missing');
    await says(task, 'Found in the paper chart');
    const entries = [...task.renderRoot.querySelectorAll('.history li')];
    expect(entries.map((one) => wordsOf(one.querySelector('b'))).slice(0, 2)).to.deep.equal([
      'Sent back',
      'Completed',
    ]);
    expect(wordsOf(entries.at(-1))).to.match(/^Opened ?\d\d:\d\d Chartkeeper · System$/);
    expect(wordsOf(entries[0])).to.contain('Sue Pereira · Supervisor');
  });

  it('shows every key on the sheet that ? opens', async () => {
    const { task } = await openedTask();
    await sendKeys({ press: '?' });
    const sheet = await drawn(task, '#keys[open]');
    const keys = [...sheet.querySelectorAll('kbd')].map((one) => wordsOf(one));
    const own = ['Ctrl+↵', 'H', 'R', 'C', 'N', 'P', 'Esc', 'U', '?'];
    expect(keys.slice(0, own.length)).to.deep.equal(own);
    expect(keys.slice(own.length)).to.include.members(['/', 'E', 'X', 'D', 'V']);
    await expect(sheet).to.be.accessible();
    let hasClosed = false;
    task.addEventListener('him-task-close', () => {
      hasClosed = true;
    });
    await sendKeys({ press: 'Escape' });
    await until(() => task.renderRoot.querySelector('#keys:not([open])'), 'it closes');
    expect(hasClosed).to.equal(false);
  });

  it('goes back to the list with Escape', async () => {
    const { task } = await openedTask();
    const closed = oneEvent(task, 'him-task-close');
    await sendKeys({ press: 'Escape' });
    expect((await closed).detail).to.deep.equal({ taskId: `${cure}/cure` });
  });
});

describe('him-review acting', () => {
  it('asks for what the schema requires, completes with Ctrl+Enter and goes on', async () => {
    const { task, hospital } = await openedTask();
    const goesOn = oneEvent(task, 'him-task-next');
    await sendKeys({ press: 'Control+Enter' });
    await fillIn(task, 'reason', 'Found in the paper chart');
    await sendKeys({ press: 'Control+Enter' });
    expect((await goesOn).detail).to.deep.equal({ taskId: `${cure}/cure`, instanceId: cure });
    expect(await stateOf(hospital, cure)).to.equal('completed');
    await says(task, 'Complete: saved');
  });

  it('does not send a form that lacks a required field', async () => {
    const { task, network } = await openedTask();
    await sendKeys({ press: 'Control+Enter' });
    const dialog = await drawn<HTMLDialogElement>(task, 'dialog.modal');
    await sendKeys({ press: 'Control+Enter' });
    expect(dialog.open).to.equal(true);
    expect(hasSent(network.requests)).to.equal(false);
  });

  it('sends an action without input at once', async () => {
    const { task, hospital } = await toVerify();
    const done = oneEvent(task, 'him-task-done');
    (await action(task, 'Verify')).click();
    expect((await done).detail.type).to.equal('deficiency.verify');
    expect(await stateOf(hospital, cure)).to.equal('verified');
  });

  it('sends nothing when the host vetoes the action', async () => {
    const { task, network } = await toVerify();
    task.addEventListener('him-action', (event) => event.preventDefault());
    (await action(task, 'Verify')).click();
    await aTimeout(50);
    expect(hasSent(network.requests)).to.equal(false);
  });

  it('says that it changed meanwhile, keeps what was typed, and can be sent anew', async () => {
    const { task, hospital } = await openedTask(`${chart}/analysis`);
    await sendKeys({ press: 'h' });
    await fillIn(task, 'reason', 'Waiting for the operative note');
    await fillIn(task, 'returnOn', '2099-01-31');
    const held = { type: 'chart.hold', reason: 'By mistake', returnOn: '2099-01-31' };
    await send(hospital, chart, held);
    await send(hospital, chart, { type: 'chart.resume', reason: 'It was a mistake' });
    await sendKeys({ press: 'Control+Enter' });
    await says(task, 'It changed meanwhile and was reloaded.');
    await says(task, /Meanwhile.*What you typed stands below/);
    const field = await drawn<HTMLTextAreaElement>(task, 'dialog.modal [name="reason"]');
    expect(field.value).to.equal('Waiting for the operative note');
    await sendKeys({ press: 'Control+Enter' });
    await says(task, 'Hold: saved');
    expect(await stateOf(hospital, chart)).to.include({ hold: 'held' });
  });

  it('offers no signature where there is no document to sign', async () => {
    const { task } = await openedTask(undefined, { user: 'physician' });
    await action(task, 'Record progress');
    expect(wordsOf(await drawn(task, '.actions'))).not.to.contain('Sign');
  });

  it('takes letters typed into a form as text', async () => {
    const { task } = await openedTask(`${chart}/analysis`);
    await sendKeys({ press: 'h' });
    (await drawn(task, 'dialog.modal textarea')).focus();
    await sendKeys({ type: 'chu' });
    expect((await drawn<HTMLTextAreaElement>(task, 'dialog.modal textarea')).value).to.equal('chu');
  });
});

describe('him-review and who holds it', () => {
  async function heldByAnalyst(user: string) {
    const hospital = await openHospital();
    await hospital.call('analyst', `/api/tasks/${encodeURIComponent(`${cure}/cure`)}/claim`, {});
    return openedTask(undefined, { hospital, user });
  }

  it('claims with C and shows until when', async () => {
    const { task } = await openedTask();
    await sendKeys({ press: 'c' });
    await says(task, /You, until (\d+ \w+, )?\d\d:\d\d/);
  });

  it('lets a supervisor take it over, but only after asking', async () => {
    const { task, network } = await heldByAnalyst('supervisor');
    await says(task, /Held byAna Lysander, until (\d+ \w+, )?\d\d:\d\d/);
    const takeOver = await until(
      () =>
        [...task.renderRoot.querySelectorAll<HTMLElement>('.panel button')].find((one) =>
          wordsOf(one).startsWith('Take over'),
        ),
      'no way to take over',
    );
    takeOver.click();
    const dialog = await drawn(task, 'dialog.modal[open]');
    expect(wordsOf(dialog)).to.contain('Take over from Ana Lysander?');
    await expect(dialog).to.be.accessible();
    expect(focused()?.textContent).to.equal('Cancel');
    expect(network.requests.some((line) => line.includes('takeOver'))).to.equal(false);
    dialog.querySelector<HTMLElement>('.primary')?.click();
    await says(task, /Held byYou, until (\d+ \w+, )?\d\d:\d\d/);
    await until(() => !isDrawn(task, 'dialog.modal'), 'the question is gone');
  });

  it('does not offer that to anyone else', async () => {
    const { task } = await heldByAnalyst('physician');
    await says(task, /Held byAna Lysander/);
    await aTimeout(100);
    expect(wordsOf(await drawn(task, '.panel'))).not.to.contain('Take over');
  });
});

describe('him-review that cannot be shown', () => {
  it('asks to choose one when none is given', async () => {
    const { task } = await reviewDesk('');
    await says(task, 'Choose a task');
  });

  it('does not say whose chart it is to someone without access, nor whether there is one', async () => {
    const { task } = await reviewDesk(undefined, { user: 'release-specialist' });
    await says(task, 'This task cannot be opened');
    const closed = wordsOf(task.renderRoot);
    const none = await reviewDesk('deficiency.none/cure', { user: 'release-specialist' });
    await says(none.task, 'This task cannot be opened');
    expect(wordsOf(none.task.renderRoot)).to.equal(closed);
    expect(closed).not.to.contain('Okafor');
  });

  it('says that the user is signed out when the server says so twice', async () => {
    const { task } = await disturbed('lost token', 9);
    await says(task, 'You are signed out');
  });

  it('loads when tried again after a failure', async () => {
    const { task } = await disturbed('gateway down');
    await says(task, 'The server is not available just now.');
    (await drawn(task, '.state button')).click();
    await drawn(task, '.identity');
  });

  it('keeps what is shown when the network goes', async () => {
    const { task, network, hospital } = await openedTask();
    network.setOffline(true);
    await sendKeys({ press: 'Control+Enter' });
    await fillIn(task, 'reason', 'Found in the paper chart');
    await sendKeys({ press: 'Control+Enter' });
    await says(task, 'The server cannot be reached. Check the connection.');
    await says(task, 'Okafor, Ada');
    network.setOffline(false);
    await sendKeys({ press: 'Control+Enter' });
    await says(task, 'Complete: saved');
    expect(await stateOf(hospital, cure)).to.equal('completed');
  });
});

describe('him-review keeps a draft', () => {
  const reason = 'Found in the paper chart, at the ward';
  const typed = async (task: HimReview) => {
    await sendKeys({ press: 'Control+Enter' });
    const field = await drawn<HTMLTextAreaElement>(task, 'dialog.modal [name="reason"]');
    field.focus();
    await sendKeys({ type: reason });
    await until(() => JSON.stringify(sessionStorage).includes(reason), 'it is kept');
  };

  it('over a reload of the page, and forgets it once it is sent', async () => {
    const { task, hospital } = await openedTask();
    await typed(task);
    task.remove();
    const again = await reviewDesk(undefined, { hospital });
    const field = await drawn<HTMLTextAreaElement>(again.task, 'dialog.modal [name="reason"]');
    expect(field.value).to.equal(reason);
    field.focus();
    await sendKeys({ press: 'Control+Enter' });
    await says(again.task, 'Complete: saved');
    expect(JSON.stringify(sessionStorage)).not.to.contain(reason);
  });

  it('from whoever else signs in at the same desk', async () => {
    const { task, hospital } = await openedTask();
    await typed(task);
    task.remove();
    const other = await openedTask(undefined, { hospital, user: 'supervisor' });
    await aTimeout(300);
    expect(isDrawn(other.task, 'dialog.modal')).to.equal(false);
    expect(JSON.stringify(sessionStorage)).not.to.contain(reason);
  });

  it('while the line is down, and sends it when it is back', async () => {
    const { task, network, hospital } = await openedTask();
    await typed(task);
    network.setOffline(true);
    await sendKeys({ press: 'Control+Enter' });
    await says(task, 'It is kept here and sent as soon as the line is back.');
    network.setOffline(false);
    await until(
      () => wordsOf(task.renderRoot).includes('Complete: saved'),
      'it went out by itself',
    );
    expect(await stateOf(hospital, cure)).to.equal('completed');
  });

  it('not when it was cancelled', async () => {
    const { task } = await openedTask();
    await typed(task);
    (await drawn<HTMLButtonElement>(task, 'dialog.modal .buttons .button')).click();
    await until(() => !JSON.stringify(sessionStorage).includes(reason), 'it is forgotten');
  });
});

describe('him-review for everyone', () => {
  for (const scheme of ['light', 'dark'] as const) {
    it(`has no axe findings in ${scheme}: any tab, menu, form, refusal, none chosen, closed, failed`, async () => {
      await look({ scheme });
      const { task, network } = await openedTask();
      for (const tab of ['due', 'chart', 'history']) {
        (await drawn(task, `#tab-${tab}`)).click();
        await task.updateComplete;
        await expect(task).to.be.accessible();
      }
      (await drawn(task, '.more')).click();
      await expect(await drawn(task, '.menu:popover-open')).to.be.accessible();
      await sendKeys({ press: 'Escape' });
      await sendKeys({ press: 'Control+Enter' });
      // What lies behind a modal is inert, and axe takes its background for white.
      await expect(await drawn(task, 'dialog.modal')).to.be.accessible();
      network.setOffline(true);
      await fillIn(task, 'reason', 'Found in the paper chart');
      await sendKeys({ press: 'Control+Enter' });
      await says(task, 'The server cannot be reached.');
      await expect(await drawn(task, 'dialog.modal')).to.be.accessible();

      const none = (await reviewDesk('')).task;
      await says(none, 'Choose a task');
      await expect(none).to.be.accessible();

      const closed = (await reviewDesk(undefined, { user: 'release-specialist' })).task;
      await says(closed, 'cannot be opened');
      await expect(closed).to.be.accessible();

      const failed = (await disturbed('gateway down', 9)).task;
      await says(failed, 'not available');
      await expect(failed).to.be.accessible();
    });
  }

  it('has none in forced colours', async () => {
    await look({ forcedColors: true });
    const { task } = await openedTask();
    await expect(task).to.be.accessible();
  });

  it('has none right to left, nor on a phone, on any tab', async () => {
    await look({ dir: 'rtl' });
    const { task } = await openedTask();
    await expect(task).to.be.accessible();
    task.classList.add('narrow');
    for (const tab of ['document', 'due', 'chart', 'history']) {
      (await drawn(task, `#tab-${tab}`)).click();
      await task.updateComplete;
      await expect(task).to.be.accessible();
      expect(task.scrollWidth, tab).to.be.at.most(task.clientWidth);
    }
  });

  it('shows one pane at a time on a phone, and never hides who the patient is', async () => {
    const { task } = await reviewDesk();
    task.classList.add('narrow');
    await drawn(task, '.identity');
    const isShown = (selector: string) =>
      task.renderRoot.querySelector(selector)?.checkVisibility();
    const shown = () => [isShown('.document'), isShown('.panel'), isShown('.identity')];
    expect(shown()).to.deep.equal([false, true, true]);
    (await drawn(task, '#tab-document')).click();
    await task.updateComplete;
    expect(shown()).to.deep.equal([true, false, true]);
  });

  it('lets nobody sign on a phone before the document is on the screen', async () => {
    const { task } = await reviewDesk(
      'deficiency.stay-21.unsigned.discharge-summary-stay-21-2/cure',
      { user: 'physician' },
    );
    task.classList.add('narrow');
    (await action(task, 'Sign')).click();
    await says(task, 'This is the document to sign. Read it, then sign.');
    const record = await recordOf(task);
    await until(() => record.renderRoot.querySelector('.plain')?.checkVisibility(), 'it is shown');
    expect(isDrawn(task, 'dialog.modal')).to.equal(false);
    (await action(task, 'Sign')).click();
    await says(task, 'Your name, the time and a fingerprint');
  });
});

/** A scanned page that joins a stay's chart, as the last by name. */
function scanOf(stayId: string) {
  const resource = {
    resourceType: 'DocumentReference',
    id: `scan-${stayId}`,
    status: 'current',
    docStatus: 'final',
    type: { coding: [{ system: 'http://loinc.org', code: '11506-3' }] },
    subject: { reference: `Patient/patient-${stayId}` },
    author: [{ reference: 'Practitioner/reyes' }],
    date: new Date(Date.now() - 86_400_000).toISOString(),
    context: { encounter: [{ reference: `Encounter/${stayId}` }] },
    content: [{ attachment: { contentType: 'application/pdf', data: btoa('%PDF-1.7') } }],
  };
  const request = { method: 'PUT', url: `DocumentReference/${resource.id}` };
  return { resourceType: 'Bundle', type: 'transaction', entry: [{ resource, request }] };
}
