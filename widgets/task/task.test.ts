import { expect, oneEvent, waitUntil } from '@open-wc/testing';
import { emulateMedia, sendKeys } from '@web/test-runner-commands';
import { drawn, focused, says, taskDesk } from '../test-desk.ts';
import { startTestServer } from '../test-server.ts';
import type { HimTask } from './task.ts';

async function openedTask(server = startTestServer()) {
  const made = await taskDesk('deficiency-0002/complete', server);
  await drawn(made.task, '.text');
  made.task.focus();
  await waitUntil(() => focused()?.id === 'document-title');
  return made;
}

async function fillIn(task: HimTask, name: string, value: string): Promise<void> {
  const field = await drawn<HTMLSelectElement>(task, `dialog [name="${name}"]`);
  field.value = value;
}

async function action(task: HimTask, title: string): Promise<HTMLButtonElement> {
  await drawn(task, '.actions button');
  const buttons = [...task.renderRoot.querySelectorAll<HTMLButtonElement>('.actions button')];
  return buttons.find((one) => one.textContent?.includes(title)) as HTMLButtonElement;
}

describe('him-task', () => {
  it('says whose chart it is in one line that cannot be mistaken', async () => {
    const { task } = await openedTask();
    const identity = await drawn(task, '.identity');
    const words = identity.textContent?.replace(/\s+/g, ' ').trim();
    expect(words).to.match(
      /^Okafor, Ada MRN 1002 0002 · 14 Mar 1961 · Inpatient 3\s?–\s?9 Nov 2026$/,
    );
  });

  it('says what is due, why, by which rule and law, and which clock runs', async () => {
    const { task } = await openedTask();
    await says(task, 'is required within 30 days of discharge');
    await says(task, 'Rule RD-12, required-documents v3');
    await says(task, '42 CFR 482.24(c)(4)(vii)');
    await says(task, 'Completion limit');
  });

  it('shows the document the task is about, and goes to the next with N', async () => {
    const { task } = await openedTask();
    await says(task, 'acute on chronic systolic heart failure');
    await says(task, 'Document 1 of 5');
    await sendKeys({ press: 'n' });
    await says(task, 'Document 2 of 5');
    await sendKeys({ press: 'p' });
    await says(task, 'Document 1 of 5');
  });

  it('says so when a document cannot be shown instead of showing nothing', async () => {
    const { task } = await openedTask();
    for (let i = 0; i < 3; i++) await sendKeys({ press: 'n' });
    await says(task, 'This document (application/pdf) cannot be shown here yet.');
  });

  it('tells the history newest first, with who and why', async () => {
    const { task } = await openedTask();
    (await drawn(task, '#tab-history')).click();
    await says(task, 'Nobody signed within 24 hours of surgery');
    const entries = [...task.renderRoot.querySelectorAll('.history li b')];
    expect(entries.map((one) => one.textContent)).to.deep.equal([
      'Reminder send',
      'Assigned',
      'Opened',
    ]);
  });

  it('goes back to the list with Escape', async () => {
    const { task } = await openedTask();
    const closed = oneEvent(task, 'him-task-close');
    await sendKeys({ press: 'Escape' });
    await closed;
  });
});

describe('him-task acting', () => {
  it('asks for what the schema requires, completes with Ctrl+Enter and goes on', async () => {
    const { task, server } = await openedTask();
    const goesOn = oneEvent(task, 'him-task-next');
    await sendKeys({ press: 'Control+Enter' });
    await fillIn(task, 'documentId', 'deficiency-0002-doc1');
    await sendKeys({ press: 'Control+Enter' });
    expect((await goesOn).detail).to.deep.equal({
      taskId: 'deficiency-0002/complete',
      instanceId: 'deficiency-0002',
    });
    expect(server.tasks.some((one) => one.instanceId === 'deficiency-0002')).to.equal(false);
    await says(task, 'Complete: saved');
  });

  it('does not send a form that lacks a required field', async () => {
    const { task, server } = await openedTask();
    await sendKeys({ press: 'Control+Enter' });
    const dialog = await drawn<HTMLDialogElement>(task, 'dialog');
    await sendKeys({ press: 'Control+Enter' });
    expect(dialog.open).to.equal(true);
    expect(server.requests.some((line) => line.includes('/events'))).to.equal(false);
  });

  it('sends an action without input at once', async () => {
    const { task } = await openedTask();
    const done = oneEvent(task, 'him-task-done');
    (await action(task, 'Return')).click();
    expect((await done).detail.type).to.equal('deficiency.return');
  });

  it('sends nothing when the host vetoes the action', async () => {
    const { task, server } = await openedTask();
    task.addEventListener('him-action', (event) => event.preventDefault());
    (await action(task, 'Return')).click();
    await task.updateComplete;
    expect(server.requests.some((line) => line.includes('/events'))).to.equal(false);
  });

  it('says that it changed meanwhile, keeps what was typed, and can be sent anew', async () => {
    const { task, server } = await openedTask();
    await sendKeys({ press: 'h' });
    await fillIn(task, 'reason', 'Waiting for the operative note');
    server.bump('deficiency-0002');
    await sendKeys({ press: 'Control+Enter' });
    await says(task, 'It changed meanwhile and was reloaded.');
    const field = await drawn<HTMLTextAreaElement>(task, 'dialog [name="reason"]');
    expect(field.value).to.equal('Waiting for the operative note');
    await sendKeys({ press: 'Control+Enter' });
    await waitUntil(() => server.tasks.some((one) => one.listState === 'on-hold'));
  });

  it('claims with C and shows until when', async () => {
    const { task } = await openedTask();
    await sendKeys({ press: 'c' });
    await says(task, /You, until \d\d:\d\d/);
  });

  it('takes letters typed into a form as text', async () => {
    const { task } = await openedTask();
    await sendKeys({ press: 'h' });
    (await drawn(task, 'dialog textarea')).focus();
    await sendKeys({ type: 'chu' });
    expect((await drawn<HTMLTextAreaElement>(task, 'dialog textarea')).value).to.equal('chu');
  });
});

describe('him-task that cannot be shown', () => {
  it('asks to choose one when none is given', async () => {
    const { task } = await taskDesk('');
    await says(task, 'Choose a task');
  });

  it('does not say whose chart it is to someone without access', async () => {
    const server = startTestServer();
    server.refuseNext('GET /api/instances', { status: 403, code: 'not-permitted', detail: 'No.' });
    const { task } = await taskDesk(undefined, server);
    await says(task, 'This chart is not open to you');
  });

  it('says what to do when the task is gone', async () => {
    const { task } = await taskDesk('deficiency-9999/complete');
    await says(task, 'This task no longer exists');
  });

  it('loads when tried again after a failure', async () => {
    const server = startTestServer();
    server.refuseNext('GET /api/instances', {
      status: 503,
      code: 'unavailable',
      detail: 'Try later.',
    });
    const { task } = await taskDesk(undefined, server);
    await says(task, 'Try later.');
    (await drawn(task, '.state button')).click();
    await drawn(task, '.identity');
  });
});

describe('him-task for everyone', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has no axe findings in ${colorScheme}, on any tab, with a form open`, async () => {
      document.documentElement.className = colorScheme;
      const { task } = await openedTask();
      for (const tab of ['due', 'chart', 'history']) {
        (await drawn(task, `#tab-${tab}`)).click();
        await task.updateComplete;
        await expect(task).to.be.accessible();
      }
      await sendKeys({ press: 'Control+Enter' });
      // What lies behind a modal is inert, and axe takes its background for white.
      await expect(await drawn(task, 'dialog')).to.be.accessible();
      document.documentElement.className = '';
    });
  }

  it('has none in forced colours, right to left, or on a phone', async () => {
    await emulateMedia({ forcedColors: 'active' });
    const { task } = await openedTask();
    await expect(task).to.be.accessible();
    await emulateMedia({ forcedColors: 'none' });
    document.documentElement.dir = 'rtl';
    task.classList.add('narrow');
    await task.updateComplete;
    await expect(task).to.be.accessible();
    document.documentElement.dir = 'ltr';
  });

  it('shows one pane at a time on a phone, and never hides who the patient is', async () => {
    const { task } = await taskDesk();
    task.classList.add('narrow');
    await drawn(task, '.identity');
    const isShown = (selector: string) =>
      task.renderRoot.querySelector(selector)?.checkVisibility();
    expect(isShown('.document')).to.equal(false);
    (await drawn(task, '#tab-document')).click();
    await task.updateComplete;
    expect([isShown('.document'), isShown('.panel'), isShown('.identity')]).to.deep.equal([
      true,
      false,
      true,
    ]);
  });
});
