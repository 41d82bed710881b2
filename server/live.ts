import type { ChangeNotice, Store } from '../engine/store.ts';

/** One notice as sent: that something changed, merged over a moment, ids only. */
export interface LiveNotice {
  readonly seq: number;
  readonly instances: readonly string[];
  readonly queues: readonly { readonly facility: string; readonly queue: string }[];
}

export interface Live {
  /** Calls back for each merged notice until the returned function is called. */
  listen(listener: (notice: LiveNotice) => void): () => void;
  /** Notices after `seq` that are still remembered; null when some are forgotten and all must be read again. */
  since(seq: number): readonly LiveNotice[] | null;
  readonly listeners: () => number;
  close(): void;
}

const mergeMs = 250;
const remembered = 500;

/** Change notices merged per quarter second. Nothing ticks while nothing changes. */
export function createLive(store: Store, firstSeq: number): Live {
  let seq = firstSeq;
  let gathered: ChangeNotice[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const history: LiveNotice[] = [];
  const listeners = new Set<(notice: LiveNotice) => void>();

  const flush = (): void => {
    timer = undefined;
    seq += 1;
    const notice = merged(seq, gathered);
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

function merged(seq: number, notices: readonly ChangeNotice[]): LiveNotice {
  const queues = new Map(
    notices.flatMap((notice) =>
      notice.queues.map((one) => [`${one.facility}/${one.queue}`, one] as const),
    ),
  );
  return {
    seq,
    instances: [...new Set(notices.flatMap((notice) => notice.instances))],
    queues: [...queues.values()],
  };
}
