import { Refusal } from '../../engine/errors.ts';
import { systemUser, type User } from '../../engine/model/user.ts';
import type { ListedTask } from '../../engine/store.ts';
import { feedIdOf } from '../intake/exception-id.ts';
import { nextBusinessDay } from '../intake/next-business-day.ts';
import type { Policies } from '../policies.ts';
import type { OfficeAct } from './hospital-feed.ts';
import type { Past } from './past.ts';
import { auditRow } from './people-at-work.ts';

const minuteMs = 60_000;
/** Until the shift is over: nobody sits there whose heartbeat could hold them. */
const shiftMs = 8 * 60 * minuteMs;

interface Parts {
  readonly past: Past;
  readonly policies: Policies;
  readonly facility: string;
  readonly zone: string;
  listed(queue: string): Promise<readonly ListedTask[]>;
}

/** What colleagues have in hand at this moment, and the feeds they look after. */
export function createOfficeDesk({ past, policies, facility, zone, listed }: Parts) {
  const { engine, store } = past;

  const claim = async (
    name: string,
    { queue, count }: Extract<OfficeAct, { do: 'claim' }>,
    user: User,
  ): Promise<void> => {
    const free = (await listed(queue)).filter(
      (task) => task.claim === null || task.claim.holderId === user.id,
    );
    for (const task of free.slice(0, count)) {
      const about = { at: store.now(), user, name: `${name}/${task.id}`, instance: null };
      const holder = { id: user.id, name: user.name, leaseMs: shiftMs, mayTakeOver: false };
      await store
        .claim(task.id, holder, auditRow(about, `claim:${task.id}`, 'act'))
        .catch((error: unknown) => {
          // A colleague was faster.
          if (!(error instanceof Refusal)) throw error;
        });
    }
  };

  const feed = async (
    name: string,
    { sender, told, note }: Extract<OfficeAct, { do: 'feed' }>,
    user: User,
  ): Promise<void> => {
    const id = await feedIdOf(sender);
    const send = (type: string, payload: object, who: User) =>
      engine.send(id, { type, ...payload }, { user: who, eventId: `demo:${name}/${type}` });
    switch (told) {
      case 'silent': {
        const now = store.now();
        const known = (await store.receipts(200)).find((one) => one.sender === sender);
        const lastAt = known?.receivedAt.find((at) => at < now) ?? now - shiftMs;
        const due = await nextBusinessDay(policies, facility, now);
        const silentAfterMinutes = Math.max(1, Math.floor((now - lastAt) / minuteMs));
        const input = { sender, facility, zone, lastAt, silentAfterMinutes, ...due };
        if ((await store.load(id)) === undefined)
          await engine.start('feed-watch', input, { user: systemUser, id });
        return;
      }
      case 'acknowledged':
        await send('feed.acknowledge', { note }, user);
        return;
      case 'spoke':
        await send('feed.spoke', { lastAt: store.now() }, systemUser);
    }
  };

  return { claim, feed };
}
