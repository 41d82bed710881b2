import type { ChartDocument } from '../shared/connection.ts';
import { maybeText } from './task-text.ts';

/** `medicalRecordNumber` or `patient-request` as words: "Medical record number". For names without a text of ours. */
export function humanise(name: string): string {
  const words = name
    .replace(/Id$/, '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[-_.]+/g, ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The words for a name in a family of texts (`event`, `field`, `choice`, `clock`), made up when we have none. */
export function wordsFor(family: string, name: string): string {
  return maybeText(`${family}.${name}`) ?? humanise(name);
}

/** A title that is only the name of a type is written as words. */
export function documentTitle({ title }: ChartDocument): string {
  return /^[a-z]+(-[a-z]+)*$/.test(title) ? wordsFor('document-type', title) : title;
}
