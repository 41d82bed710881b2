import type { App } from '../shared/app-context.ts';
import { eventKey } from '../shared/connection.ts';
import { type BulkAnswer, type Inbox, type InboxItem, listCalls } from '../shared/list-calls.ts';
import { asRefused, problemWords, refusedWords } from '../shared/refused.ts';
import { t } from '../shared/story-text.ts';
import { maySignNow } from './inbox-encounter.ts';

/** What became of an act on many, in words; `refused` says why, each reason once. */
export interface Result {
  readonly tone: 'info' | 'danger';
  readonly words: string;
  readonly refused: readonly string[];
}

/** Signs what is selected, each document in the words that were read. */
export async function signAll(app: App, items: readonly InboxItem[]): Promise<Result> {
  const rows = items.filter(maySignNow).map(({ task, document }) => ({
    instanceId: task.instanceId,
    event: {
      type: 'deficiency.sign',
      documentId: document?.id,
      contentHash: document?.contentHash,
    },
  }));
  return told(
    () => listCalls(app.connection).sendMany(rows, eventKey()),
    (done) => t('inbox.signed', { n: done }),
  );
}

/** Gives all that is the reader's in one chart back to the department. */
export function declineAll(app: App, encounterId: string, reason: string): Promise<Result> {
  return told(
    () => listCalls(app.connection).declineAll(encounterId, reason, eventKey()),
    (done) => t('inbox.declined', { n: done }),
  );
}

async function told(
  act: () => Promise<BulkAnswer>,
  wordsOf: (done: number) => string,
): Promise<Result> {
  try {
    const { results, done, refused } = await act();
    const why = results.flatMap(({ problem }) => problemWords(problem ?? {}) ?? []);
    const words = [
      ...(done > 0 ? [wordsOf(done)] : []),
      ...(refused > 0 ? [t('inbox.refused', { n: refused })] : []),
    ];
    return {
      tone: refused > 0 ? 'danger' : 'info',
      words: words.join(', '),
      refused: [...new Set(why)],
    };
  } catch (problem) {
    return { tone: 'danger', words: refusedWords(asRefused(problem)), refused: [] };
  }
}

export type Show = 'all' | 'mine' | 'covered' | 'sign';
export const shows: readonly Show[] = ['all', 'mine', 'covered', 'sign'];

/** The charts with what of them is to be shown. */
export function shownOf({ encounters }: Inbox, show: Show): Inbox['encounters'] {
  const isShown = ({ covered, allowed, document }: InboxItem): boolean => {
    if (show === 'mine') return covered === null;
    if (show === 'covered') return covered !== null;
    return show === 'all' || (allowed.includes('deficiency.sign') && document !== null);
  };
  return encounters
    .map((one) => ({ ...one, items: one.items.filter(isShown) }))
    .filter(({ items }) => items.length > 0);
}
