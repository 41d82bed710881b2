import type { Encounter, Patient } from '../shared/connection.ts';
import { fullDate, stay } from '../shared/dates.ts';
import { maybeText, t } from './review-text.ts';

/** "1002 3345": digits in fours from the left, as people read numbers aloud. Other numbers stay as they are. */
export function groupedMrn(mrn: string): string {
  return /^\d{5,}$/.test(mrn) ? mrn.replace(/\d{4}(?=\d)/g, '$& ') : mrn;
}

/** "MRN 1002 3345 · 14 Mar 1961 · Inpatient 3–9 Nov 2026": what tells two patients apart. */
export function identityLine(patient: Patient | null, encounter: Encounter | null): string {
  const parts = [
    patient?.mrn ? t('task.mrn', { mrn: groupedMrn(patient.mrn) }) : '',
    patient?.birthDate ? fullDate(patient.birthDate) : '',
    encounter ? stayWords(encounter) : '',
  ];
  return parts.filter(Boolean).join(' · ');
}

function stayWords(encounter: Encounter): string {
  const kind = maybeText(`encounter.${encounter.class}`) ?? encounter.class;
  const { admittedAt, dischargedAt } = encounter;
  if (admittedAt === null) return kind;
  if (dischargedAt === null)
    return `${kind} ${t('encounter.since', { date: fullDate(admittedAt) })}`;
  return `${kind} ${stay(admittedAt, dischargedAt)}`;
}
