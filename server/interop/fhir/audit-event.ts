import type { AuditRow } from '../../../engine/store.ts';
import type { FhirResource } from '../incoming.ts';
import type { Element } from './element.ts';

const own = 'urn:chartkeeper';
const terminology = 'http://terminology.hl7.org/CodeSystem';
const dicom = 'http://dicom.nema.org/resources/ontology/DCM';

/** An entry of the audit trail as FHIR R4 AuditEvent: ids and roles, never what was seen. */
export function toFhirAuditEvent(row: AuditRow): FhirResource {
  const entity = entitiesOf(row);
  const { action, type } = kindOf(row);
  return {
    resourceType: 'AuditEvent',
    ...(/^[A-Za-z0-9.-]{1,64}$/.test(row.id) ? { id: row.id } : {}),
    type,
    subtype: [{ system: `${own}:audited`, code: subtypeOf(row) }],
    action,
    recorded: new Date(row.at).toISOString(),
    // 4: the act was not done (DICOM audit event outcome, minor failure).
    outcome: row.action === 'refused' ? '4' : '0',
    agent: [agentOf(row)],
    source: {
      observer: { identifier: { system: own, value: 'server' }, display: 'Chartkeeper' },
      type: [{ system: `${terminology}/security-source-type`, code: '4' }],
    },
    ...(entity.length > 0 ? { entity } : {}),
  };
}

interface Kind {
  readonly type: Element;
  readonly action: 'C' | 'R' | 'U' | 'E';
}

const dcm = (code: string, display: string): Element => ({ system: dicom, code, display });

/** DICOM PS3.16 CID 400, as FHIR's audit-event-type binding takes them. */
function kindOf({ action, what }: AuditRow): Kind {
  const isImport = what.startsWith('message:');
  switch (action) {
    case 'view':
      return { type: dcm('110110', 'Patient Record'), action: 'R' };
    case 'search':
      return { type: dcm('110112', 'Query'), action: 'E' };
    case 'sign-in':
      return { type: dcm('110114', 'User Authentication'), action: 'E' };
    case 'export':
      return { type: dcm('110106', 'Export'), action: 'R' };
    case 'act':
      return isImport
        ? { type: dcm('110107', 'Import'), action: 'C' }
        : { type: dcm('110110', 'Patient Record'), action: 'U' };
    case 'refused':
      return isImport
        ? { type: dcm('110107', 'Import'), action: 'E' }
        : { type: dcm('110113', 'Security Alert'), action: 'E' };
  }
}

/** A FHIR code has no blanks but single ones inside. */
function subtypeOf({ what, action }: AuditRow): string {
  return what.replace(/\s+/g, ' ').trim() || action;
}

function agentOf({ userId, userName, role, purpose, fromAddress }: AuditRow): Element {
  return {
    role: [{ coding: [{ system: `${own}:role`, code: role }] }],
    who: {
      identifier: { system: `${own}:user`, value: userId },
      ...(userName === '' ? {} : { display: userName }),
    },
    requestor: true,
    // 2: an IP address (FHIR network-type).
    ...(fromAddress ? { network: { address: fromAddress, type: '2' } } : {}),
    ...(purpose ? { purposeOfUse: [purposeOf(purpose)] } : {}),
  };
}

/** HL7 v3 PurposeOfUse is a part of ActReason; anything else is the sender's own words. */
function purposeOf(purpose: string): Element {
  return /^[A-Z]{3,12}$/.test(purpose)
    ? { coding: [{ system: `${terminology}/v3-ActReason`, code: purpose }] }
    : { text: purpose };
}

function entitiesOf({ patientId, encounterId, instanceId }: AuditRow): readonly Element[] {
  const entity = (what: Element, type: string, role: string): Element => ({
    what,
    type: { system: `${terminology}/audit-entity-type`, code: type },
    role: { system: `${terminology}/object-role`, code: role },
  });
  return [
    ...(patientId ? [entity({ reference: `Patient/${patientId}` }, '1', '1')] : []),
    ...(encounterId ? [entity({ reference: `Encounter/${encounterId}` }, '2', '4')] : []),
    ...(instanceId
      ? [entity({ identifier: { system: `${own}:instance`, value: instanceId } }, '2', '20')]
      : []),
  ];
}
