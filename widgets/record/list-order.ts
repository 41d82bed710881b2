import { locale } from '../shared/text.ts';
import type { ChartDocument } from './record-calls.ts';

export const groupings = ['type', 'date', 'author', 'status'] as const;
export type Grouping = (typeof groupings)[number];

export interface ListChoice {
  readonly grouping: Grouping;
  readonly isNewestFirst: boolean;
  /** Types and statuses that are shown; empty shows all. */
  readonly type: string;
  readonly status: string;
}

export type ListRow =
  | { readonly kind: 'group'; readonly label: string; readonly count: number }
  | { readonly kind: 'document'; readonly document: ChartDocument };

export interface RowWords {
  typeOf(document: ChartDocument): string;
  statusOf(document: ChartDocument): string;
  authorOf(document: ChartDocument): string;
  monthOf(document: ChartDocument): string;
}

/** Signed, not signed, or entered in error: what a reader asks of a document first. */
export function statusKey({ docStatus, signedAt }: ChartDocument): string {
  if (docStatus === 'entered-in-error') return docStatus;
  if (docStatus === 'amended') return docStatus;
  return signedAt === null ? 'unsigned' : 'signed';
}

/** The documents in groups, each by date; groups by name, or by date where they are months. */
export function listRows(
  documents: readonly ChartDocument[],
  choice: ListChoice,
  words: RowWords,
): ListRow[] {
  const { grouping, isNewestFirst, type, status } = choice;
  const sign = isNewestFirst ? -1 : 1;
  const shown = documents
    .filter(
      (one) => (type === '' || one.type === type) && (status === '' || statusKey(one) === status),
    )
    .toSorted((a, b) => sign * (timeOf(a) - timeOf(b)));
  const groups = new Map<string, ChartDocument[]>();
  const labelOf = labels(grouping, words);
  for (const one of shown) {
    const label = labelOf(one);
    const members = groups.get(label);
    if (members === undefined) groups.set(label, [one]);
    else members.push(one);
  }
  const order = [...groups];
  if (grouping !== 'date') order.sort(([a], [b]) => a.localeCompare(b, locale()));
  return order.flatMap(([label, members]) => [
    { kind: 'group' as const, label, count: members.length },
    ...members.map((document) => ({ kind: 'document' as const, document })),
  ]);
}

/** The documents in the order of the list. */
export function inOrder(rows: readonly ListRow[]): ChartDocument[] {
  return rows.flatMap((row) => (row.kind === 'document' ? [row.document] : []));
}

function labels(grouping: Grouping, words: RowWords): (one: ChartDocument) => string {
  switch (grouping) {
    case 'type':
      return words.typeOf;
    case 'date':
      return words.monthOf;
    case 'author':
      return words.authorOf;
    case 'status':
      return words.statusOf;
  }
}

function timeOf({ filedAt }: ChartDocument): number {
  return filedAt === null ? 0 : Date.parse(filedAt);
}
