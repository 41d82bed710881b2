import { expect } from 'vitest';
import { addUser, coverSomeone } from './administrator-people.ts';
import { type Morning, tellMorning } from './morning.ts';
import { signInAs, signOut } from './steps.ts';
import { drillDown, moveClock, readChart, readFigures } from './supervisor-figures.ts';
import { proposeLeave, reassignAll } from './supervisor-people.ts';

/** What a supervisor looks after, and what an administrator then does for her. */
async function story(morning: Morning): Promise<void> {
  const { ask, hands } = morning;
  await signInAs(hands, 'Supervisor');
  await readFigures(morning);
  await drillDown(morning);
  await readChart(morning);
  await reassignAll(morning);
  await proposeLeave(morning);
  await moveClock(morning);

  // Who may sign in is not hers to say.
  const refused = await ask('supervisor', '/api/people/new@mercyvalley.test', {
    method: 'PUT',
    body: { id: 'new', name: 'New', grants: [], isActive: true },
  });
  expect(refused.status).toBe(403);
  await signOut(hands);

  await signInAs(hands, 'Administrator');
  await addUser(morning);
  await coverSomeone(morning);
  await signOut(hands);
}

tellMorning({ name: 'the morning of a supervisor', story, excused: [] });
