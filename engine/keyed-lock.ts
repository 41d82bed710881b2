/** Runs the tasks of one key one after another; other keys go on side by side. */
export interface KeyedLock {
  run<Result>(key: string, task: () => Promise<Result>): Promise<Result>;
}

/** Within one process only: across servers the version check decides. */
export function createKeyedLock(): KeyedLock {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run: (key, task) => {
      const before = tails.get(key);
      const mine = before === undefined ? task() : before.then(task, task);
      const settled = mine.catch(() => {});
      tails.set(key, settled);
      void settled.then(() => {
        if (tails.get(key) === settled) tails.delete(key);
      });
      return mine;
    },
  };
}
