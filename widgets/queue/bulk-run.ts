import type { App } from '../shared/app-context.ts';
import { eventKey, type Task } from '../shared/connection.ts';
import { type BulkAnswer, listCalls } from '../shared/list-calls.ts';
import { asRefused, refusedWords } from '../shared/refused.ts';
import { t } from './queue-text.ts';

/** The server takes so many in one call. */
const mostAtOnce = 500;

export interface BulkResult {
  readonly task: Task;
  readonly isDone: boolean;
  /** Why not. */
  readonly words: string;
}

/** A call that got no answer is made again as it was: under its own key nothing is done twice. */
interface Call {
  readonly key: string;
  readonly tasks: readonly Task[];
}

export interface BulkRun {
  readonly results: readonly BulkResult[];
  readonly unanswered: readonly Call[];
}

export interface BulkEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Sends one event to the instance of each task, in calls of what the server takes at once. */
export async function runBulk(
  app: App,
  event: BulkEvent,
  tasks: readonly Task[],
): Promise<BulkRun> {
  const calls: Call[] = [];
  for (let at = 0; at < tasks.length; at += mostAtOnce)
    calls.push({ key: eventKey(), tasks: tasks.slice(at, at + mostAtOnce) });
  return run(app, event, calls);
}

/** What was refused is tried anew, what got no answer is asked again. */
export async function retryBulk(app: App, event: BulkEvent, before: BulkRun): Promise<BulkRun> {
  const waiting = new Set(before.unanswered.flatMap(({ tasks }) => tasks));
  const refused = before.results.filter((one) => !one.isDone && !waiting.has(one.task));
  const [again, anew] = await Promise.all([
    run(app, event, before.unanswered),
    runBulk(
      app,
      event,
      refused.map(({ task }) => task),
    ),
  ]);
  const done = before.results.filter(({ isDone }) => isDone);
  return {
    results: [...done, ...again.results, ...anew.results],
    unanswered: [...again.unanswered, ...anew.unanswered],
  };
}

async function run(app: App, event: BulkEvent, calls: readonly Call[]): Promise<BulkRun> {
  const results: BulkResult[] = [];
  const unanswered: Call[] = [];
  for (const call of calls) {
    const ids = call.tasks.map(({ instanceId }) => instanceId);
    try {
      const rows = ids.map((instanceId) => ({ instanceId, event }));
      const answer = await listCalls(app.connection).sendMany(rows, call.key);
      results.push(...resultsOf(call, answer));
    } catch (error) {
      const refused = asRefused(error);
      const isLost = refused.status === 0 || refused.status >= 500;
      if (isLost) unanswered.push(call);
      const words = isLost ? t('bulk.unknown') : refusedWords(refused);
      results.push(...call.tasks.map((task) => ({ task, isDone: false, words })));
    }
  }
  return { results, unanswered };
}

function resultsOf({ tasks }: Call, answer: BulkAnswer): BulkResult[] {
  return tasks.map((task, at) => {
    const { isDone = false, problem } = answer.results[at] ?? {};
    return { task, isDone, words: problem?.detail ?? problem?.title ?? '' };
  });
}
