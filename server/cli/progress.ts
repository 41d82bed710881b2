import type { Print } from './commands.ts';

/** How far a load is, as the API tells it. */
export interface LoadState {
  readonly state: string;
  readonly total: number | null;
  readonly done: number;
  readonly taken: number;
  readonly refused: number;
}

export interface Progress {
  show(state: LoadState): void;
  end(): void;
}

/** Without a terminal a line is written this often, so that a log of a long load stays short. */
const lineEveryMs = 10_000;

/** A bar at a terminal, plain lines elsewhere. */
export async function createProgress(name: string, print: Print): Promise<Progress> {
  const startedAt = performance.now();
  let first: number | null = null;
  const rateOf = ({ taken, refused }: LoadState): number => {
    first ??= taken + refused;
    const seconds = (performance.now() - startedAt) / 1000;
    return Math.round((taken + refused - first) / Math.max(seconds, 0.001));
  };
  if (!process.stderr.isTTY) {
    let toldAt = startedAt;
    return {
      show: (state) => {
        const rate = rateOf(state);
        if (performance.now() - toldAt < lineEveryMs) return;
        toldAt = performance.now();
        const share = state.total === null ? '' : `${percentOf(state)} %, `;
        print(`        ${name}: ${share}${state.taken + state.refused} lines, ${rate} a second`);
      },
      end: () => {},
    };
  }
  const { SingleBar } = await import('cli-progress');
  const bar = new SingleBar({
    format: `${name} {bar} {percentage} % | {lines} lines, {rate} a second | {left}`,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
  });
  bar.start(100, 0, { lines: 0, rate: 0, left: '' });
  return {
    show: (state) => {
      const left = state.total === null ? '' : timeLeft(state, performance.now() - startedAt);
      const lines = state.taken + state.refused;
      bar.update(percentOf(state), { lines, rate: rateOf(state), left });
    },
    end: () => bar.stop(),
  };
}

function percentOf({ total, done }: LoadState): number {
  return total === null || total === 0 ? 0 : Math.min(100, Math.floor((done / total) * 100));
}

function timeLeft({ total, done }: LoadState, elapsedMs: number): string {
  if (total === null || done === 0) return '';
  const seconds = Math.round(((elapsedMs / done) * (total - done)) / 1000);
  return seconds < 120 ? `${seconds} s left` : `${Math.round(seconds / 60)} min left`;
}
