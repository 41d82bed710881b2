import { AsyncLocalStorage } from 'node:async_hooks';
import { v7 as uuidv7 } from 'uuid';
import { createEngine, type Engine } from '../../engine/engine.ts';
import { Refusal } from '../../engine/errors.ts';
import { systemUser } from '../../engine/model/user.ts';
import { standingDeadlines } from '../../engine/step.ts';
import type { Change, EffectRow, LeasedEffect, Step, Store } from '../../engine/store.ts';
import type { Services } from '../context.ts';
import { effectHandlers } from '../effect-handlers.ts';
import { createIntake, type Intake } from '../intake/intake.ts';
import { createLetters, type Letters } from '../letters/letters.ts';
import { readEffect } from '../reading.ts';
import { createSites } from '../site.ts';
import { createAgenda, type DueItem } from './agenda.ts';
import { demoSetting } from './demo-setting.ts';

/** So long nobody else takes what fell due in the days that are being told. A load that was killed leaves it to the server then. */
const heldMs = 15 * 60_000;
/** So many commits are shared at most. */
export const atOnce = 12;

/** Stays are told one after the other: what is not under way need not be kept at hand. */
const instancesKept = 3000;

/** A department in the days before now: the same engine and intake, over a clock of its own. */
export interface Past {
  readonly engine: Engine;
  readonly intake: Intake;
  readonly store: Store;
  readonly letters: Letters;
  /**
   * Does things that concern nobody in common, each at its own instant, at the same time: their commits are shared.
   * They are in the order of their instants, at most `atOnce`.
   */
  together<One>(acts: readonly { readonly at: number; run(): Promise<One> }[]): Promise<One[]>;
  /** When something falls due next; what happens before it needs no waiting for it. */
  nextDueAt(): number;
  /** Goes on to an instant; what falls due on the way happens at its own. Never back. */
  goTo(at: number): Promise<void>;
  /** Lets go of what it has listened to. */
  close(): void;
  /** Takes up again what stands open of a family, after a load that was killed. */
  resume(familyId: string): Promise<void>;
}

export interface PastOptions {
  /** Where it begins, epoch milliseconds. */
  readonly from: number;
  readonly facility: string;
  /** How long after their coming the words of documents are read, milliseconds. */
  readonly wordsAfterMs: number;
  readonly onError: (error: unknown) => void;
}

/**
 * Opens the past of a demo database, in which each message and each person's act has its own instant.
 * @throws Refusal `not-permitted` for every other database: there an event happens when it is accepted
 */
export async function openPast(services: Services, options: PastOptions): Promise<Past> {
  const { store: present, policies, siteTables, ruleVersions, leaves, names } = services;
  if ((await present.setting(demoSetting)) === undefined)
    throw new Refusal(
      'not-permitted',
      'Only a demo database tells of the past. Here every event has the instant at which it was accepted.',
    );
  const clock = { now: options.from };
  /** What is done at the same time has each its own instant. */
  const instants = new AsyncLocalStorage<number>();
  const now = (): number => instants.getStore() ?? clock.now;
  const agenda = createAgenda();
  const track = (change: Change): void => {
    for (const step of change.steps ?? []) {
      for (const key of step.deadlinesRemoved) agenda.dropDeadline(step.instance.id, key);
      for (const row of step.deadlinesPut)
        if (row.dueAt <= present.now()) agenda.put({ at: row.dueAt, deadline: row });
      for (const effect of step.effects) agenda.put(asItem(effect));
    }
    for (const effect of change.effects ?? [])
      if (effect.type !== readEffect) agenda.put(asItem(effect));
  };
  const commit: Store['commit'] = async (change) => {
    await present.commit(held(change, present.now(), options.wordsAfterMs));
    track(change);
  };
  const listening: (() => void)[] = [];
  const subscribe: Store['subscribe'] = (listener) => {
    const end = present.subscribe(listener);
    listening.push(end);
    return end;
  };
  const sites = createSites({ policies, ruleVersions, leaves, siteTables });
  const store: Store = { ...present, now, commit, subscribe };
  const newId = (): string => uuidv7({ msecs: now() });
  const { registry } = services.engine;
  const engine = createEngine({ registry, store, newId, instancesKept });
  const defaultFacility = options.facility;
  const intake = createIntake({ engine, policies, sites, siteTables, newId, defaultFacility });
  const channels = { mail: null, hl7: null };
  const letters = createLetters({
    engine,
    policies,
    ruleVersions,
    siteTables,
    names,
    leaves,
    channels,
  });
  const handlers = effectHandlers({ store, reading: null, intake, letters });

  const perform = async (effect: LeasedEffect): Promise<void> => {
    const event = (await handlers.get(effect.type)?.(effect)) ?? null;
    if (event === null) await store.commit({ effectsDone: [effect.key] });
    else
      await engine.send(effect.instanceId, event, {
        user: systemUser,
        eventId: `effect/${effect.key}`,
        cause: `effect:${effect.key}`,
        effectsDone: [effect.key],
      });
  };
  const happen = async (item: DueItem): Promise<void> => {
    clock.now = Math.max(clock.now, item.at);
    try {
      if ('effect' in item) await perform(item.effect);
      else await engine.fire(item.deadline);
    } catch (error) {
      // Its lease ends, and the server takes it up as it would any other.
      options.onError(error);
    }
  };

  return {
    engine,
    intake,
    letters,
    store,
    close: () => {
      for (const end of listening) end();
    },
    nextDueAt: agenda.nextAt,
    together: (acts) => Promise.all(acts.map(({ at, run }) => instants.run(at, run))),
    goTo: async (at) => {
      for (let item = agenda.next(at); item !== undefined; item = agenda.next(at))
        await happen(item);
      clock.now = Math.max(clock.now, at);
    },
    resume: async (familyId) => {
      for (const member of (await present.loadFamily(familyId)).members) {
        const workflow = engine.registry.workflow(member.workflow, member.workflowVersion);
        for (const one of standingDeadlines(workflow, member))
          if (one.dueAt <= present.now())
            agenda.put({
              at: one.dueAt,
              deadline: { ...one, instanceId: member.id, armedSeq: member.version },
            });
        for (const { doneAt, deadAt, ...effect } of await present.effects(member.id))
          if (doneAt === null && deadAt === null)
            agenda.put({ at: clock.now, effect: { ...effect, notBeforeAt: clock.now } });
      }
    },
  };
}

function asItem(effect: EffectRow): DueItem {
  return { at: effect.notBeforeAt, effect: { ...effect, attempts: 1 } };
}

/** As it is stored: whatever is due already waits for us, not for the server's worker. */
function held(change: Change, now: number, wordsAfterMs: number): Change {
  const { steps, effects } = change;
  const later = (row: EffectRow): EffectRow => ({
    ...row,
    notBeforeAt: now + (row.type === readEffect ? wordsAfterMs : heldMs),
  });
  const heldStep = (step: Step): Step => ({
    ...step,
    deadlinesPut: step.deadlinesPut.map((row) =>
      row.dueAt <= now ? { ...row, leasedUntil: now + heldMs } : row,
    ),
    effects: step.effects.map(later),
  });
  return {
    ...change,
    ...(steps === undefined ? {} : { steps: steps.map(heldStep) }),
    ...(effects === undefined ? {} : { effects: effects.map(later) }),
  };
}
