import { createHash } from 'node:crypto';
import type { Role, User } from '../../engine/model/user.ts';
import type { DemoStay } from '../../server/demo/demo-data.ts';
import { documentText } from '../../server/demo/document-text.ts';
import { stayBundle } from '../../server/demo/stay-bundle.ts';

/** The instant at which the virtual clock of a test begins. */
export const clockStart = Date.parse('2026-11-24T14:00:00Z');
const dayMs = 24 * 60 * 60 * 1000;
const zone = 'America/New_York';

export function userOf(id: string, roles: readonly Role[], practitionerId?: string): User {
  const grants = roles.map((role) => ({ role, facilities: '*' as const }));
  return { id, name: id, grants, ...(practitionerId === undefined ? {} : { practitionerId }) };
}

/** The input of a deficiency that was due 30 days after `startedAt`. */
export function deficiencyInput(name: string, isOverdue: boolean) {
  return {
    encounterId: `enc-${name}`,
    patientId: `pat-${name}`,
    facility: 'north',
    zone,
    finding: {
      key: 'missing-document.discharge-summary',
      kind: 'missing-document',
      documentType: 'discharge-summary',
      documentId: null,
      procedureId: null,
      ownerRole: 'attending',
      ownerId: 'reyes',
      clock: {
        kind: 'days',
        amount: 30,
        startedAt: clockStart - (isOverdue ? 40 : 1) * dayMs,
        citation: '42 CFR 482.24(c)(4)(vii)',
      },
      rule: { ruleSet: 'load', version: 1, table: 'load', row: 'load', citation: null },
    },
  };
}

/** A discharged stay whose summary Dr Reyes must sign. */
export function stayToSign(name: string) {
  const stay: DemoStay = {
    id: `stay-${name}`,
    mrn: `mrn-${name}`,
    family: 'Load',
    given: 'Test',
    birthDate: '1970-01-01',
    sex: 'female',
    facility: 'north',
    class: 'IMP',
    losHours: 60,
    dischargedDaysAgo: 3,
    attending: 'reyes',
    complaint: 'cough',
    diagnosis: 'bronchitis',
    documents: [
      { type: 'history-and-physical', status: 'LA', by: 'reyes' },
      { type: 'discharge-summary', status: 'PA', by: 'reyes' },
    ],
  };
  const documentId = `discharge-summary-${stay.id}-2`;
  return {
    bundle: stayBundle(stay, clockStart),
    chartId: `chart.${stay.id}`,
    deficiencyId: `deficiency.${stay.id}.unsigned.${documentId}`,
    sign: {
      type: 'deficiency.sign',
      documentId,
      contentHash: createHash('sha256')
        .update(documentText(stay, 'discharge-summary'))
        .digest('hex'),
    },
  };
}

/** An HL7 v2 admission; `controlId` names the message. */
export function admission(controlId: string, physician = 'reyes'): string {
  return [
    `MSH|^~\\&|EHR|NORTH|CHARTKEEPER|NORTH|20261124090000||ADT^A01^ADT_A01|${controlId}|P|2.5.1`,
    'EVN|A01|20261124090000',
    `PID|1||${controlId}^^^NORTH^MR||Load^Test||19700101|F`,
    `PV1|1|I|4N^401^A||||${physician}^Reyes^Elena||||||||||||${controlId}v^^^NORTH^VN|||||||||||||||||||||||||20261123080000`,
    '',
  ].join('\r');
}
