import { expect } from 'vitest';
import { findElsewhere, leaveNote } from './analyst-elsewhere.ts';
import { actOnMany, keepView, readCounts, remapKey } from './analyst-list.ts';
import { finishSeveral, holdWithDraft, raiseOnWords, readRecord } from './analyst-task.ts';
import { type Morning, tellMorning } from './morning.ts';
import { signInAs, signOut } from './steps.ts';

/** What an HIM analyst does between nine and noon. */
async function story(morning: Morning): Promise<void> {
  const { ask, hands } = morning;
  await signInAs(hands, 'HIM analyst');
  await readCounts(morning);
  await keepView(morning);
  await remapKey(morning);
  await readRecord(morning);
  await raiseOnWords(morning);
  await holdWithDraft(morning);
  await finishSeveral(morning);
  await actOnMany(morning);
  await findElsewhere(morning);
  await leaveNote(morning);

  // What is not hers the server keeps from her, whatever a page asks.
  for (const path of ['/api/people', '/api/reports/workload-by-analyst'])
    expect((await ask('analyst', path)).status, path).toBe(403);
  await signOut(hands);
}

tellMorning({
  name: 'the morning of an HIM analyst',
  story,
  // A purpose is asked for with a refusal.
  excused: ['403'],
});
