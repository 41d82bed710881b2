import type { ChartDocument } from '../shared/connection.ts';
import { humanise } from '../shared/humanise.ts';
import { maybeText, t } from './review-text.ts';

/** The words for a name in a family of texts (`event`, `field`, `choice`, `clock`), made up when we have none. */
export function wordsFor(family: string, name: string): string {
  return maybeText(`${family}.${name}`) ?? humanise(name);
}

/** A title that is only the name of a type is written as words. */
export function documentTitle({ title }: ChartDocument): string {
  return /^[a-z]+(-[a-z]+)*$/.test(title) ? wordsFor('document-type', title) : title;
}

export function docStatusWords(one: ChartDocument): string {
  return maybeText(`document.status.${one.docStatus}`) ?? one.docStatus;
}

export function toneOf(one: ChartDocument): string {
  if (one.docStatus === 'entered-in-error') return 'danger';
  return one.signedAt === null ? 'warn' : 'ok';
}

/** An addendum, a correction or a late entry says what it is; an entry in its time nothing. */
export function documentActWords({ act }: ChartDocument): string {
  return act === null ? '' : t(`document.act.${act}`);
}
