import type { Store } from '../../engine/store.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Fewer receipts than this say nothing of what is usual. */
const leastReceipts = 20;
const leastSilenceMs = 30 * minuteMs;
/** A little longer than ever before is not yet silent. */
const margin = 1.5;
/** How far around an instant a neighbouring message is looked for. */
const reachMs = 2 * dayMs;

/** How many of a sender's newest receipts are looked at. */
export const receiptsKnown = 200;

/**
 * After how long a feed counts as silent, from its newest receipts, newest first: half as long again as its longest
 * gap. Null while too few are known.
 */
export function usualSilence(receivedAt: readonly number[]): number | null {
  if (receivedAt.length < leastReceipts) return null;
  const gaps = receivedAt.slice(1).map((at, index) => (receivedAt[index] ?? at) - at);
  return Math.max(leastSilenceMs, Math.ceil((Math.max(...gaps) * margin) / minuteMs) * minuteMs);
}

export interface Silence {
  readonly sender: string;
  /** Newest first. */
  readonly receivedAt: readonly number[];
  readonly silentAfterMs: number;
  readonly now: number;
}

/**
 * True when the feed was as silent at this hour a week ago, or a day ago if it is younger: receipts of a busy feed
 * cover minutes and know nothing of nights and weekends. Asked only of a feed that seems silent.
 */
export async function isQuietTime(store: Store, silence: Silence): Promise<boolean> {
  const { receivedAt, now, silentAfterMs } = silence;
  const [lastAt = now] = receivedAt;
  const oldestAt = receivedAt.at(-1) ?? now;
  // Receipts of a whole week have seen the nights and the weekend.
  if (oldestAt <= lastAt - 7 * dayMs) return false;
  for (const backMs of [7 * dayMs, dayMs]) {
    // A little earlier too, for a morning that begins some minutes later is no silence.
    const then = [now - backMs, now - backMs - silentAfterMs];
    const gaps = await Promise.all(then.map((at) => gapAround(store, silence, at)));
    const known = gaps.filter((gap) => gap !== null);
    if (known.length > 0) return now - lastAt <= Math.max(...known) * margin;
  }
  // What lasted less than a day, such as a load of old records, is no feed.
  const lived = { fromAt: lastAt - 8 * dayMs, toAt: lastAt - dayMs };
  return (await store.messages({ sender: silence.sender, ...lived, limit: 1 })).length === 0;
}

/** How long the feed said nothing around an instant; null when it was not heard before, or not since. */
async function gapAround(store: Store, { sender, receivedAt }: Silence, at: number) {
  if (at >= (receivedAt[0] ?? at)) return null;
  const around = { fromAt: at - reachMs, toAt: at };
  const [before] = await store.messages({ sender, ...around, limit: 1 });
  if (before === undefined) return null;
  const afterwards = { fromAt: at, toAt: at + reachMs, afterId: '' };
  const [after] = await store.messages({ sender, ...afterwards, limit: 1 });
  return (after?.receivedAt ?? at + reachMs) - before.receivedAt;
}
