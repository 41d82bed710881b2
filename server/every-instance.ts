import type { Store } from '../engine/store.ts';
import type { Instance } from '../engine/workflow.ts';

const pageSize = 500;

/** All instances whose id begins with the prefix, in the order of their ids; `afterId` goes on behind one. */
export async function* everyInstance(
  store: Store,
  prefix: string,
  afterId: string = prefix,
): AsyncGenerator<Instance> {
  for (let after = afterId; ; ) {
    const page = await store.instances(after, pageSize);
    for (const instance of page) {
      if (!instance.id.startsWith(prefix)) return;
      yield instance;
    }
    const last = page.at(-1);
    if (page.length < pageSize || last === undefined) return;
    after = last.id;
  }
}
