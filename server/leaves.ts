import type { Store } from '../engine/store.ts';
import type { Pause } from '../engine/time/obligation.ts';
import type { Instance } from '../engine/workflow.ts';
import { everyInstance } from './every-instance.ts';

const workflowId = 'leave';
const prefix = `${workflowId}.`;
/** Notices of other servers may be lost with a connection, so now and then all is read anew. */
const freshMs = 60_000;
const none: readonly Pause[] = [];

/** The approved absences of a practitioner, both dates counted; overlapping ones each for themselves. */
export type AbsencesOf = (practitionerId: string) => readonly Pause[];

/** Approved leave: at hand for judging facts, and as it stands now for telling those who count it. */
export interface Leaves {
  /** Everyone's, read once and then only what changed: no read for each message. */
  current(): Promise<AbsencesOf>;
  /** One practitioner's, from the database. */
  absencesNow(practitionerId: string): Promise<readonly Pause[]>;
  /** All leave of one practitioner, or of everyone, in any state. */
  all(practitionerId?: string): AsyncGenerator<Instance>;
}

export function createLeaves(store: Store): Leaves {
  const known = new Map<string, { practitionerId: string; pause: Pause }>();
  const byPractitioner = new Map<string, readonly Pause[]>();
  const changed = new Set<string>();
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;
  store.subscribe(({ instances }) => {
    for (const id of instances) if (id.startsWith(prefix)) changed.add(id);
  });

  const keep = (instance: Instance): void => {
    const practitionerId = String(instance.practitionerId);
    if (isCounted(instance)) known.set(instance.id, { practitionerId, pause: pauseOf(instance) });
    else known.delete(instance.id);
    const own = [...known.values()].filter((one) => one.practitionerId === practitionerId);
    byPractitioner.set(practitionerId, inOrder(own.map(({ pause }) => pause)));
  };

  const refresh = async (): Promise<void> => {
    if (performance.now() - readAt >= freshMs) {
      // What changes while it is read is read once more.
      changed.clear();
      const found: Instance[] = [];
      for await (const instance of everyInstance(store, prefix)) found.push(instance);
      known.clear();
      byPractitioner.clear();
      const pauses = new Map<string, Pause[]>();
      for (const instance of found.filter(isCounted)) {
        const practitionerId = String(instance.practitionerId);
        known.set(instance.id, { practitionerId, pause: pauseOf(instance) });
        pauses.set(practitionerId, [...(pauses.get(practitionerId) ?? []), pauseOf(instance)]);
      }
      for (const [id, own] of pauses) byPractitioner.set(id, inOrder(own));
      readAt = performance.now();
    }
    for (const id of [...changed]) {
      // First forgotten, so that a change that comes while it is read is read once more.
      changed.delete(id);
      try {
        const instance = await store.load(id);
        if (instance !== undefined) keep(instance);
      } catch (error) {
        changed.add(id);
        throw error;
      }
    }
  };

  return {
    current: async () => {
      while (changed.size > 0 || performance.now() - readAt >= freshMs) {
        reading ??= refresh().finally(() => {
          reading = null;
        });
        await reading;
      }
      return (practitionerId) => byPractitioner.get(practitionerId) ?? none;
    },
    absencesNow: async (practitionerId) => {
      const pauses: Pause[] = [];
      for await (const one of everyInstance(store, leavePrefix(practitionerId)))
        if (one.practitionerId === practitionerId && isCounted(one)) pauses.push(pauseOf(one));
      return inOrder(pauses);
    },
    all: (practitionerId) =>
      everyInstance(store, practitionerId === undefined ? prefix : leavePrefix(practitionerId)),
  };
}

/** Leave is found by its practitioner, so its id begins with them. */
export function leaveIdOf(practitionerId: string, suffix: string): string {
  return `${leavePrefix(practitionerId)}${suffix}`;
}

function leavePrefix(practitionerId: string): string {
  return `${prefix}${practitionerId}.`;
}

function isCounted({ state }: Instance): boolean {
  return state === 'approved' || state === 'ended';
}

/** Why someone is away is nobody's business in the history of a deficiency. */
function pauseOf({ context }: Instance): Pause {
  const { fromOn, toOn } = context as { fromOn: string; toOn: string };
  return { fromOn, toOn, reason: 'Approved leave' };
}

function inOrder(pauses: readonly Pause[]): readonly Pause[] {
  return pauses.toSorted((a, b) =>
    a.fromOn === b.fromOn ? a.toOn.localeCompare(b.toOn) : a.fromOn.localeCompare(b.fromOn),
  );
}
