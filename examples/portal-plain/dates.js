import { locale } from './words.js';

const day = { day: 'numeric', month: 'short', year: 'numeric' };
const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

/** "14 Mar 1961" of a local date or an instant; nothing of nothing. */
export function dateOf(value) {
  if (!value) return '';
  // A bare date is a calendar day where the reader is, not midnight in Greenwich.
  return new Date(value.length === 10 ? `${value}T00:00` : value).toLocaleDateString(locale, day);
}

/** "Tue 24 Nov 2026, 14:32" */
export function instantOf(ms) {
  return new Date(ms).toLocaleString(locale, { weekday: 'short', ...day, ...time });
}

export function timeOf(ms) {
  return new Date(ms).toLocaleTimeString(locale, time);
}

/** The dates of a stay, as far as they are known. */
export function stayOf({ admittedAt, dischargedAt }) {
  return [dateOf(admittedAt), dateOf(dischargedAt)].filter(Boolean).join(' – ');
}

/** A medical record number in groups that can be read aloud: "1002 0137". */
export function grouped(number) {
  return /^\d{8}$/.test(number ?? '') ? `${number.slice(0, 4)} ${number.slice(4)}` : (number ?? '');
}
