import type { Engine } from '../../engine/engine.ts';
import { isConflict, Refusal } from '../../engine/errors.ts';
import { textOf } from '../../engine/model/text.ts';
import { systemUser } from '../../engine/model/user.ts';
import type { CauseCount } from '../../engine/store.ts';
import type { Instance, WorkflowEvent } from '../../engine/workflow.ts';
import type { Chore } from '../chores.ts';
import type { Policies } from '../policies.ts';
import { exceptionIdOf } from './exception-id.ts';
import { nextBusinessDay } from './next-business-day.ts';

const workflowId = 'intake-exception';
/** Of all facilities, as the messages are: what was refused says nothing certain of where it belongs. */
const everywhere = '*';
const leastMs = 1000;
const idleMs = 60_000;
/** Counting takes this part of the time at most, however many messages there are to count. */
const shareOfTime = 20;
const pageSize = 500;

export interface ExceptionSweep extends Chore {
  /** A message was refused or taken, so the counts may have changed. */
  heard(outcome: 'taken' | 'refused'): void;
}

export interface SweepParts {
  readonly engine: Engine;
  readonly policies: Policies;
  /** Asks the server's clock to look soon. */
  readonly wake: () => void;
}

/**
 * Keeps one instance for each cause of refused messages at the number that wait. It counts the messages themselves,
 * seldom, so that a flood of refusals costs one count a second and a crash loses nothing.
 */
export function createExceptionSweep({ engine, policies, wake }: SweepParts): ExceptionSweep {
  const { store, registry } = engine;
  const isServed = registry.workflows.some(({ id }) => id === workflowId);
  /** What each cause was when its instance was last seen to agree with it. */
  const agreed = new Map<string, string>();
  let isChanged = true;
  let lastAt = Number.NEGATIVE_INFINITY;
  let tookMs = 0;

  /** A closed instance is read again only now and then: what another server wrote there shows in no task. */
  const sweep = async (isLookingAtClosed: boolean): Promise<void> => {
    const [causes, open] = await Promise.all([store.messageCauses(), openExceptions()]);
    const waiting = new Map<string, CauseCount>();
    for (const one of causes) waiting.set(await exceptionIdOf(one.cause), one);
    for (const [id, one] of waiting) {
      const isTaskRight = open.get(id) === undefined || open.get(id) === one.count;
      const isUnsure = isLookingAtClosed && !open.has(id);
      if (agreed.get(id) !== signatureOf(one) || !isTaskRight || isUnsure) await reconcile(id, one);
    }
    for (const id of new Set([...open.keys(), ...agreed.keys()])) {
      if (!waiting.has(id)) await settle(id);
    }
  };

  /** What the open tasks say: how many wait of each cause. One read for all of them. */
  const openExceptions = async (): Promise<ReadonlyMap<string, number>> => {
    const scope = {
      queue: 'intake-exceptions',
      title: '',
      facilities: '*',
      practitioners: null,
    } as const;
    const counts = new Map<string, number>();
    for (let after: Parameters<typeof store.tasks>[0]['after']; ; ) {
      const page = await store.tasks({
        scope,
        listState: 'open',
        limit: pageSize,
        ...(after === undefined ? {} : { after }),
      });
      for (const { workflow, instanceId, title } of page.tasks)
        if (workflow === workflowId) counts.set(instanceId, Number(title.parts?.count ?? 0));
      if (page.next === null) return counts;
      after = page.next;
    }
  };

  const reconcile = async (id: string, one: CauseCount): Promise<void> => {
    const [[newest], instance] = await Promise.all([
      store.messages({ cause: one.cause, limit: 1 }),
      store.load(id),
    ]);
    // Taken while we looked: the next sweep sees what is left.
    if (newest === undefined) return;
    const { count, firstAt, lastAt: newestAt, reason } = one;
    const waiting = { count, firstAt, lastAt: newestAt, newestId: newest.id };
    const isAgreed = instance !== undefined && isSame(instance, waiting);
    const due = isAgreed ? null : await nextBusinessDay(policies, everywhere, store.now());
    let isTold = true;
    if (instance === undefined) {
      const { cause } = one;
      const input = { ...waiting, ...due, cause, what: whatOf(cause), reason };
      isTold = await trying(() =>
        engine.start(
          workflowId,
          { ...input, howTo: howTo(cause), facility: everywhere },
          { user: systemUser, id },
        ),
      );
    } else if (!isAgreed) {
      const isFewer =
        count < Number(instance.context.count) && newest.id <= String(instance.context.newestId);
      const event = isFewer
        ? { type: 'intake.taken', count }
        : { type: 'intake.refused', ...waiting, reason, ...due };
      isTold = await tell(instance, event);
    }
    if (isTold) agreed.set(id, signatureOf(one));
  };

  const settle = async (id: string): Promise<void> => {
    agreed.delete(id);
    const instance = await store.load(id);
    if (instance !== undefined && Number(instance.context.count) > 0)
      await tell(instance, { type: 'intake.taken', count: 0 });
  };

  const tell = (instance: Instance, event: WorkflowEvent): Promise<boolean> =>
    trying(() =>
      engine.send(instance.id, event, { user: systemUser, ifVersion: instance.version }),
    );

  /** Another server may count at the same moment: then it is looked at once more. */
  const trying = async (act: () => Promise<unknown>): Promise<boolean> => {
    try {
      await act();
      return true;
    } catch (error) {
      const isRace =
        isConflict(error) || (error instanceof Refusal && error.code === 'not-allowed-now');
      if (!isRace) throw error;
      isChanged = true;
      return false;
    }
  };

  return {
    name: 'intake exceptions',
    heard: (outcome) => {
      if (!isServed || (outcome === 'taken' && agreed.size === 0)) return;
      isChanged = true;
      wake();
    },
    isDue: () => {
      if (!isServed) return false;
      const elapsed = performance.now() - lastAt;
      return elapsed >= (isChanged ? Math.max(leastMs, shareOfTime * tookMs) : idleMs);
    },
    run: async () => {
      if (!isServed) return;
      const isLookingAtClosed = !isChanged;
      isChanged = false;
      const startedAt = performance.now();
      try {
        await sweep(isLookingAtClosed);
      } catch (error) {
        isChanged = true;
        throw error;
      } finally {
        lastAt = performance.now();
        tookMs = lastAt - startedAt;
      }
    },
  };
}

function signatureOf({ count, firstAt, lastAt }: CauseCount): string {
  return `${count}/${firstAt}/${lastAt}`;
}

/** The same message sent again changes its time alone, which is no news. */
function isSame({ context }: Instance, { count, newestId }: { count: number; newestId: string }) {
  return context.count === count && context.newestId === newestId;
}

/** A cause begins with what its messages are. */
function whatOf(cause: string): string {
  return cause.split(' · ', 1)[0] ?? cause;
}

function howTo(cause: string) {
  return textOf(
    'intake.how-to',
    'Mend the map or the rule, or have the sender mend the message. Then try the messages again: POST /api/messages/replay with the cause "{cause}", or one of them at POST /api/messages/<id>/replay.',
    { cause },
  );
}
