/** Works on messages of one connection, a few at once, and gives their answers in the order they came. */
export interface AnswerQueue {
  push(message: Uint8Array): void;
  /** Messages that are not answered yet, running and waiting. */
  readonly size: number;
  /** Bytes of those that have not begun. */
  readonly waitingBytes: number;
  /** Settles when nothing is left; never rejects. */
  drained(): Promise<void>;
  /** Forgets what has not begun. */
  clear(): void;
}

export interface AnswerQueueOptions {
  /** How many messages are worked on at once. */
  readonly atOnce: number;
  take(message: Uint8Array): Promise<readonly string[]>;
  /** The answers of the next message in order. */
  answer(answers: readonly string[]): void;
  /** `take` failed: what came after is forgotten, for an answer to it would seem to be one to this. */
  failed(error: unknown): void;
}

/** Creates an empty queue. */
export function createAnswerQueue(options: AnswerQueueOptions): AnswerQueue {
  const { atOnce, take, answer, failed } = options;
  const waiting: Uint8Array[] = [];
  const running: { answers: readonly string[] | undefined }[] = [];
  const watchers: (() => void)[] = [];
  let isBroken = false;

  const settle = (): void => {
    if (waiting.length + running.length > 0) return;
    for (const watcher of watchers.splice(0)) watcher();
  };

  const fail = (error: unknown): void => {
    if (!isBroken) failed(error);
    isBroken = true;
    waiting.splice(0);
    running.splice(0);
    settle();
  };

  const run = async (message: Uint8Array): Promise<void> => {
    const place: (typeof running)[number] = { answers: undefined };
    running.push(place);
    try {
      place.answers = await take(message);
    } catch (error) {
      return fail(error);
    }
    while (running[0]?.answers) answer(running.shift()?.answers ?? []);
    start();
  };

  const start = (): void => {
    while (!isBroken && running.length < atOnce && waiting.length > 0)
      void run(waiting.shift() ?? new Uint8Array());
    settle();
  };

  return {
    push(message) {
      if (isBroken) return;
      waiting.push(message);
      start();
    },
    get size() {
      return waiting.length + running.length;
    },
    get waitingBytes() {
      return waiting.reduce((sum, message) => sum + message.length, 0);
    },
    drained: () =>
      new Promise((resolve) => {
        watchers.push(resolve);
        settle();
      }),
    clear() {
      waiting.splice(0);
      settle();
    },
  };
}
