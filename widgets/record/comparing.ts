import { asRefused, type Refused } from '../shared/refused.ts';
import { type ComparedLine, compareTexts } from './compare.ts';
import { versionKey } from './compare-pane.ts';
import type { ChartDocument, DocumentVersion } from './record-calls.ts';
import type { RecordSource } from './record-source.ts';
import { t } from './record-text.ts';

export type Comparing = ReturnType<typeof createComparing>;

/** Two versions of the open document against each other. */
export function createComparing(source: RecordSource, onChange: () => void) {
  let isOpen = false;
  let versions: readonly DocumentVersion[] = [];
  let before: DocumentVersion | undefined;
  let after: DocumentVersion | undefined;
  let lines: readonly ComparedLine[] | undefined;
  let error: Refused | undefined;
  let note = '';
  let isInline = false;
  let at = -1;

  async function compare(): Promise<void> {
    lines = undefined;
    note = '';
    error = undefined;
    at = -1;
    onChange();
    const [one, other] = [before, after];
    if (one === undefined || other === undefined) return;
    try {
      const [left, right] = await Promise.all([wordsOf(one), wordsOf(other)]);
      if (one !== before || other !== after) return;
      if (left === null || right === null) note = t('record.versionUnread');
      else lines = await compareTexts(left, right);
    } catch (problem) {
      error = asRefused(problem);
    }
    onChange();
  }

  const wordsOf = async ({ documentId: id, version }: DocumentVersion): Promise<string | null> =>
    (await source.words({ id, version }, version)).text;

  return {
    get isOpen() {
      return isOpen;
    },
    get pane() {
      return { versions, before, after, lines, error, note, isInline };
    },
    async open(document: ChartDocument): Promise<void> {
      isOpen = true;
      versions = [];
      before = undefined;
      after = undefined;
      await compare();
      try {
        versions = await source.versions(document.id);
      } catch (problem) {
        error = asRefused(problem);
      }
      after = versions.at(-1);
      // What changed last: the newest version with other words than now.
      before = versions.findLast((one) => one.contentHash !== after?.contentHash);
      if (error === undefined && before === undefined) {
        note = t('record.oneVersion');
        before = after;
        onChange();
      } else await compare();
    },
    choose(side: 'before' | 'after', key: string): void {
      const found = versions.find((one) => versionKey(one) === key);
      if (side === 'before') before = found;
      else after = found;
      void compare();
    },
    setInline(next: boolean): void {
      isInline = next;
      onChange();
    },
    /** Which of so many changes comes next, round and round. */
    step(by: 1 | -1, count: number): number {
      at = count === 0 ? -1 : (at + by + count) % count;
      return at;
    },
    close(): void {
      isOpen = false;
      lines = undefined;
      onChange();
    },
  };
}
