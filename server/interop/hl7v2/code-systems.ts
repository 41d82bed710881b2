import type { Repetition } from './message.ts';

const icd10cm = 'http://hl7.org/fhir/sid/icd-10-cm';
const icd9cm = 'http://hl7.org/fhir/sid/icd-9-cm';
const icd10pcs = 'http://www.cms.gov/Medicare/Coding/ICD10';
const cpt = 'http://www.ama-assn.org/go/cpt';
const hcpcs = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const snomed = 'http://snomed.info/sct';

/**
 * HL7 table 0396 → FHIR code system. Table 0396 calls the international ICD-10 `I10`, but hospitals
 * of the United States mean its clinical modification by it, which alone they may code with
 * (45 CFR 162.1002(c)).
 */
const systems: Readonly<Record<string, string>> = {
  I10: icd10cm,
  I10C: icd10cm,
  ICD10: icd10cm,
  ICD10CM: icd10cm,
  'ICD-10-CM': icd10cm,
  I9: icd9cm,
  I9C: icd9cm,
  I9CDX: icd9cm,
  I9M: icd9cm,
  ICD9: icd9cm,
  'ICD-9-CM': icd9cm,
  I10P: icd10pcs,
  ICD10PCS: icd10pcs,
  'ICD-10-PCS': icd10pcs,
  C4: cpt,
  C5: cpt,
  CPT: cpt,
  CPT4: cpt,
  CPTM: cpt,
  HCPCS: hcpcs,
  HPC: hcpcs,
  SCT: snomed,
  SNM3: snomed,
  SNOMED: snomed,
  LN: 'http://loinc.org',
  LOINC: 'http://loinc.org',
  NDC: 'http://hl7.org/fhir/sid/ndc',
  UCUM: 'http://unitsofmeasure.org',
};

/** The FHIR system of a coding system's name in a CE or CWE; undefined when it has none. */
export function codeSystemOf(name: string): string | undefined {
  const known = systems[name.toUpperCase()];
  if (known !== undefined) return known;
  const table = /^HL7(\d{4})$/.exec(name.toUpperCase())?.[1];
  if (table) return `http://terminology.hl7.org/CodeSystem/v2-${table}`;
  return name === '' ? undefined : `urn:id:${encodeURIComponent(name)}`;
}

/**
 * CE or CWE → CodeableConcept: code^text^system and the alternate in components 4 to 6, the original
 * text in 9 (v2.5.1 chapter 2.A.13). Undefined when it says nothing.
 */
export function conceptOf(
  field: Repetition | undefined,
  { text = '', system = '' }: { readonly text?: string; readonly system?: string } = {},
): { readonly coding?: readonly object[]; readonly text?: string } | undefined {
  if (!field || field.isDeletion) return text === '' ? undefined : { text };
  const coding = [1, 4].flatMap((at) => {
    const code = field.get(at).replace(/\s+/g, ' ');
    if (code === '') return [];
    const of = codeSystemOf(field.get(at + 2) || (at === 1 ? system : ''));
    const display = field.get(at + 1);
    return [{ ...(of ? { system: of } : {}), code, ...(display ? { display } : {}) }];
  });
  const said = text || field.get(9) || field.get(2) || field.get(5);
  if (coding.length === 0 && said === '') return undefined;
  return { ...(coding.length > 0 ? { coding } : {}), ...(said ? { text: said } : {}) };
}
