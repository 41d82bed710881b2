import { createParser } from 'eventsource-parser';
import type { LiveState, Notice } from '../shared/app-context.ts';
import { Refused } from '../shared/refused.ts';

export interface LiveOptions {
  /** Opens the stream after the last notice seen. */
  open(lastEventId: string | undefined, signal: AbortSignal): Promise<Response>;
  onNotice(notice: Notice): void;
  onState(state: LiveState): void;
  random?(): number;
  /** The server speaks every 25 seconds; a wire that is silent for longer than this is taken for broken. */
  readonly longestSilenceMs?: number;
}

/**
 * Listens to change notices until stopped. `EventSource` cannot send a token, so this reads a fetch stream;
 * after a break it waits a little longer each time, by chance, so that a thousand desks do not return at once.
 */
export function listen({
  open,
  onNotice,
  onState,
  random = Math.random,
  longestSilenceMs = 60_000,
}: LiveOptions): () => void {
  const stop = new AbortController();
  let lastEventId: string | undefined;
  let failures = 0;
  let hasBeenLive = false;

  const parser = createParser({
    onEvent(event) {
      if (event.id !== undefined) lastEventId = event.id;
      if (event.event === 'change') onNotice(JSON.parse(event.data) as Notice);
      if (event.event === 'reload') onNotice(null);
    },
  });

  async function readOnce(): Promise<void> {
    const wire = new AbortController();
    const signal = AbortSignal.any([stop.signal, wire.signal]);
    globalThis.addEventListener?.('offline', () => wire.abort(), { once: true, signal });
    const response = await open(lastEventId, signal);
    failures = 0;
    onState('live');
    // Whatever happened while we were away may be too old for the server to repeat.
    if (hasBeenLive) onNotice(null);
    hasBeenLive = true;
    parser.reset();
    const reader = (response.body ?? new Blob().stream()).getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const silence = setTimeout(() => wire.abort(), longestSilenceMs);
      const { done, value } = await reader.read().finally(() => clearTimeout(silence));
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
    }
  }

  async function run(): Promise<void> {
    onState('connecting');
    while (!stop.signal.aborted) {
      try {
        await readOnce();
      } catch (error) {
        if (stop.signal.aborted) return;
        if (error instanceof Refused && (error.status === 401 || error.status === 403))
          return onState('off');
      }
      failures += 1;
      onState(failures === 1 ? 'connecting' : 'offline');
      await pause(Math.min(30_000, 500 * 2 ** failures) * (0.5 + random() / 2), stop.signal);
    }
  }

  void run();
  return () => stop.abort();
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
    globalThis.addEventListener?.('online', () => resolve(), { once: true, signal });
  });
}
