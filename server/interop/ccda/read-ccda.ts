import { Refusal } from '../../../engine/errors.ts';
import { attachmentOf, sectionsOf } from './body.ts';
import type { CcdaDocument } from './ccda-document.ts';
import { headerOf, patientOf } from './header.ts';
import { idsOf } from './values.ts';
import { readXml } from './xml.ts';

/** The machine's half of a section; a person reads the other, and so do we. */
const skips: ReadonlySet<string> = new Set(['entry', 'entryRelationship']);

/**
 * Reads a C-CDA document (HL7 CDA R2, C-CDA R1.1 and R2.1): the facts of its header and its sections
 * as a person reads them.
 * @throws Refusal `invalid-input` for what is no CDA document or lacks its id or patient, `too-large`
 */
export function readCcda(bytes: Uint8Array): CcdaDocument {
  const root = readXml(bytes, { skips, called: 'C-CDA document' });
  if (root.name !== 'ClinicalDocument' || root.namespace !== 'urn:hl7-org:v3')
    throw refused('ClinicalDocument', 'The root must be ClinicalDocument in urn:hl7-org:v3.');
  const [id] = idsOf(root);
  if (id === undefined)
    throw refused('ClinicalDocument/id', 'The document must have an id with a root.');
  const patient = patientOf(root);
  if (patient === undefined)
    throw refused('recordTarget/patientRole', 'The document must name its patient.');
  return {
    id,
    patient,
    ...headerOf(root),
    sections: sectionsOf(root),
    attachment: attachmentOf(root),
  };
}

function refused(path: string, what: string): Refusal {
  const message = `${what} Correct the C-CDA document and send it anew.`;
  return new Refusal('invalid-input', message, { issues: [{ path, message }] });
}
