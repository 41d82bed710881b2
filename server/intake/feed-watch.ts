import type { Engine } from '../../engine/engine.ts';
import { isConflict, Refusal } from '../../engine/errors.ts';
import { systemUser } from '../../engine/model/user.ts';
import type { Instance, WorkflowEvent } from '../../engine/workflow.ts';
import type { Chore } from '../chores.ts';
import type { Policies } from '../policies.ts';
import type { SiteRow, SiteTables } from '../site-tables.ts';
import { feedIdOf } from './exception-id.ts';
import { nextBusinessDay } from './next-business-day.ts';
import { isQuietTime, receiptsKnown, usualSilence } from './usual-gap.ts';

const workflowId = 'feed-watch';
const minuteMs = 60_000;
/** Between two looks: when the next feed can fall silent, within these bounds. */
const soonestMs = minuteMs;
const latestMs = 5 * minuteMs;
/** After a start the senders need time to connect again. */
const graceMs = 10 * minuteMs;
const forgetAfterMs = 60 * minuteMs;

export interface FeedWatchParts {
  readonly engine: Engine;
  readonly policies: Policies;
  readonly siteTables: SiteTables;
}

interface Feed {
  readonly id: string;
  readonly sender: string;
  readonly receivedAt: readonly number[];
  readonly lastAt: number;
  readonly row: SiteRow<'feeds'> | undefined;
  readonly facility: string;
}

/** Opens a task when a feed is silent for longer than it usually is, and closes it when the feed speaks. */
export function createFeedWatch({ engine, policies, siteTables }: FeedWatchParts): Chore {
  const { store, registry } = engine;
  const isServed = registry.workflows.some(({ id }) => id === workflowId);
  const listeningSince = store.now();
  /** The last message of each feed whose instance says that it is silent; null when it does not. */
  const known = new Map<string, number | null>();
  let forgottenAt = listeningSince;
  let nextAt = Number.NEGATIVE_INFINITY;
  let lookedAt = Number.NEGATIVE_INFINITY;

  const look = async (now: number): Promise<number> => {
    let next = now + latestMs;
    for (const feed of await feeds()) {
      if (!known.has(feed.id)) await recall(feed.id);
      if (hasSpoken(feed)) await tellSpoken(feed);
      const silentAfterMs = limitOf(feed);
      if (silentAfterMs === null) continue;
      const silentAt = feed.lastAt + silentAfterMs;
      if (now <= silentAt) next = Math.min(next, silentAt + 1);
      else if (!isTold(feed) && (await isSilent(feed, silentAfterMs, now)))
        await tellSilent(feed, silentAfterMs, now);
    }
    return next;
  };

  const feeds = async (): Promise<Feed[]> => {
    const [receipts, rows, senders] = await Promise.all([
      store.receipts(receiptsKnown),
      siteTables.read('feeds'),
      siteTables.read('senders'),
    ]);
    // What Chartkeeper itself writes is no feed.
    const others = receipts.filter(({ sender }) => sender !== systemUser.id);
    return Promise.all(
      others.map(async ({ sender, receivedAt }) => {
        const row = rows.rows.find((one) => one.sender === sender);
        const names = [sender, sender.split('|').at(-1)];
        const mapped = senders.rows.find((one) => names.includes(one.sender));
        const facility = row?.facility ?? mapped?.facility ?? '*';
        const [lastAt = 0] = receivedAt;
        return { id: await feedIdOf(sender), sender, receivedAt, lastAt, row, facility };
      }),
    );
  };

  const isSilent = async (
    { row, sender, receivedAt }: Feed,
    silentAfterMs: number,
    now: number,
  ): Promise<boolean> => {
    if (now - listeningSince < Math.min(graceMs, silentAfterMs)) return false;
    // The site's own row holds day and night.
    return (
      row !== undefined || !(await isQuietTime(store, { sender, receivedAt, silentAfterMs, now }))
    );
  };

  const tellSilent = async (feed: Feed, silentAfterMs: number, now: number): Promise<void> => {
    const { id, sender, facility, lastAt } = feed;
    const due = await nextBusinessDay(policies, facility, now);
    const silentAfterMinutes = Math.round(silentAfterMs / minuteMs);
    const silence = { lastAt, silentAfterMinutes, ...due };
    const instance = await store.load(id);
    if (instance === undefined) {
      const zone = await policies.zoneOf(facility);
      const input = { ...silence, sender, facility, zone };
      await trying(() => engine.start(workflowId, input, { user: systemUser, id }));
    } else if (instance.state === 'speaking') {
      await send(instance, { type: 'feed.silent', ...silence });
    }
    await recall(id);
  };

  const tellSpoken = async ({ id, lastAt }: Feed): Promise<void> => {
    const instance = await store.load(id);
    if (instance !== undefined && instance.state !== 'speaking')
      await send(instance, { type: 'feed.spoke', lastAt });
    await recall(id);
  };

  const recall = async (id: string): Promise<void> => {
    const instance = await store.load(id);
    const isSilentThere = instance !== undefined && instance.state !== 'speaking';
    known.set(id, isSilentThere ? Number(instance.context.lastAt) : null);
  };

  const isTold = ({ id }: Feed): boolean => (known.get(id) ?? null) !== null;
  const hasSpoken = ({ id, lastAt }: Feed): boolean => lastAt > (known.get(id) ?? lastAt);

  const send = (instance: Instance, event: WorkflowEvent): Promise<void> =>
    trying(() =>
      engine.send(instance.id, event, { user: systemUser, ifVersion: instance.version }),
    );

  return {
    name: 'silent feeds',
    isDue: () => isServed && (store.now() >= nextAt || store.now() < lookedAt),
    run: async () => {
      if (!isServed) return;
      const now = store.now();
      lookedAt = now;
      nextAt = now + soonestMs;
      // Now and then what other servers wrote is read again.
      if (now - forgottenAt > forgetAfterMs) {
        known.clear();
        forgottenAt = now;
      }
      nextAt = Math.max(nextAt, await look(now));
    },
  };
}

function limitOf({ row, receivedAt }: Feed): number | null {
  return row === undefined ? usualSilence(receivedAt) : row.silentAfterMinutes * minuteMs;
}

/** Another server may look at the same moment; what it wrote is read with the next look. */
async function trying(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const isRace =
      isConflict(error) || (error instanceof Refusal && error.code === 'not-allowed-now');
    if (!isRace) throw error;
  }
}
