import type { Store } from '../../engine/store.ts';
import { lettersStartIdOf } from './ids.ts';

const freshMs = 2000;

/** Since when a facility sends letters; null while it does not. */
export type StartedOn = (facility: string) => Promise<string | null>;

/** Asked for every level that is reached, so it is read once in two seconds, and at once after a change here. */
export function createLettersSwitch(store: Store): StartedOn {
  const known = new Map<string, { startedOn: string | null; readAt: number }>();
  store.subscribe(({ instances }) => {
    if (known.size === 0) return;
    for (const id of instances) known.delete(id);
  });
  return async (facility) => {
    const id = lettersStartIdOf(facility);
    const cached = known.get(id);
    if (cached !== undefined && performance.now() - cached.readAt < freshMs)
      return cached.startedOn;
    const instance = await store.load(id);
    const startedOn = (instance?.context.startedOn as string | null | undefined) ?? null;
    known.set(id, { startedOn, readAt: performance.now() });
    return startedOn;
  };
}
