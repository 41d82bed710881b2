import type { Store } from '../engine/store.ts';

/** A clock that someone may move on: for demonstrations and tests, never for real charts. */
export interface MovingClock {
  now(): number;
  /** Takes up where it stood: a log whose time runs backwards proves nothing. */
  resume(store: Store): Promise<void>;
  moveTo(store: Store, at: number): Promise<void>;
}

const standingSetting = 'virtual-clock';
const aheadSetting = 'clock-ahead';

/** Stands still at an instant until it is moved. */
export function standingClock(start: number): MovingClock {
  let now = start;
  return {
    now: () => now,
    resume: async (store) => {
      now = Math.max(now, Number((await store.setting(standingSetting)) ?? 0));
    },
    moveTo: async (store, at) => {
      now = at;
      await store.commit({ settings: { [standingSetting]: String(at) } });
    },
  };
}

/** Runs as the real one does, as far ahead of it as it was moved. */
export function runningClock(real: () => number = Date.now): MovingClock {
  let ahead = 0;
  return {
    now: () => real() + ahead,
    resume: async (store) => {
      ahead = Number((await store.setting(aheadSetting)) ?? 0);
    },
    moveTo: async (store, at) => {
      ahead = at - real();
      await store.commit({ settings: { [aheadSetting]: String(ahead) } });
    },
  };
}
