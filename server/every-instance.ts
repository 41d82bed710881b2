import type { Store } from '../engine/store.ts';
import type { Instance } from '../engine/workflow.ts';

const firstPage = 20;
const largestPage = 500;

/** All instances whose id begins with the prefix, in the order of their ids; `afterId` goes on behind one. */
export async function* everyInstance(
  store: Store,
  prefix: string,
  afterId: string = prefix,
): AsyncGenerator<Instance> {
  // Most prefixes have few, and a page goes on into what lies behind them: the first one is small.
  for (let after = afterId, size = firstPage; ; size = Math.min(largestPage, size * 5)) {
    const page = await store.instances(after, size);
    for (const instance of page) {
      if (!instance.id.startsWith(prefix)) return;
      yield instance;
    }
    const last = page.at(-1);
    if (page.length < size || last === undefined) return;
    after = last.id;
  }
}
