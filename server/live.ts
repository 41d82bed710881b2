import type { ChangeNotice, Store } from '../engine/store.ts';
import type { AnnotationContext } from '../engine/workflows/annotation/machine.ts';

/** What changed within a moment, by the lists it touched: who may hear of one need not hear of another. Ids only. */
export interface LiveNotice {
  readonly seq: number;
  readonly changes: readonly LiveChange[];
  /** What was written on charts: it stands in no list, and is for those who read charts at its facility. */
  readonly written: readonly WrittenChange[];
}

export interface WrittenChange {
  /** Empty where it is not known: then it is for those alone who read every chart. */
  readonly facility: string;
  readonly instances: readonly string[];
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

  const publish = (changes: readonly LiveChange[], written: readonly WrittenChange[]): void => {
    seq += 1;
    const notice = { seq, changes, written };
    history.push(notice);
    if (history.length > remembered) history.shift();
    for (const listener of listeners) listener(notice);
  };
  /** Notices go out one after another, in the order of what they tell. */
  let before: Promise<void> = Promise.resolve();
  const flush = (): void => {
    timer = undefined;
    const notices = gathered;
    gathered = [];
    const ids = new Set(notices.flatMap(({ instances }) => instances).filter(isWritten));
    before = before.then(async () => publish(byLists(notices), await byFacility(store, ids)));
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

function isWritten(id: string): boolean {
  return id.startsWith('annotation.');
}

/** By where the chart is that it is on now: a document that was filed elsewhere takes it along. */
async function byFacility(store: Store, ids: ReadonlySet<string>): Promise<WrittenChange[]> {
  const places = new Map<string, string[]>();
  for (const id of ids) {
    // Who reads everything hears of it also where the store cannot say where it is.
    const facility = await facilityOf(store, id).catch(() => '');
    places.set(facility, [...(places.get(facility) ?? []), id]);
  }
  return [...places].map(([facility, instances]) => ({ facility, instances }));
}

async function facilityOf(store: Store, id: string): Promise<string> {
  const instance = await store.load(id);
  const { anchor } = (instance?.context ?? { anchor: null }) as unknown as AnnotationContext;
  const document = anchor && (await store.resource('DocumentReference', anchor.documentId));
  return document?.facility ?? instance?.facility ?? '';
}
