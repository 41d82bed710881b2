import type { Engine } from '../engine/engine.ts';
import { Refusal } from '../engine/errors.ts';
import { systemUser } from '../engine/model/user.ts';
import type { LeasedEffect } from '../engine/store.ts';
import type { Chore } from './chores.ts';
import { type EffectHandler, recordOnly, Terminal } from './effects.ts';

/** An idle process asks twice in this time: deadlines, effects. With what its chores ask once a minute that is one query a second. */
const idleMs = 2500;
const deadlineLeaseMs = 30_000;
const effectLeaseMs = 60_000;
const batchSize = 100;
/** After this many tries (about a day) an effect is dead: kept, visible, to be sent again by a person. */
const mostAttempts = 24;
const longestDelayMs = 60 * 60 * 1000;

export interface Worker {
  start(): void;
  /** Looks at once, for instance after the virtual clock moved. Resolves when nothing due is left. */
  drain(): Promise<void>;
  /** Looks soon, for a chore that has something to do. */
  wake(): void;
  stop(): Promise<void>;
  readonly counts: { fired: number; performed: number; failed: number; dead: number };
}

export interface WorkerParts {
  readonly engine: Engine;
  readonly handlerOf: (type: string) => EffectHandler;
  /** Looked after in every round, when they are due. */
  readonly chores?: readonly Chore[];
  readonly random: () => number;
  readonly onError: (error: unknown, what: string) => void;
}

/** The clock of a server: makes due deadlines happen and performs effects, at least once each. */
export function createWorker({
  engine,
  handlerOf,
  chores = [],
  random,
  onError,
}: WorkerParts): Worker {
  const { store } = engine;
  const counts = { fired: 0, performed: 0, failed: 0, dead: 0 };
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | null = null;
  let isWoken = false;
  /** Every chore is asked for, due or not. */
  let isAsked = false;

  /** Effects at work: a long one, such as a scan being read, keeps no deadline waiting. */
  const inFlight = new Map<string, Promise<void>>();

  const begin = (effect: LeasedEffect): void => {
    const work = perform(effect)
      .catch((error: unknown) => onError(error, `effect ${effect.key}`))
      .finally(() => inFlight.delete(effect.key));
    inFlight.set(effect.key, work);
  };

  const perform = async (effect: LeasedEffect): Promise<void> => {
    // Its lease goes on while it works, or another server would take it for left behind.
    const renewal = setInterval(() => {
      const until = store.now() + effectLeaseMs;
      store.retryEffect(effect.key, until, 'at work', false).catch(() => {});
    }, effectLeaseMs / 2);
    try {
      await performOnce(effect);
    } finally {
      clearInterval(renewal);
    }
  };

  const performOnce = async (effect: LeasedEffect): Promise<void> => {
    try {
      const event = await handlerOf(effect.type)(effect);
      if (event === null) await store.commit({ effectsDone: [effect.key] });
      else {
        await engine.send(effect.instanceId, event, {
          user: systemUser,
          eventId: `effect/${effect.key}`,
          cause: `effect:${effect.key}`,
          effectsDone: [effect.key],
        });
      }
      counts.performed += 1;
    } catch (error) {
      const isDead = error instanceof Terminal || effect.attempts >= mostAttempts;
      counts.failed += 1;
      if (isDead) {
        counts.dead += 1;
        await tellFailure(effect);
      }
      const delay =
        Math.min(longestDelayMs, 1000 * 2 ** Math.min(effect.attempts, 12)) * (0.5 + random() / 2);
      await store.retryEffect(
        effect.key,
        store.now() + Math.round(delay),
        messageOf(error),
        isDead,
      );
      onError(error, `effect ${effect.key}`);
    }
  };

  /** Told before the effect is marked dead: a server that ends in between tells it again, under the same name. */
  const tellFailure = async ({ key, type, instanceId }: LeasedEffect): Promise<void> => {
    const instance = await store.load(instanceId);
    if (instance === undefined) return;
    const event = engine.registry.workflow(instance.workflow, instance.workflowVersion).failures?.[
      type
    ];
    if (event === undefined) return;
    const options = { user: systemUser, eventId: `effect-failed/${key}`, cause: `effect:${key}` };
    await engine.send(instanceId, event, options).catch((error: unknown) => {
      // The instance has gone on since: what failed does not concern it any more.
      if (!(error instanceof Refusal) || error.code !== 'not-allowed-now') throw error;
    });
  };

  const round = async (): Promise<number> => {
    const deadlines = await store.leaseDeadlines(batchSize, deadlineLeaseMs);
    const fired = await Promise.allSettled(deadlines.map((row) => engine.fire(row)));
    for (const [index, result] of fired.entries()) {
      if (result.status === 'rejected')
        onError(result.reason, `deadline ${deadlines[index]?.instanceId}/${deadlines[index]?.key}`);
      else if (result.value) counts.fired += 1;
    }
    const room = batchSize - inFlight.size;
    const effects = room > 0 ? await store.leaseEffects(room, effectLeaseMs) : [];
    const recorded = effects.filter(({ type }) => handlerOf(type) === recordOnly);
    if (recorded.length > 0) {
      await store.commit({ effectsDone: recorded.map(({ key }) => key) });
      counts.performed += recorded.length;
    }
    for (const effect of effects)
      if (!recorded.includes(effect) && !inFlight.has(effect.key)) begin(effect);
    return deadlines.length + effects.length;
  };

  const lookAfter = async (): Promise<void> => {
    const due = chores.filter((chore) => isAsked || chore.isDue());
    isAsked = false;
    for (const chore of due)
      await chore.run().catch((error: unknown) => onError(error, chore.name));
  };

  const untilNothingIsDue = async (): Promise<void> => {
    try {
      await lookAfter();
      while (!isStopped && (await round()) > 0);
    } catch (error) {
      onError(error, 'poll');
    }
  };

  const run = (): Promise<void> => {
    clearTimeout(timer);
    running ??= untilNothingIsDue().finally(() => {
      running = null;
      if (isStopped) return;
      timer = setTimeout(run, isWoken ? 20 : idleMs);
      isWoken = false;
    });
    return running;
  };

  const wake = (): void => {
    if (isStopped) return;
    if (running !== null) isWoken = true;
    else if (!isWoken) {
      isWoken = true;
      clearTimeout(timer);
      timer = setTimeout(run, 20);
    }
  };

  const unsubscribe = store.subscribe((notice) => {
    if (!notice.isRemote) wake();
  });

  return {
    counts,
    start: () => void run(),
    drain: async () => {
      // Again after effects were at work: what they led to may be due at once.
      for (let working = 1; working > 0; ) {
        await running;
        isAsked = true;
        await run();
        working = inFlight.size;
        await Promise.all(inFlight.values());
      }
    },
    wake,
    stop: async () => {
      isStopped = true;
      unsubscribe();
      clearTimeout(timer);
      await running;
      await Promise.all(inFlight.values());
    },
  };
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}
