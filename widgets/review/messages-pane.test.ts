import { expect, waitUntil } from '@open-wc/testing';
import { drawn, reviewDesk, wordsOf } from '../test-desk.ts';
import { openHospital } from '../test-hospital.ts';

/** A hospital whose feed has sent a message that nobody can use, and the task that came of it. */
async function withException() {
  const hospital = await openHospital();
  const text = [
    'MSH|^~\\&|ADT|GH|CK|GH|20261124090000||ADT^A03^ADT_A03|X1|P|2.5.1',
    'EVN|A03|20261120',
    'PID|1||9001^^^GH^MR||Quill^Nora',
    'PV1|1|I|W^1^A^north',
  ].join('\r');
  const feed = {
    id: 'feed',
    name: 'Feed',
    grants: [{ role: 'system' as const, facilities: '*' as const }],
  };
  await hospital.services.intake.hl7v2(new TextEncoder().encode(text), feed, { from: null });
  await hospital.worker.drain();
  const { causes } = (await hospital.call('supervisor', '/api/messages/causes')) as {
    causes: { instanceId: string }[];
  };
  const instanceId = causes[0]?.instanceId ?? '';
  const [task] = await hospital.services.store.tasksOf(instanceId);
  return { hospital, taskId: task?.id ?? '' };
}

describe('messages that could not be used', () => {
  it('stand where a chart would, with the reason and no health data', async () => {
    const { hospital, taskId } = await withException();
    const { task } = await reviewDesk(taskId, { hospital, user: 'supervisor' });
    const table = await drawn<HTMLElement>(task, '.messages');
    expect(wordsOf(table)).to.contain('ADT|GH').and.to.contain('X1');
    const words = wordsOf(await drawn<HTMLElement>(task, '.sheet'));
    expect(words).to.contain('PV1-19');
    expect(words).not.to.contain('Quill');
    await expect(task).to.be.accessible();
  });

  it('are tried again by one button, and what is still wrong stays', async () => {
    const { hospital, taskId } = await withException();
    const { task } = await reviewDesk(taskId, { hospital, user: 'supervisor' });
    await drawn(task, '.messages');
    const button = [...task.renderRoot.querySelectorAll<HTMLButtonElement>('.bar button')].find(
      (one) => one.textContent?.includes('again'),
    );
    button?.click();
    const job = () => hospital.services.store.jobs(1);
    await waitUntil(async () => (await job())[0]?.state === 'done', 'the job is done');
    expect((await job())[0]).to.include({ kind: 'replay', done: 1, refused: 1 });
  });

  it('say why they are not shown to one who may not read messages', async () => {
    const { hospital, taskId } = await withException();
    const { task } = await reviewDesk(taskId, { hospital, user: 'analyst' });
    const sheet = await drawn<HTMLElement>(task, '.sheet [role="alert"]');
    expect(wordsOf(sheet)).to.contain('could not be loaded');
  });
});
