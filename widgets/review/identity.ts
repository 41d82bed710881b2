import type { Encounter, Patient } from '../shared/connection.ts';
import { fullDate, stay } from '../shared/dates.ts';
import { groupedMrn } from '../shared/mrn.ts';
import { maybeText, t } from './review-text.ts';

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
