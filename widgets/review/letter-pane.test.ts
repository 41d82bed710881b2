import { expect } from '@open-wc/testing';
import { drawn, reviewDesk, wordsOf } from '../test-desk.ts';
import { openHospital } from '../test-hospital.ts';

/** A hospital in which something is late enough for a letter. */
async function withLetter() {
  const hospital = await openHospital();
  const { tasks } = (await hospital.call('medical-staff-office', '/api/tasks?queue=letters')) as {
    tasks: { id: string; practitioner: { name: string } }[];
  };
  const [first] = tasks;
  if (first === undefined) throw new Error('no letter was written');
  return { hospital, taskId: first.id, name: first.practitioner.name };
}

describe('a letter', () => {
  it('stands where a chart would, as it will be printed', async () => {
    const { hospital, taskId, name } = await withLetter();
    const { task } = await reviewDesk(taskId, { hospital, user: 'medical-staff-office' });
    const sheet = wordsOf(await drawn<HTMLElement>(task, '.letter'));
    expect(sheet).to.contain(name).and.to.contain('Record number');
    const print = task.renderRoot.querySelector<HTMLButtonElement>('.bar button');
    expect(print?.disabled).to.equal(false);
    await expect(task).to.be.accessible();
  });

  it('is not shown to one whose work it is not', async () => {
    const { hospital, taskId } = await withLetter();
    const { task } = await reviewDesk(taskId, { hospital, user: 'coder' });
    await drawn<HTMLElement>(task, '.state');
    expect(task.renderRoot.querySelector('.letter')).to.equal(null);
  });
});
