import { fullDate } from '../shared/dates.ts';
import { humanise } from '../shared/humanise.ts';
import { locale, textsFrom } from '../shared/text.ts';
import { en } from '../shared/texts/en.ts';
import { enRecord } from '../shared/texts/en-record.ts';
import type { RowWords } from './list-order.ts';
import { statusKey } from './list-order.ts';
import type { Annotation, ChartDocument } from './record-calls.ts';

/** The words of the record: those of the lists and its own. */
export const { t, maybeText } = textsFrom({ ...en, ...enRecord });

/** A title that is only the name of a type is written as words. */
export function titleOf({ title }: Pick<ChartDocument, 'title'>): string {
  if (!/^[a-z]+(-[a-z]+)*$/.test(title)) return title;
  return maybeText(`document-type.${title}`) ?? humanise(title);
}

/** What the list groups by, in words. */
export const rowWords: RowWords = {
  typeOf: ({ type }) => maybeText(`document-type.${type}`) ?? humanise(type),
  statusOf: (one) => t(`record.status.${statusKey(one) as 'signed'}`),
  authorOf: ({ author }) => author?.name ?? t('record.noAuthor'),
  monthOf: ({ filedAt }) => (filedAt === null ? t('record.noDate') : month(filedAt)),
};

/** What it is to another, author, filed, signed: what tells one note from another of its kind. */
export function factsOf(document: ChartDocument): string {
  const { act, author, filedAt, signedAt } = document;
  return [
    act === null ? '' : t(`record.act-of.${act}`),
    author?.name,
    ...lateEntryTimes(document),
    filedAt ? t('record.filed', { date: fullDate(filedAt) }) : '',
    signedAt ? t('record.signedOn', { date: fullDate(signedAt) }) : t('record.unsigned'),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** A late entry refers to the time it tells of, and bears its own. */
function lateEntryTimes({ act, eventAt, filedAt }: ChartDocument): readonly string[] {
  if (act !== 'late-entry') return [];
  return [
    eventAt ? t('record.about', { date: fullDate(eventAt) }) : '',
    filedAt ? '' : t('record.undated'),
  ];
}

export function toneOf(document: ChartDocument): string {
  const tones: Readonly<Record<string, string>> = {
    'entered-in-error': 'danger',
    unsigned: 'warn',
    amended: 'info',
  };
  return tones[statusKey(document)] ?? 'ok';
}

function month(value: string): string {
  return new Intl.DateTimeFormat(locale(), { month: 'long', year: 'numeric' }).format(
    new Date(value),
  );
}

/** The words that someone wrote; empty where there are none. */
export function wordsIn({ body }: Annotation): string {
  const first = body.find((one) => one.type === 'TextualBody');
  return first?.type === 'TextualBody' ? first.value : '';
}
