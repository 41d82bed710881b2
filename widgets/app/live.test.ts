import { expect, waitUntil } from '@open-wc/testing';
import type { LiveState, Notice } from '../shared/app-context.ts';
import { Refused } from '../shared/refused.ts';
import { listen } from './live.ts';

const line = (id: number): string =>
  `id: ${id}\nevent: change\ndata: {"instances":["i${id}"],"queues":[]}\n\n`;

describe('listening to changes', () => {
  it('goes on after the last notice seen, and warns that some may have been missed', async () => {
    const asked: (string | undefined)[] = [];
    const notices: Notice[] = [];
    const stop = listen({
      open: async (lastEventId) => {
        asked.push(lastEventId);
        return new Response(asked.length === 1 ? line(7) : new ReadableStream());
      },
      onNotice: (notice) => notices.push(notice),
      onState: () => {},
      random: () => -1,
    });
    await waitUntil(() => asked.length === 2);
    stop();
    expect(asked).to.deep.equal([undefined, '7']);
    expect(notices).to.deep.equal([{ instances: ['i7'], queues: [] }, null]);
  });

  it('takes a wire that says nothing for broken, and opens it anew', async () => {
    let asked = 0;
    const stop = listen({
      open: async (_, signal) => {
        asked += 1;
        const body = new ReadableStream({
          start: (wire) => signal.addEventListener('abort', () => wire.error(signal.reason)),
        });
        return new Response(body);
      },
      onNotice: () => {},
      onState: () => {},
      random: () => -1,
      longestSilenceMs: 20,
    });
    await waitUntil(() => asked >= 2);
    stop();
  });

  it('says offline only after a second failure', async () => {
    const states: LiveState[] = [];
    const stop = listen({
      open: async () => {
        throw new Refused('offline', 0);
      },
      onNotice: () => {},
      onState: (state) => states.push(state),
      random: () => -1,
    });
    await waitUntil(() => states.includes('offline'));
    stop();
    expect(states.slice(0, 3)).to.deep.equal(['connecting', 'connecting', 'offline']);
  });

  it('stops asking when it is not allowed', async () => {
    let asked = 0;
    const states: LiveState[] = [];
    listen({
      open: async () => {
        asked += 1;
        throw new Refused('not-permitted', 403);
      },
      onNotice: () => {},
      onState: (state) => states.push(state),
      random: () => -1,
    });
    await waitUntil(() => states.at(-1) === 'off');
    expect(asked).to.equal(1);
  });
});
