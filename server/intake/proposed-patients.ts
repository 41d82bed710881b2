import type { ResourceRow, Store, TermCondition } from '../../engine/store.ts';
import type { ProposedPatient } from '../../engine/workflows/document-patient/events.ts';
import { objectsOf, textAt } from '../interop/fhir/element.ts';
import { termsOf } from '../interop/fhir/search-terms.ts';
import { foldedText } from '../interop/fhir/search-value.ts';
import type { StatedPatient } from '../interop/patient-without-number.ts';

/** More than anyone looks through. */
const mostProposed = 10;
/** Of one birth date and one name there are few; who has neither in common with it is not looked for. */
const mostFound = 100;

/**
 * Patients of the stated birth date whose name agrees, the likeliest first: name and given name, the family name alone
 * (a nickname), the given name alone (a married name); of equals those of the stated sex. None without a birth date.
 */
export async function proposedPatients(
  stated: StatedPatient,
  { store, zone }: { readonly store: Store; readonly zone: string },
): Promise<ProposedPatient[]> {
  const families = textsOf(stated.names.map(({ family }) => family));
  const givens = textsOf(stated.names.flatMap(({ given }) => given.slice(0, 1)));
  if (stated.birthDate === null) return [];
  const born = termsOf({ resourceType: 'Patient', birthDate: stated.birthDate }, zone)
    .filter(({ param }) => param.startsWith('birthdate'))
    .map(({ param, value }): TermCondition => ({ param, ranges: [exactly(value)] }));
  if (born.length === 0) return [];
  const found = new Map<string, ResourceRow>();
  for (const [param, values] of [
    ['family', families],
    ['given', givens],
  ] as const) {
    if (values.length === 0) continue;
    const where = [...born, { param, ranges: values.map(exactly) }];
    const { rows } = await store.search({ type: 'Patient', where, limit: mostFound });
    for (const row of rows) found.set(row.id, row);
  }
  return [...found.values()]
    .filter((row) => !isMerged(row))
    .map((row) => ({ row, by: agreementOf(row, families, givens) }))
    .toSorted(
      (a, b) =>
        order.indexOf(a.by) - order.indexOf(b.by) ||
        Number(isOfSex(b.row, stated)) - Number(isOfSex(a.row, stated)) ||
        (a.row.id < b.row.id ? -1 : 1),
    )
    .slice(0, mostProposed)
    .map(({ row, by }) => ({ patientId: row.id, by }));
}

const order: readonly ProposedPatient['by'][] = [
  'name-and-birth-date',
  'family-and-birth-date',
  'given-and-birth-date',
];

function agreementOf(
  { body }: ResourceRow,
  families: readonly string[],
  givens: readonly string[],
): ProposedPatient['by'] {
  const names = objectsOf(body.name).map(({ family, given }) => ({
    isFamily: textsOf([family]).some((one) => families.includes(one)),
    isGiven: textsOf(Array.isArray(given) ? given : []).some((one) => givens.includes(one)),
  }));
  if (names.some(({ isFamily, isGiven }) => isFamily && isGiven)) return 'name-and-birth-date';
  return names.some(({ isFamily }) => isFamily) ? 'family-and-birth-date' : 'given-and-birth-date';
}

/** The patient's numbers went to another, who stays. */
export function isMerged({ body }: ResourceRow): boolean {
  return objectsOf(body.link).some(({ type }) => type === 'replaced-by');
}

function isOfSex({ body }: ResourceRow, { gender }: StatedPatient): boolean {
  return gender !== null && body.gender === gender;
}

function textsOf(values: readonly unknown[]): string[] {
  const folded = values.flatMap((value) => foldedText(textAt(value) ?? ''));
  return [...new Set(folded)].filter((one) => one !== '');
}

function exactly(value: string) {
  return { from: value, to: `${value}\u0000` };
}
