import type { ChangeObject } from 'diff';

/** A stretch of a line: as it stays, or only in one of the two versions. */
export interface Part {
  readonly text: string;
  readonly change: 'same' | 'removed' | 'added';
}

/** One line beside the other; null where a version has none. */
export interface ComparedLine {
  readonly before: readonly Part[] | null;
  readonly after: readonly Part[] | null;
  readonly isChanged: boolean;
}

/** Two long texts that have nothing in common would be compared for ever. */
const patience = { timeout: 2000 };

/** Two versions line by line, and within a changed line word by word. */
export async function compareTexts(before: string, after: string): Promise<ComparedLine[]> {
  const { diffArrays, diffWordsWithSpace } = await import('diff');
  const left = before.split('\n');
  const right = after.split('\n');
  const changes = diffArrays(left, right, patience) ?? whole(left, right);
  const lines: ComparedLine[] = [];
  for (let n = 0; n < changes.length; n += 1) {
    const change = changes[n];
    const next = changes[n + 1];
    if (change === undefined) continue;
    if (!change.added && !change.removed) {
      for (const text of change.value) lines.push(same(text));
    } else if (change.removed && next?.added) {
      lines.push(...paired(change.value, next.value, diffWordsWithSpace));
      n += 1;
    } else
      lines.push(
        ...paired(
          change.removed ? change.value : [],
          change.added ? change.value : [],
          diffWordsWithSpace,
        ),
      );
  }
  return lines;
}

type DiffWords = (
  one: string,
  other: string,
  options: { timeout: number },
) => ChangeObject<string>[] | undefined;

function paired(
  removed: readonly string[],
  added: readonly string[],
  words: DiffWords,
): ComparedLine[] {
  return Array.from({ length: Math.max(removed.length, added.length) }, (_, n) => {
    const before = removed[n];
    const after = added[n];
    if (before === undefined) return one(null, after ?? '');
    if (after === undefined) return one(before, null);
    const parts = words(before, after, patience);
    if (parts === undefined) return one(before, after);
    return {
      before: parts.filter((part) => !part.added).map(partOf),
      after: parts.filter((part) => !part.removed).map(partOf),
      isChanged: true,
    };
  });
}

function one(before: string | null, after: string | null): ComparedLine {
  return {
    before: before === null ? null : [{ text: before, change: 'removed' }],
    after: after === null ? null : [{ text: after, change: 'added' }],
    isChanged: true,
  };
}

function partOf({ value, added, removed }: ChangeObject<string>): Part {
  return { text: value, change: added ? 'added' : removed ? 'removed' : 'same' };
}

function same(text: string): ComparedLine {
  const parts: readonly Part[] = [{ text, change: 'same' }];
  return { before: parts, after: parts, isChanged: false };
}

function whole(left: string[], right: string[]) {
  return [
    { value: left, removed: true, added: false },
    { value: right, removed: false, added: true },
  ];
}
