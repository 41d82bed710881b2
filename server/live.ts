import type { ChangeNotice, Store } from '../engine/store.ts';

/** What changed within a moment, by the lists it touched: who may hear of one need not hear of another. Ids only. */
export interface LiveNotice {
  readonly seq: number;
  readonly changes: readonly LiveChange[];
}

export type LiveChange = Pick<ChangeNotice, 'instances' | 'queues'>;

export interface Live {
  /** Calls back for each notice until the returned function is called. */
  listen(listener: (notice: LiveNotice) => void): () => void;
  /** Notices after `seq` that are still remembered; null when some are forgotten and all must be read again. */
  since(seq: number): readonly LiveNotice[] | null;
  readonly listeners: () => number;
  close(): void;
}

const mergeMs = 250;
const remembered = 500;

/** Change notices gathered per quarter second. Nothing ticks while nothing changes. */
export function createLive(store: Store, firstSeq: number): Live {
  let seq = firstSeq;
  let gathered: ChangeNotice[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const history: LiveNotice[] = [];
  const listeners = new Set<(notice: LiveNotice) => void>();

  const flush = (): void => {
    timer = undefined;
    seq += 1;
    const notice = { seq, changes: byLists(gathered) };
    gathered = [];
    history.push(notice);
    if (history.length > remembered) history.shift();
    for (const listener of listeners) listener(notice);
  };
  const stop = store.subscribe((notice) => {
    gathered.push(notice);
    timer ??= setTimeout(flush, mergeMs);
  });
  return {
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    since: (from) => {
      if (from === seq) return [];
      const oldest = history[0]?.seq ?? Number.POSITIVE_INFINITY;
      return from >= oldest - 1 && from <= seq
        ? history.filter((notice) => notice.seq > from)
        : null;
    },
    listeners: () => listeners.size,
    close: () => {
      stop();
      clearTimeout(timer);
      listeners.clear();
    },
  };
}

/** One change for all commits that touched the same lists, so that a busy moment stays small. */
function byLists(notices: readonly ChangeNotice[]): LiveChange[] {
  const groups = new Map<string, { instances: Set<string>; queues: ChangeNotice['queues'] }>();
  for (const { instances, queues } of notices) {
    const key = queues
      .map((one) => JSON.stringify([one.facility, one.queue]))
      .sort()
      .join();
    const group = groups.get(key) ?? { instances: new Set(), queues };
    for (const id of instances) group.instances.add(id);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ instances, queues }) => ({
    instances: [...instances],
    queues,
  }));
}
