import type { ResourceRow, Store } from '../../engine/store.ts';
import { npiSystem, socialSecuritySystem } from '../interop/ccda/identifiers.ts';
import { hasCode, identifiersOf, objectsOf, textAt } from '../interop/fhir/element.ts';
import { identifierTerm } from '../interop/identifier-term.ts';

export interface PatientNumber {
  readonly system: string;
  readonly value: string;
}

const identifierTypes = 'http://terminology.hl7.org/CodeSystem/v2-0203';
const recordNumber = new Set(['MR']);

/** A number by which the intake finds this patient and no other: a medical record number if there is one; else null. */
export async function patientNumberOf(
  store: Store,
  { id, body }: ResourceRow,
): Promise<PatientNumber | null> {
  const usable = objectsOf(body.identifier)
    .filter(({ use, system }) => use !== 'old' && !isNational(system))
    .map((one) => ({ system: textAt(one.system), value: textAt(one.value), of: one.type }));
  const isRecord = (of: unknown): boolean => hasCode(of, identifierTypes, recordNumber);
  for (const { system, value } of usable.toSorted(
    (a, b) => Number(isRecord(b.of)) - Number(isRecord(a.of)),
  )) {
    if (system === null || value === null) continue;
    const identifier = `${system}|${value}`;
    const rows = await store.resources({ type: 'Patient', term: identifierTerm(identifier) });
    const having = rows.filter((row) => identifiersOf(row.body).includes(identifier));
    if (having.every((row) => row.id === id)) return { system, value };
  }
  return null;
}

function isNational(system: unknown): boolean {
  return system === socialSecuritySystem || system === npiSystem;
}
