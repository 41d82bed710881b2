import type { CcdaCode } from './ccda-document.ts';

export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
}

/** OIDs of code systems, by their FHIR names. */
const systems: Readonly<Record<string, string>> = {
  '2.16.840.1.113883.6.1': 'http://loinc.org',
  '2.16.840.1.113883.6.96': 'http://snomed.info/sct',
  '2.16.840.1.113883.6.12': 'http://www.ama-assn.org/go/cpt',
  '2.16.840.1.113883.5.4': 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  '2.16.840.1.113883.5.25': 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
};

/** A C-CDA code as a FHIR coding. */
export function codingOf({ code, system, display }: CcdaCode): Coding {
  return {
    system: systems[system] ?? tableOf(system) ?? `urn:oid:${system}`,
    code,
    ...(display === null ? {} : { display }),
  };
}

/** The tables of HL7 v2 have OIDs of one stem (2.16.840.1.113883.12.112 is table 0112). */
function tableOf(oid: string): string | null {
  const table = /^2\.16\.840\.1\.113883\.12\.(\d{1,4})$/.exec(oid)?.[1];
  return table === undefined
    ? null
    : `http://terminology.hl7.org/CodeSystem/v2-${table.padStart(4, '0')}`;
}
