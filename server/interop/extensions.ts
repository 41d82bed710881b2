/** Extensions of our own on DocumentReference: what HL7 v2 tells and FHIR R4 has no place for. */

/** HL7 table 0271 (TXA-17), `valueCode`. */
export const completionStatusUrl = 'urn:chartkeeper:completion-status';

/** When the authenticator signed (TXA-22.15), `valueDateTime`. */
export const signedAtUrl = 'urn:chartkeeper:signed-at';

/** Who is to sign (TXA-10), `valueReference`. */
export const assignedSignerUrl = 'urn:chartkeeper:assigned-signer';

/** System of the codings that name our own document types. */
export const documentTypeSystem = 'urn:chartkeeper:document-type';
