import { Refusal } from '../engine/errors.ts';

const windowMs = 60_000;
const mostCallers = 10_000;

/** Counts the requests of each caller per minute; memory stays bounded however many callers there are. */
export function rateLimit(mostPerMinute: number): (caller: string) => void {
  let windowStart = 0;
  const counts = new Map<string, number>();
  return (caller) => {
    const at = performance.now();
    if (at - windowStart > windowMs || counts.size > mostCallers) {
      windowStart = at;
      counts.clear();
    }
    const count = (counts.get(caller) ?? 0) + 1;
    counts.set(caller, count);
    if (count > mostPerMinute) {
      const retryAfterSeconds = (windowStart + windowMs - at) / 1000;
      throw new Refusal(
        'too-many-requests',
        'Too many requests in a minute. Wait a little, then go on.',
        { retryAfterSeconds },
      );
    }
  };
}
