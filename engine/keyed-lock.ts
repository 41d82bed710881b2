/** Runs the tasks of one key one after another; other keys go on side by side. */
export interface KeyedLock {
  run<Result>(key: string, task: () => Promise<Result>): Promise<Result>;
  /** Waits for the tasks of every key; which come first is settled at the call. */
  runAll<Result>(keys: readonly string[], task: () => Promise<Result>): Promise<Result>;
}

/** Within one process only: across servers the version check decides. */
export function createKeyedLock(): KeyedLock {
  const tails = new Map<string, Promise<unknown>>();
  const runAll: KeyedLock['runAll'] = (keys, task) => {
    const before = keys.flatMap((key) => tails.get(key) ?? []);
    const mine = before.length === 0 ? task() : Promise.all(before).then(task);
    const settled = mine.catch(() => {});
    for (const key of keys) tails.set(key, settled);
    void settled.then(() => {
      for (const key of keys) if (tails.get(key) === settled) tails.delete(key);
    });
    return mine;
  };
  return { run: (key, task) => runAll([key], task), runAll };
}
