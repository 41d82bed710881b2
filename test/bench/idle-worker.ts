import type { Store } from '../../engine/store.ts';
import { recordOnly } from '../../server/effects.ts';
import { createWorker } from '../../server/worker.ts';
import { engineOver } from './lives.ts';

/** How many calls a second a worker with nothing to do makes to its store. */
export async function createEffectlessWorker(store: Store, ms: number): Promise<number> {
  let calls = 0;
  const counted = new Proxy(store, {
    get: (target, name) => {
      const value = Reflect.get(target, name);
      if (typeof value !== 'function' || name === 'now' || name === 'subscribe') return value;
      return (...args: unknown[]) => {
        calls += 1;
        return Reflect.apply(value, target, args);
      };
    },
  });
  const worker = createWorker({
    engine: engineOver(counted),
    handlerOf: () => recordOnly,
    random: () => 0.5,
    onError: (error) => {
      throw error;
    },
  });
  worker.start();
  await new Promise((resolve) => setTimeout(resolve, ms));
  await worker.stop();
  return calls / (ms / 1000);
}
