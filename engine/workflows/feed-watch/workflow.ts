import type { Role } from '../../model/user.ts';
import { defineWorkflow, type Subject } from '../../workflow.ts';
import { feedWatchDeadlines } from './deadlines.ts';
import { feedWatchEvents, feedWatchInput } from './events.ts';
import { type FeedWatchContext, feedWatchMachine } from './machine.ts';
import { feedWatchTasks, feedWatchTitle } from './tasks.ts';

const him: readonly Role[] = ['analyst', 'supervisor', 'manager'];
const leads: readonly Role[] = ['supervisor', 'manager'];
const system: readonly Role[] = ['system'];

/** One feed that has been silent for longer than its usual gap. */
export const feedWatch = defineWorkflow<FeedWatchContext>({
  id: 'feed-watch',
  version: 1,
  title: 'Silent feed',
  machine: feedWatchMachine,
  input: feedWatchInput,
  events: feedWatchEvents,
  effects: {},
  access: {
    view: { roles: [...him, 'administrator', 'auditor'] },
    start: { roles: system },
    queues: { 'silent-feeds': { title: 'Silent feeds', roles: [...him, 'administrator'] } },
    events: {
      'feed.silent': { roles: system },
      'feed.spoke': { roles: system },
      'feed.acknowledge': { roles: him },
      'feed.mute': { roles: leads },
      'muteEnd.pass': { roles: system },
    },
  },
  subject: ({ facility }): Subject => ({
    facility,
    patientId: null,
    encounterId: null,
    practitionerId: null,
  }),
  describe: feedWatchTitle,
  tasks: feedWatchTasks,
  deadlines: feedWatchDeadlines,
});
