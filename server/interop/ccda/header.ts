import type {
  CcdaAuthor,
  CcdaDocument,
  CcdaEncounter,
  CcdaPatient,
  CcdaPerson,
  CcdaRelation,
  CcdaSigner,
} from './ccda-document.ts';
import { codeOf, idsOf, namesOf, textOf, timeOf, translationsOf } from './values.ts';
import { attributeOf, childrenOf, elementAt, type XmlElement } from './xml.ts';

/** What the header of a CDA document says, but for the id and the patient, without which it is none. */
export function headerOf(
  root: XmlElement,
): Omit<CcdaDocument, 'id' | 'patient' | 'sections' | 'attachment'> {
  const code = elementAt(root, 'code');
  const legal = elementAt(root, 'legalAuthenticator');
  const encounter = elementAt(root, 'componentOf', 'encompassingEncounter');
  return {
    setId: idsOf(root, 'setId')[0] ?? null,
    version: attributeOf(elementAt(root, 'versionNumber'), 'value'),
    code: codeOf(code),
    translations: translationsOf(code),
    title: textOf(elementAt(root, 'title')),
    effectiveTime: timeOf(elementAt(root, 'effectiveTime')),
    confidentiality: codeOf(elementAt(root, 'confidentialityCode')),
    language: attributeOf(elementAt(root, 'languageCode'), 'code'),
    encounter: encounter ? encounterOf(encounter) : null,
    authors: childrenOf(root, 'author').map(authorOf),
    legalAuthenticator: legal ? signerOf(legal) : null,
    authenticators: childrenOf(root, 'authenticator').map(signerOf),
    custodian: textOf(
      elementAt(root, 'custodian', 'assignedCustodian', 'representedCustodianOrganization', 'name'),
    ),
    relations: childrenOf(root, 'relatedDocument').flatMap(relationOf),
  };
}

/** The patient of the first record target; undefined when there is none. */
export function patientOf(root: XmlElement): CcdaPatient | undefined {
  const role = elementAt(root, 'recordTarget', 'patientRole');
  if (role === undefined) return undefined;
  const patient = elementAt(role, 'patient');
  return {
    ids: idsOf(role),
    names: namesOf(patient),
    birthTime: timeOf(elementAt(patient, 'birthTime')),
    gender: codeOf(elementAt(patient, 'administrativeGenderCode')),
  };
}

function authorOf(author: XmlElement): CcdaAuthor {
  const assigned = elementAt(author, 'assignedAuthor');
  return { ...personOf(assigned), time: timeOf(elementAt(author, 'time')) };
}

function signerOf(signer: XmlElement): CcdaSigner {
  return {
    ...personOf(elementAt(signer, 'assignedEntity')),
    time: timeOf(elementAt(signer, 'time')),
    signatureCode: attributeOf(elementAt(signer, 'signatureCode'), 'code')?.toUpperCase() ?? null,
  };
}

function personOf(assigned: XmlElement | undefined): CcdaPerson {
  const device = elementAt(assigned, 'assignedAuthoringDevice');
  return {
    ids: idsOf(assigned),
    name: namesOf(elementAt(assigned, 'assignedPerson'))[0] ?? null,
    organisation: textOf(elementAt(assigned, 'representedOrganization', 'name')),
    device:
      textOf(elementAt(device, 'softwareName')) ??
      textOf(elementAt(device, 'manufacturerModelName')),
  };
}

function encounterOf(encounter: XmlElement): CcdaEncounter {
  const code = elementAt(encounter, 'code');
  const time = elementAt(encounter, 'effectiveTime');
  const responsible = elementAt(encounter, 'responsibleParty', 'assignedEntity');
  return {
    ids: idsOf(encounter),
    codes: [codeOf(code) ?? [], ...translationsOf(code)].flat(),
    low: timeOf(time),
    high: attributeOf(elementAt(time, 'high'), 'value'),
    disposition: codeOf(elementAt(encounter, 'dischargeDispositionCode')),
    location: placeOf(elementAt(encounter, 'location', 'healthCareFacility')),
    responsible: responsible ? personOf(responsible) : null,
    participants: childrenOf(encounter, 'encounterParticipant').map((participant) => ({
      kind: attributeOf(participant, 'typeCode')?.toUpperCase() ?? '',
      person: personOf(elementAt(participant, 'assignedEntity')),
    })),
  };
}

function placeOf(facility: XmlElement | undefined): string | null {
  return (
    textOf(elementAt(facility, 'location', 'name')) ??
    textOf(elementAt(facility, 'serviceProviderOrganization', 'name'))
  );
}

function relationOf(related: XmlElement): readonly CcdaRelation[] {
  const kind = attributeOf(related, 'typeCode')?.toUpperCase();
  if (kind !== 'RPLC' && kind !== 'APND' && kind !== 'XFRM') return [];
  return [{ kind, ids: idsOf(elementAt(related, 'parentDocument')) }];
}
